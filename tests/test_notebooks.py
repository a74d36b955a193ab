"""The notebooks run from top to bottom, are kept without output, and show their Chinese labels."""

from __future__ import annotations

import base64
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from tests.gate import ROOT

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
# Two characters that the font lacks are drawn as the same empty box.
DRAW = """
import io

def drawn(char):
    picture = io.BytesIO()
    alt.Chart(pd.DataFrame({"x": [0]})).mark_text(text=char, font=FONT, fontSize=40).save(picture, format="png")
    return picture.getvalue()

print(len({drawn(char) for char in "公开瀍䂵"}))
"""


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_outputs_are_cleared(path: Path):
    cells = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    assert [cell.source for cell in cells if cell.outputs or cell.execution_count is not None] == []


@pytest.fixture(scope="module")
def quickstart() -> list[nbformat.NotebookNode]:
    """The code cells of the first notebook, executed, and one more that draws characters."""
    notebook = nbformat.read(ROOT / "notebooks" / "01_quickstart.ipynb", as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell(DRAW))
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(ROOT / "notebooks")}}).execute()
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def test_every_question_has_an_answer(quickstart):
    assert [cell.source for cell in quickstart if not cell.outputs] == []
    tables = [output.data["text/plain"] for cell in quickstart for output in cell.outputs if "data" in output]
    assert [table for table in tables if table.startswith("Empty DataFrame")] == []


def test_the_chart_is_a_picture(quickstart):
    pictures = [
        output.data["image/png"]
        for cell in quickstart
        for output in cell.outputs
        if "image/png" in output.get("data", {})
    ]
    assert len(pictures) == 1
    assert base64.b64decode(pictures[0]).startswith(b"\x89PNG")


def test_chinese_labels_show(quickstart):
    assert quickstart[-1].outputs[0].text.strip() == "4"
