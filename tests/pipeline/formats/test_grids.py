"""Tables in a grid, compared with the table model written out plainly over BeautifulSoup's tree."""

from __future__ import annotations

from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.formats.html import read_html
from pipeline.formats.lines import Line

spans = st.integers(1, 4)
cells = st.tuples(spans, spans)
tables = st.lists(st.lists(cells, min_size=1, max_size=5), min_size=2, max_size=6).filter(
    lambda rows: max(map(len, rows)) > 1
)


def markup(rows: list[list[tuple[int, int]]]) -> str:
    number = iter(range(1000))
    return "<table>{}</table>".format(
        "".join(
            "<tr>{}</tr>".format(
                "".join(f"<td rowspan={down} colspan={over}>c{next(number)}</td>" for down, over in row)
            )
            for row in rows
        )
    )


def lay_out(html: str) -> dict[str, tuple[int, int]]:
    """Where each cell stands: the first slot of its row that no cell above or before covers."""
    taken: set[tuple[int, int]] = set()
    places = {}
    for y, row in enumerate(BeautifulSoup(html, "html.parser").find_all("tr")):
        x = 0
        for cell in row.find_all("td"):
            while (y, x) in taken:
                x += 1
            places[cell.text] = (y, x)
            over, down = int(cell["colspan"]), int(cell["rowspan"])
            taken |= {(y + dy, x + dx) for dy in range(down) for dx in range(over)}
            x += over
    return places


def placed(lines: list[Line]) -> dict[str, tuple[int, int]]:
    return {line.text[c.start : c.end]: (c.row, c.column) for line in lines for c in line.cells}


@given(tables)
@settings(max_examples=150, deadline=None)
def test_cells_stand_where_the_table_model_puts_them(rows: list[list[tuple[int, int]]]) -> None:
    html = markup(rows)
    assert placed(read_html(html).lines) == lay_out(html)


@given(tables)
@settings(max_examples=60, deadline=None)
def test_a_row_is_a_line_with_a_field_for_each_column(rows: list[list[tuple[int, int]]]) -> None:
    lines = read_html(markup(rows)).lines
    assert len(lines) == len(rows)
    assert len({line.text.count("\t") for line in lines}) == 1
    for line in lines:
        assert all(line.text.split("\t")[c.column] == line.text[c.start : c.end] for c in line.cells)
        assert all(c.row + c.rowspan <= len(rows) for c in line.cells)


def texts(html: str) -> list[str]:
    return [line.text for line in read_html(html).lines]


def test_a_rowspan_ends_with_its_group() -> None:
    rows = "<thead><tr><td rowspan=3>a</td><td>b</td></tr></thead><tbody><tr><td>c</td><td>d</td></tr></tbody>"
    assert texts(f"<table>{rows}</table>") == ["a\tb", "c\td"]


def test_a_rowspan_of_zero_reaches_to_the_end() -> None:
    assert texts("<table><tr><td rowspan=0>a<td>b<tr><td>c<tr><td>d</table>") == ["a\tb", "\tc", "\td"]


def test_giant_and_senseless_spans_do_no_harm() -> None:
    rows = (
        "<tr><td colspan=99999999 rowspan=65534>a</td></tr><tr><td>b</td><td colspan=-3>c</td><td colspan=x>d</td></tr>"
    )
    assert [text.strip("\t").split("\t")[0] for text in texts(f"<table>{rows}</table>")] == ["a", "b"]


def test_a_cell_is_one_line_without_tabs() -> None:
    html = "<table><tr><td>商业<br>企业</td><td><p>1</p>\n<p>条</p></td></tr><tr><td>a\tb</td><td> &nbsp;\n</td></tr></table>"
    assert texts(html) == ["商业 企业\t1 条", "a b\t"]


def test_layout_tables_flatten_and_data_inside_stays() -> None:
    data = "<table><tr><td>规章</td><td>0</td></tr><tr><td>规范性文件</td><td>2</td></tr></table>"
    lines = read_html(f"<table><tr><td>菜单</td><td><p>甲</p>{data}<p>乙</p></td></tr></table>").lines
    assert [(line.text, line.grid) for line in lines] == [
        ("菜单", None),
        ("甲", None),
        ("规章\t0", 0),
        ("规范性文件\t2", 0),
        ("乙", None),
    ]


def test_deep_nesting_is_walked_without_recursion() -> None:
    assert texts("<div>" * 9_999 + "深处") == ["深处"]
    assert texts("<b>" * 9_999 + "深处") == ["深处"]
    assert texts("<table><tr><td>" * 2_000 + "深处") == ["深处"]
