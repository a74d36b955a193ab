"""The notebooks run from top to bottom, are kept without output, and show their Chinese labels."""

from __future__ import annotations

import base64

import nbformat
import pytest
from nbclient import NotebookClient

from tests.gate import ROOT

NOTEBOOKS = ROOT / "notebooks"
PICTURES = {"01_quickstart.ipynb": 1, "02_years.ipynb": 2}
# Two characters that the font lacks are drawn as the same empty box.
DRAW = """
import io

def drawn(char):
    picture = io.BytesIO()
    alt.Chart(pd.DataFrame({"x": [0]})).mark_text(text=char, font=FONT, fontSize=40).save(picture, format="png")
    return picture.getvalue()

print(len({drawn(char) for char in "公开瀍䂵"}))
"""
Cells = list[nbformat.NotebookNode]


def test_every_notebook_is_tested():
    assert sorted(path.name for path in NOTEBOOKS.glob("*.ipynb")) == sorted(PICTURES)


@pytest.mark.parametrize("name", PICTURES)
def test_outputs_are_cleared(name: str):
    cells = [cell for cell in nbformat.read(NOTEBOOKS / name, as_version=4).cells if cell.cell_type == "code"]
    assert [cell.source for cell in cells if cell.outputs or cell.execution_count is not None] == []


@pytest.fixture(scope="module", params=PICTURES)
def executed(request: pytest.FixtureRequest) -> tuple[str, Cells]:
    """The name of a notebook and its code cells, executed, with one more that draws characters."""
    notebook = nbformat.read(NOTEBOOKS / request.param, as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell(DRAW))
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(NOTEBOOKS)}}).execute()
    return request.param, [cell for cell in notebook.cells if cell.cell_type == "code"]


def test_every_question_has_an_answer(executed: tuple[str, Cells]):
    _, cells = executed
    assert [cell.source for cell in cells if not cell.outputs] == []
    tables = [output.data["text/plain"] for cell in cells for output in cell.outputs if "data" in output]
    assert [table for table in tables if table.startswith("Empty DataFrame")] == []


def test_charts_are_pictures(executed: tuple[str, Cells]):
    name, cells = executed
    outputs = [output.get("data", {}) for cell in cells for output in cell.outputs]
    pictures = [base64.b64decode(data["image/png"]) for data in outputs if "image/png" in data]
    assert [picture[:4] for picture in pictures] == [b"\x89PNG"] * PICTURES[name]


def test_chinese_labels_show(executed: tuple[str, Cells]):
    _, cells = executed
    assert cells[-1].outputs[0].text.strip() == "4"
