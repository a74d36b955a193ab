"""What the benchmarks measure with."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.audit import measure

WORKER = "import time; held = bytearray(60_000_000); held[::4096] = b'x' * len(held[::4096]); time.sleep(1)"
PARENT = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {WORKER!r}], check=True)"


@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="memory is measured on Linux")
def test_memory_of_workers_counts() -> None:
    seconds, megabytes = measure([sys.executable, "-c", PARENT])
    assert seconds >= 1
    assert 60 < megabytes < 200


def test_a_failing_process_is_told() -> None:
    with pytest.raises(subprocess.CalledProcessError) as error:
        measure([sys.executable, "-c", "raise SystemExit('out of order')"])
    assert b"out of order" in error.value.stderr
