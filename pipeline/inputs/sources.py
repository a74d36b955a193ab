"""What to read: files, folders and patterns become a sorted list of sources, each with its name.

Folders are walked. Hidden names and links to folders are passed over, and so are files whose
extension is not a known one: only a file that was named, or has a known extension, can fail. A link
met in a folder is read if what it points at lies in the same folder. A sidecar belongs to its file.
Archives are found here as one source each; `pipeline.archives` unpacks them.
"""

from __future__ import annotations

import glob
import hashlib
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from parsers.records import ParseError
from pipeline.formats.names import FORMATS, MAX_BYTES
from pipeline.inputs.known import Known, read_known
from pipeline.inputs.sidecar import MAX_BYTES as MAX_SIDECAR
from pipeline.inputs.sidecar import SUFFIX

# Ends of names of what holds many documents; what it is, its content tells. The last two are told of, not read.
HIDDEN = (".", "~$")  # beginnings of names that systems and Word give to what is no document
ARCHIVES = (
    *(".zip", ".tar", ".tgz", ".tar.gz", ".tbz2", ".tar.bz2", ".txz", ".tar.xz"),
    *(".warc", ".warc.gz", ".wet", ".wet.gz", ".jsonl", ".jsonl.gz", ".ndjson", ".ndjson.gz", ".json.gz"),
    *(f"{extension}.gz" for extension in (".txt", ".html", ".htm", ".mhtml")),
    *(".rar", ".7z"),
)
PARTS = ("_files", ".files")  # ends of the names of folders with the parts of a saved page
KINDS = {
    stat.S_ISDIR: "是文件夹,不是文件 (a folder, not a file)",
    stat.S_ISFIFO: "是管道,不是普通文件 (a pipe, not a regular file)",
    stat.S_ISSOCK: "是套接字,不是普通文件 (a socket, not a regular file)",
    stat.S_ISCHR: "是设备,不是普通文件 (a device, not a regular file)",
    stat.S_ISBLK: "是设备,不是普通文件 (a device, not a regular file)",
}


NOTHING = Known()


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read.

    path: where it is. name: the dataset's `source` column, relative to its input, with `/`.
    problem: why it cannot be read, if that is known already. known: what is known of it beside its bytes.
    """

    path: Path
    name: str
    problem: str | None = None
    known: Known = NOTHING


@dataclass(frozen=True, slots=True)
class Found:
    """The sources, sorted by name, and how many other files were met and passed over."""

    sources: tuple[Source, ...]
    passed_over: int


@dataclass(frozen=True, slots=True)
class _Input:
    """One input: the folder that its names are relative to, and the files it brings."""

    root: Path
    files: tuple[tuple[Path, str | None], ...]
    passed_over: int = 0


def find_sources(inputs: Sequence[str | Path]) -> Found:
    """The sources that `inputs` (files, folders, glob patterns) bring, each file once.

    With one input a name is the path relative to it; with several it starts with the input's own
    name, lengthened by folders above it where two inputs share a name.
    """
    found = [_read_input(os.fspath(given)) for given in dict.fromkeys(inputs)]
    prefixes = _find_prefixes([each.root for each in found]) if len(found) > 1 else {}
    sources: dict[str, Source] = {}
    for each in found:
        prefix = prefixes.get(each.root, "")
        for path, problem in each.files:
            name = "/".join(filter(None, (prefix, os.path.relpath(path, each.root).replace(os.sep, "/"))))
            source = Source(path, printable(name), problem, _read_beside(path))
            known = sources.setdefault(os.path.abspath(path), source)
            if name < known.name:
                sources[os.path.abspath(path)] = source
    ordered = sorted(sources.values(), key=lambda source: (source.name, os.fsencode(source.path)))
    return Found(tuple(with_unique_names(ordered)), sum(each.passed_over for each in found))


def is_archive(name: str) -> bool:
    """Whether a file's name says that it holds many documents."""
    return name.lower().endswith(ARCHIVES)


