"""A process of its own for pdfium: a hostile PDF can kill it, fill its memory or keep it busy, never the run.

One helper a process reads one PDF after the other, under limits of memory and time; it is started for the
first PDF, and again after one that it died of. What goes over the pipes: the length of a message in eight
bytes and the message, a PDF one way and JSON the other.
"""

from __future__ import annotations

import atexit
import json
import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from typing import IO, Any

from parsers.records import ParseError

MAX_MEMORY = 800_000_000  # bytes of address space, where the system can limit it
MAX_CPU = 20  # seconds of the processor for one PDF, likewise: a report takes a fraction of one
PATIENCE = 180  # seconds on the clock, where it cannot
_START = "import sys; sys.path[:] = {path!r}; from pipeline.formats.pdf.process import serve; serve()"
_HEAD = 8  # bytes that tell a message's length


def read_apart(data: bytes) -> tuple[str, str | None]:
    """What `read_document` answers, from the helper; raises ParseError as it does, and if the helper dies of the file."""
    with _lock:
        answer = _find_helper().read(data)
    if "problem" in answer:
        raise ParseError(answer["problem"])
    if "failure" in answer:
        raise RuntimeError(answer["failure"])
    return answer["markup"], answer["shortfall"]


class _Helper:
    """The process, and the process that started it: one that was forked later must not use its pipes."""

    def __init__(self) -> None:
        self.owner = os.getpid()
        self.process = subprocess.Popen(
            [sys.executable, "-I", "-c", _START.format(path=sys.path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    def read(self, data: bytes) -> dict[str, Any]:
        """The answer on one PDF."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        timer = threading.Timer(PATIENCE, self.process.kill)
        timer.start()
        try:
            with suppress(BrokenPipeError):
                _write(self.process.stdin, data)
            answer = _read(self.process.stdout)
        finally:
            timer.cancel()
        if answer is None:
            return {"problem": self._explain()}
        return dict(json.loads(answer))

    def is_usable(self) -> bool:
        return self.owner == os.getpid() and self.process.poll() is None

    def close(self) -> None:
        """End the process: without a pipe it ends by itself."""
        if self.owner == os.getpid() and self.process.stdin and self.process.stdout:
            with suppress(BrokenPipeError):
                self.process.stdin.close()
            self.process.stdout.close()
            self.process.wait()

    def _explain(self) -> str:
        """Why the process is dead."""
        code = self.process.wait()
        if code in (-getattr(signal, "SIGXCPU", 0), -getattr(signal, "SIGKILL", 0)) and code:
            return "PDF 读取耗时超过上限 (the PDF takes longer to read than the limit)"
        return "PDF 使读取程序崩溃或内存超限 (the PDF crashes the reader, or fills its memory)"


_lock = threading.Lock()
_helpers: list[_Helper] = []


def _find_helper() -> _Helper:
    """The helper of this process, started if there is none."""
    if not _helpers:
        atexit.register(close_helper)
    if not _helpers or not _helpers[-1].is_usable():
        close_helper()
        _helpers.append(_Helper())
    return _helpers[-1]


def close_helper() -> None:
    """End this process's helper, if it has one."""
    while _helpers:
        _helpers.pop().close()


def serve() -> None:
    """What the helper does: answer one PDF after the other until the pipe is closed."""
    from pipeline.formats.pdf.document import read_document

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    taken, given = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not get among the answers
    _limit_memory()
    while (data := _read(taken)) is not None:
        _limit_time()
        try:
            markup, shortfall = read_document(data)
            answer: dict[str, str | None] = {"markup": markup, "shortfall": shortfall}
        except ParseError as error:
            answer = {"problem": str(error)}
        except MemoryError:
            os._exit(1)
        except Exception as error:  # a mistake in the program: the caller tells it with its place
            answer = {"failure": _describe(error)}
        _write(given, json.dumps(answer).encode())


def _describe(error: Exception) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f"{os.path.basename(trace.tb_frame.f_code.co_filename)}:{trace.tb_lineno}" if trace else "?"
    return f"{type(error).__name__}: {error} ({place})"


def _limit_memory() -> None:
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))


def _limit_time() -> None:
    """Allow the next PDF its time."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        spent = int(used.ru_utime + used.ru_stime) + 1
        resource.setrlimit(resource.RLIMIT_CPU, (spent + MAX_CPU, resource.RLIM_INFINITY))


def _write(pipe: IO[bytes], message: bytes) -> None:
    pipe.write(len(message).to_bytes(_HEAD, "big"))
    pipe.write(message)
    pipe.flush()


def _read(pipe: IO[bytes]) -> bytes | None:
    """The next message; None if the pipe is closed before its end."""
    head = pipe.read(_HEAD)
    if len(head) < _HEAD:
        return None
    length = int.from_bytes(head, "big")
    message = pipe.read(length)
    return message if len(message) == length else None
