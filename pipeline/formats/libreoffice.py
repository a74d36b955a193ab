"""Old office files (.doc .wps .rtf .xls) through LibreOffice, if it is installed.

Each start of it has a folder and settings of its own, so that the user's LibreOffice cannot change what
comes out; macros and links to elsewhere are off. `convert` starts it for one file, and
`pipeline.formats.together` for many.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from parsers.records import ParseError
from pipeline.formats.names import MAX_BYTES

PROGRAMS = ("soffice", "libreoffice", "/Applications/LibreOffice.app/Contents/MacOS/soffice")
MAX_CPU = 20  # seconds of the processor for a file, where the system can limit it; most take one or two
MAX_SECONDS = 90  # on the clock
TARGETS = {"doc": "docx", "rtf": "docx", "xls": "xlsx"}
# Names of streams as they stand in a compound file (MS-CFB), and what the file is then.
_STREAMS = {"EncryptedPackage": "encrypted", "WordDocument": "doc", "Workbook": "xls", "Book": "xls"}
_LIMITED = ("/bin/sh", "-c", 'ulimit -c 0; ulimit -t "$0"; exec "$@"')
_NOT_STARTED = (126, 127)  # what a shell answers if it cannot start a program
_KILLED = (128 + 9, 128 + 24, -9, -24)  # by the system, for a limit
_LETTERS = str.maketrans("0123456789", "ghijklmnop")
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop>
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop>
</item>
</oor:items>
"""


def find_compound_format(data: bytes) -> str:
    """doc or xls, by the streams in a compound file; raises ParseError if it is neither or has a password."""
    kind = next((kind for name, kind in _STREAMS.items() if name.encode("utf-16-le") + b"\0\0" in data), None)
    if kind == "encrypted":
        raise ParseError("文件有密码 (the file has a password)")
    if kind is None:
        raise ParseError("二进制文件 (a binary file): neither Word nor Excel")
    return kind


def convert(data: bytes, kind: str) -> bytes:
    """A doc, rtf or xls file as docx or xlsx; raises ParseError if LibreOffice is missing or cannot do it."""
    program = find_program(kind)
    with open_folder() as folder:
        source = folder / name_source(data, kind)
        source.write_bytes(data)
        running = start(program, folder, TARGETS[kind], [source])
        try:
            code = running.wait(MAX_SECONDS)
        except subprocess.TimeoutExpired as error:
            raise _late(MAX_SECONDS) from error
        finally:
            end(running)
        if code in _NOT_STARTED:
            raise ParseError(f"无法启动 LibreOffice (LibreOffice cannot be started): {program}")
        if code in _KILLED:
            raise _late(MAX_CPU)
        return read_result(find_result(source))


def _late(seconds: float) -> ParseError:
    return ParseError(f"LibreOffice 转换超时 (LibreOffice took too long): > {seconds} s")


def find_program(kind: str) -> str:
    """The path of LibreOffice; raises ParseError that says what to do about a file of this kind if there is none."""
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        raise ParseError(
            f"读取 .{kind} 需要安装 LibreOffice,或另存为 .{TARGETS[kind]} "
            f"(reading .{kind} needs LibreOffice, which was not found: install it, or save the file as .{TARGETS[kind]})"
        )
    return program


@contextmanager
def open_folder() -> Iterator[Path]:
    """A folder for sources and results, for as long as the block lasts."""
    with tempfile.TemporaryDirectory(prefix="nianbao-", ignore_cleanup_errors=True) as name:
        yield Path(name)


def name_source(data: bytes, kind: str) -> str:
    """The name that LibreOffice is given a file under. Its bytes alone decide it, for a field can print it.

    In letters, so that none is a number; and long, so that no link in another file can tell it.
    """
    return f"{hashlib.sha256(data).hexdigest().translate(_LETTERS)}.{kind}"


def find_result(source: Path) -> Path:
    """Where LibreOffice puts what it makes of a source."""
    return source.parent / "out" / f"{source.stem}.{TARGETS[source.suffix[1:]]}"


def start(program: str, folder: Path, target: str, sources: Sequence[Path]) -> subprocess.Popen[bytes]:
    """Start LibreOffice on some sources, with new settings; raises ParseError if that cannot be done."""
    profile = Path(tempfile.mkdtemp(prefix="profile-", dir=folder))
    (profile / "user").mkdir()
    (profile / "user" / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
    quiet = ["--headless", "--norestore", "--nolockcheck", "--nodefault"]
    orders = [*quiet, "--convert-to", target, "--outdir", str(folder / "out"), *map(str, sources)]
    try:
        return subprocess.Popen(
            [*_limit(len(sources)), program, f"-env:UserInstallation={profile.as_uri()}", *orders],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as error:
        raise ParseError(f"无法启动 LibreOffice (LibreOffice cannot be started): {error}") from error


def _limit(files: int) -> tuple[str, ...]:
    """What starts a program with as much time of the processor as so many files may take."""
    return (*_LIMITED, str(MAX_CPU * files)) if os.name == "posix" else ()


def end(running: subprocess.Popen[bytes]) -> None:
    """End LibreOffice, with all that it started, if it still runs."""
    if running.poll() is not None:
        return
    if hasattr(os, "killpg"):
        os.killpg(running.pid, signal.SIGKILL)  # its own session: the group is the program and its children
    else:
        running.kill()
    running.wait()


def read_result(path: Path) -> bytes:
    """What LibreOffice made of a file; raises ParseError if it made nothing, or too much."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise ParseError("LibreOffice 无法转换此文件 (LibreOffice cannot convert the file)") from error
    if len(data) > MAX_BYTES:
        raise ParseError("转换后超过大小上限 (larger than the limit when converted)")
    return data