def find_archive_end(name: str) -> str:
    """The end of an archive's name that says so; empty for others.

    >>> find_archive_end("2020.TAR.GZ")
    '.tar.gz'
    """
    return next((end for end in ARCHIVES if name.lower().endswith(end)), "")


def find_named_format(path: Path) -> str:
    """The format that a file has by its name: that of an archive without its packing, html where nothing is said."""
    if kind := FORMATS.get(path.suffix.lower()):
        return kind
    end = find_archive_end(path.name)
    return "tar" if end.startswith(".t") and end not in (".txt.gz",) else end.split(".")[1] if end else "html"


def read_source(source: Source, max_bytes: int = MAX_BYTES) -> bytes:
    """The bytes of a source; raises ParseError if there are none, too many, or they cannot be had."""
    if source.problem:
        raise ParseError(source.problem)
    try:
        with open(source.path, "rb", opener=_open_unblocked) as file:
            status = os.fstat(file.fileno())
            if problem := _not_regular(status.st_mode):
                raise ParseError(problem)
            if status.st_size > max_bytes:
                raise ParseError(explain_size(status.st_size, max_bytes))
            data = file.read(max_bytes + 1)
    except (OSError, ValueError) as error:
        raise ParseError(explain_error(error)) from error
    if len(data) > max_bytes:
        raise ParseError(explain_size(len(data), max_bytes))
    if not data:
        raise ParseError("文件是空的 (the file is empty)")
    return data


