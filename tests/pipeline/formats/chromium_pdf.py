"""A browser's print to PDF: the pages of sites as people keep them."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
PATIENCE = 120  # seconds
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
# The page is printed as it lies on the disk: whatever it would load from elsewhere stays away.
SWITCHES = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"),
    *("--disable-dev-shm-usage", "--host-resolver-rules=MAP * ~NOTFOUND"),
)


def print_to_pdf(page: bytes, *, heads: bool = False) -> bytes:
    """The PDF that Chromium prints of a page of HTML; `heads`: with date, title and address on each page."""
    with tempfile.TemporaryDirectory() as folder:
        source, printed = Path(folder, "page.html"), Path(folder, "page.pdf")
        source.write_bytes(page)
        command = [str(CHROMIUM), *SWITCHES, f"--user-data-dir={folder}/profile", f"--print-to-pdf={printed}"]
        command += [] if heads else ["--no-pdf-header-footer"]
        done = subprocess.run([*command, source.as_uri()], capture_output=True, timeout=PATIENCE, check=False)
        if not printed.exists():
            raise RuntimeError(f"Chromium printed nothing: {done.stderr.decode(errors='replace')[-500:]}")
        return printed.read_bytes()
