"""Old office files (.doc .wps .rtf .xls) through LibreOffice, if it is installed.

Each file is converted in a folder of its own with settings of its own, so that neither the user's
LibreOffice nor another file can change what comes out; macros and links to elsewhere are off.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from parsers.records import ParseError
from pipeline.sources import MAX_BYTES

PROGRAMS = ("soffice", "libreoffice", "/Applications/LibreOffice.app/Contents/MacOS/soffice")
MAX_SECONDS = 90
TARGETS = {"doc": "docx", "rtf": "docx", "xls": "xlsx"}
# Names of streams as they stand in a compound file (MS-CFB), and what the file is then.
_STREAMS = {"EncryptedPackage": "encrypted", "WordDocument": "doc", "Workbook": "xls", "Book": "xls"}
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
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    target = TARGETS[kind]
    if program is None:
        raise ParseError(
            f"读取 .{kind} 需要安装 LibreOffice,或另存为 .{target} "
            f"(reading .{kind} needs LibreOffice, which was not found: install it, or save the file as .{target})"
        )
    with tempfile.TemporaryDirectory(prefix="nianbao-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        source, settings = folder / f"report.{kind}", folder / "profile" / "user"
        settings.mkdir(parents=True)
        (settings / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
        source.write_bytes(data)
        _run([program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", *_orders(target, folder, source)])
        return _read_result(folder / "out" / f"report.{target}")


def _orders(target: str, folder: Path, source: Path) -> list[str]:
    quiet = ["--headless", "--norestore", "--nolockcheck", "--nodefault"]
    return [*quiet, "--convert-to", target, "--outdir", str(folder / "out"), str(source)]


def _run(command: list[str]) -> None:
    """Run a program, and end it with all that it started when its time is up."""
    try:
        running = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as error:
        raise ParseError(f"无法启动 LibreOffice (LibreOffice cannot be started): {error}") from error
    try:
        running.wait(MAX_SECONDS)
    except subprocess.TimeoutExpired as error:
        raise ParseError(f"LibreOffice 转换超时 (LibreOffice took too long): > {MAX_SECONDS} s") from error
    finally:
        if running.poll() is None:
            _end(running)


def _end(running: subprocess.Popen[bytes]) -> None:
    if hasattr(os, "killpg"):
        os.killpg(running.pid, signal.SIGKILL)  # its own session: the group is the program and its children
    else:
        running.kill()
    running.wait()


def _read_result(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise ParseError("LibreOffice 无法转换此文件 (LibreOffice cannot convert the file)") from error
    if len(data) > MAX_BYTES:
        raise ParseError("转换后超过大小上限 (larger than the limit when converted)")
    return data