def _open_unblocked(path: str, flags: int) -> int:
    """A handle; a pipe or a device would block a plain open()."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def find_digest(source: Source, data: bytes) -> str:
    """The hash that names a document: of its bytes, or of its address where it has none of its own."""
    address = source.known.address
    return hashlib.sha256(data if address is None else address.encode("utf-8", "replace")).hexdigest()


def _read_beside(path: Path) -> Known:
    """What the sidecar of a file tells, if it has one."""
    sidecar = f"{path}{SUFFIX}"
    if not os.path.lexists(sidecar):
        return NOTHING
    try:
        if os.path.islink(sidecar):
            raise ParseError(f"{SUFFIX} 是链接 (a link)")
        return read_known(read_source(Source(Path(sidecar), ""), MAX_SIDECAR))
    except ParseError as error:
        return Known(problem=str(error))


def _read_input(given: str) -> _Input:
    """The files of one input, which is a file, a folder or a pattern."""
    path = Path(given)
    if os.path.isdir(path):
        return _walk(path)
    if not os.path.lexists(path) and glob.has_magic(given):
        return _match(given)
    return _Input(path.parent, ((path, _find_problem(path)),))


def _match(pattern: str) -> _Input:
    """The files that a pattern matches; the folders among them are walked."""
    root = Path(pattern)
    while glob.has_magic(str(root)):
        root = root.parent
    files: list[tuple[Path, str | None]] = []
    passed_over = 0
    for match in sorted(glob.glob(pattern, recursive=True)):
        found = _walk(Path(match)) if os.path.isdir(match) else _sort_out(Path(match), root)
        files += found.files
        passed_over += found.passed_over
    if not files and not passed_over:
        files.append((Path(pattern), "没有匹配的文件 (no file matches)"))
    return _Input(root, tuple(dict.fromkeys(files)), passed_over)


def _walk(root: Path) -> _Input:
    """The files of a folder and its folders."""
    files: list[tuple[Path, str | None]] = []
    passed_over = 0
    for path, problem in _walk_paths(root):
        found = _Input(root, ((path, problem),)) if problem else _sort_out(path, root)
        files += found.files
        passed_over += found.passed_over
    return _Input(root, tuple(files), passed_over)


def _walk_paths(root: Path) -> Iterator[tuple[Path, str | None]]:
    """Each file, each link to a folder, and each folder that cannot be listed with the reason."""
    refused: list[OSError] = []
    for folder, folders, names in os.walk(root, onerror=refused.append):
        links = [name for name in folders if os.path.islink(os.path.join(folder, name))]
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted({*names, *links} - {f"{name}{SUFFIX}" for name in names}):
            yield Path(folder, name), None
    for error in refused:
        yield Path(os.fsdecode(error.filename)), explain_error(error)


def _sort_out(path: Path, root: Path) -> _Input:
    """A file met in a folder: read if its extension is known, else passed over."""
    known = path.suffix.lower() in FORMATS or is_archive(path.name)
    if path.name.startswith(HIDDEN) or not known or os.path.isdir(path) or _is_part_of_page(path):
        return _Input(root, (), 1)
    problem = _find_problem(path)
    if problem is None and path.is_symlink() and not _lies_in(path, root):
        problem = "链接指向输入文件夹之外 (a link that leaves the input folder)"
    return _Input(root, ((path, problem),))


def _is_part_of_page(path: Path) -> bool:
    """Whether a file lies in the folder that a browser or Word puts beside a page that it saves: frames, scripts."""
    folder = path.parent
    page = next((folder.name[: -len(end)] for end in PARTS if folder.name.endswith(end)), "")
    return bool(page) and any(folder.with_name(page + end).is_file() for end in (".html", ".htm", ".shtml"))


def _lies_in(path: Path, root: Path) -> bool:
    return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(root))


def _find_problem(path: Path) -> str | None:
    """Why a path cannot be read, as far as can be told without opening it."""
    try:
        return _not_regular(os.stat(path).st_mode)
    except (OSError, ValueError) as error:
        if isinstance(error, FileNotFoundError) and os.path.lexists(path):
            return "链接指向的文件不存在 (a dangling link)"
        return explain_error(error)


def _not_regular(mode: int) -> str | None:
    return next((words for is_kind, words in KINDS.items() if is_kind(mode)), None)


def explain_error(error: OSError | ValueError) -> str:
    """An error of the operating system in a user's words."""
    if isinstance(error, FileNotFoundError):
        return "文件不存在 (no such file)"
    if isinstance(error, IsADirectoryError):
        return KINDS[stat.S_ISDIR]
    if isinstance(error, PermissionError):
        return "没有读取权限 (permission denied)"
    words = getattr(error, "strerror", None) or str(error)
    return f"无法读取 (cannot be read): {words}"


def explain_size(size: int, limit: int) -> str:
    """Why a file is not read whose bytes are more than a limit."""
    return f"文件超过大小上限 (larger than the limit): {size / 1e6:.1f} MB > {limit / 1e6:.1f} MB"


def _find_prefixes(roots: Sequence[Path]) -> dict[Path, str]:
    """The shortest end of each root's path that no other root shares, as `a/b`."""
    places = {root: Path(os.path.abspath(root)).parts[1:] for root in roots}
    prefixes = {}
    for root, parts in places.items():
        others = {other for other in places.values() if other != parts}
        length = next(
            (n for n in range(1, len(parts)) if all(parts[-n:] != other[-n:] for other in others)), len(parts)
        )
        prefixes[root] = "/".join(parts[-length:]) if parts else ""
    return prefixes


def printable(name: str) -> str:
    """A name that can be written and shown: undecodable bytes and control characters as `\\xNN`."""
    try:
        text = os.fsencode(name).decode("utf-8", "backslashreplace")
    except UnicodeEncodeError:
        text = name.encode("utf-8", "backslashreplace").decode()
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


def with_unique_names(sources: Sequence[Source]) -> Iterator[Source]:
    """The sources with `~2`, `~3` behind a name that another one has already."""
    seen: dict[str, int] = {}
    for source in sources:
        count = seen[source.name] = seen.get(source.name, 0) + 1
        yield source if count == 1 else replace(source, name=f"{source.name}~{count}")
