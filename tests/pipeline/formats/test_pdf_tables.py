"""PDF: tables from ruling lines, over pages, and from columns without lines."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from parsers.records import Document
from pipeline.cleaning.clean import clean
from pipeline.formats import read_page
from tests.pipeline.formats.pdfs import Paper

Cells = list[tuple[str, int, int, int, int]]
XS, YS = [72, 172, 272, 372], [200, 225, 250, 275]
WORDS = [["信息内容", "制发", "废止"], ["规章", "", "3"], ["规范性文件", "12", "0"]]


def read(data: bytes) -> Document:
    return clean(read_page("a.pdf", data))


def cells_of(data: bytes) -> list[Cells]:
    """The cells of each table: text, row, column, rowspan, colspan."""
    document = read(data)
    return [[(document.text[cell.start : cell.end], *cell[:4]) for cell in grid.cells] for grid in document.tables]


def fill(paper: Paper, words: list[list[str]] = WORDS, xs: list[float] = XS, ys: list[float] = YS) -> None:  # type: ignore[assignment]
    """Print the words of a table, each in the upper left of its cell."""
    for row, line in enumerate(words):
        for column, word in enumerate(line):
            if word:
                paper.text(xs[column] + 5, ys[row] + 17, word)


PLAIN: Cells = [(word, row, column, 1, 1) for row, line in enumerate(WORDS) for column, word in enumerate(line)]


@pytest.mark.parametrize("how", ["line", "box", "dash"])
def test_a_table_is_read_by_its_lines_however_they_are_drawn(how: str) -> None:
    paper = Paper()
    paper.table(XS, YS, how)
    fill(paper)
    assert cells_of(paper.pdf()) == [PLAIN]


def boxes(paper: Paper) -> None:
    """Each cell a box of its own, with space between them."""
    for x in XS[:-1]:
        for y in YS[:-1]:
            paper.draw(f"{x + 1} {842 - y - 24} 98 23 re S")


def doubled(paper: Paper) -> None:
    for shift in (0, 2):
        paper.table([x + shift for x in XS], [y + shift for y in YS])


def open_sides(paper: Paper) -> None:
    for y in YS:
        paper.rule(XS[0], y, XS[-1], y)
    for x in XS[1:-1]:
        paper.rule(x, YS[0], x, YS[-1])


def no_left(paper: Paper) -> None:
    """The labels stand beside the lines."""
    paper.table(XS[1:], YS)


def imprecise(paper: Paper) -> None:
    for number, y in enumerate(YS):
        paper.rule(XS[0] + number % 2, y, XS[-1] - 2 * (number % 2), y)
    for number, x in enumerate(XS):
        paper.rule(x, YS[0] + 1, x, YS[-1] - 2 + number % 2)


def in_form(paper: Paper) -> None:
    """Scaled as programs scale: the lines in other units than points."""
    paper.draw("q 0.1 0 0 0.1 0 0 cm 5 w")
    for y in YS:
        paper.draw(f"{XS[0] * 10} {8420 - y * 10} m {XS[-1] * 10} {8420 - y * 10} l S")
    for x in XS:
        paper.draw(f"{x * 10} {8420 - YS[0] * 10} m {x * 10} {8420 - YS[-1] * 10} l S")
    paper.draw("Q")


@pytest.mark.parametrize("draw", [boxes, doubled, open_sides, no_left, imprecise, in_form])
def test_lines_need_not_be_neat(draw: Callable[[Paper], None]) -> None:
    paper = Paper()
    draw(paper)
    fill(paper)
    assert cells_of(paper.pdf()) == [PLAIN]


def test_white_lines_part_nothing() -> None:
    paper = Paper()
    paper.table(XS, YS)
    paper.draw("1 G")
    paper.rule(122, YS[0], 122, YS[-1])
    fill(paper)
    assert cells_of(paper.pdf()) == [PLAIN]


def test_merged_cells_have_no_line_within() -> None:
    paper = Paper()
    for y in (200, 225, 275):
        paper.rule(72, y, 372, y)
    paper.rule(172, 250, 372, 250)
    for x in (72, 172, 372):
        paper.rule(x, 225, x, 275)
    paper.rule(272, 225, 272, 250)
    paper.rule(72, 200, 72, 225)
    paper.rule(372, 200, 372, 225)
    paper.text(150, 217, "第二十条第（一）项")
    paper.text(80, 255, "规章")
    paper.text(200, 242, "3")
    paper.text(300, 242, "5")
    paper.text(240, 267, "无")
    assert cells_of(paper.pdf()) == [
        [
            ("第二十条第（一）项", 0, 0, 1, 3),
            ("规章", 1, 0, 2, 1),
            ("3", 1, 1, 1, 1),
            ("5", 1, 2, 1, 1),
            ("无", 2, 1, 1, 2),
        ]
    ]


def test_lines_of_a_cell_are_one_text() -> None:
    paper = Paper()
    paper.table([72, 130, 200], [200, 250, 290])
    paper.text(80, 217, "本年新制")
    paper.text(80, 235, "作数量")
    paper.text(140, 217, "1,234")
    paper.text(80, 270, "合计")
    paper.text(140, 265, "12")
    paper.text(140, 283, "34")
    assert [cell[0] for cell in cells_of(paper.pdf())[0]] == ["本年新制作数量", "1,234", "合计", "12 34"]


def test_a_number_is_broken_only_where_no_figure_has_room() -> None:
    paper = Paper()
    paper.table([72, 130, 160, 260], [200, 250, 290])
    for x, words in ((77, ("申请数", "量")), (135, ("862", "13")), (165, ("86", "13"))):
        for number, word in enumerate(words):
            paper.text(x, 217 + 18 * number, word)
    assert [cell[0] for cell in cells_of(paper.pdf())[0]][:3] == ["申请数量", "86213", "86 13"]


def test_a_missing_line_between_rows_that_have_words_of_their_own() -> None:
    paper = Paper()
    for y in (200, 230, 290):
        paper.rule(72, y, 372, y)
    paper.rule(172, 260, 372, 260)
    for x in (72, 172, 372):
        paper.rule(x, 200, x, 290)
    for number, label in enumerate(("指标", "收到申请数", "办结申请数")):
        paper.text(80, 219 + 30 * number, label)
        paper.text(200, 219 + 30 * number, str(number))
    assert [cell[:3] for cell in cells_of(paper.pdf())[0]] == [
        ("指标", 0, 0),
        ("0", 0, 1),
        ("收到申请数", 1, 0),
        ("1", 1, 1),
        ("办结申请数", 2, 0),
        ("2", 2, 1),
    ]


def two_pages(again: bool) -> Paper:
    """A table over two pages, its heading printed again or not; a label spans the page's end."""
    paper = Paper()
    paper.text(72, 150, "三、收到和处理政府信息公开申请情况")
    paper.table([72, 172, 272, 372], [700, 725])
    paper.table([172, 272, 372], [725, 750, 775])
    paper.rule(72, 725, 72, 775)
    paper.rule(72, 775, 172, 775)
    fill(paper, [["", "种类", "数量"], ["结果", "予以公开", "5"], ["", "部分公开", "7"]], ys=[700, 725, 750])
    paper.text(290, 820, "- 1 -")
    paper.new_page()
    top = 75 if again else 50
    if again:
        paper.table([72, 172, 272, 372], [50, 75])
        fill(paper, [["", "种类", "数量"]], ys=[50])
    paper.table([172, 272, 372], [top, top + 25, top + 50])
    paper.rule(72, top, 172, top)
    paper.rule(72, top, 72, top + 50)
    paper.rule(72, top + 50, 172, top + 50)
    fill(paper, [["", "不予公开", ""], ["", "无法提供", "9"]], ys=[top, top + 25])
    paper.text(290, 820, "- 2 -")
    return paper


@pytest.mark.parametrize("again", [True, False])
def test_a_table_goes_on_over_the_page(again: bool) -> None:
    assert cells_of(two_pages(again).pdf()) == [
        [
            ("", 0, 0, 1, 1),
            ("种类", 0, 1, 1, 1),
            ("数量", 0, 2, 1, 1),
            ("结果", 1, 0, 4, 1),
            ("予以公开", 1, 1, 1, 1),
            ("5", 1, 2, 1, 1),
            ("部分公开", 2, 1, 1, 1),
            ("7", 2, 2, 1, 1),
            ("不予公开", 3, 1, 1, 1),
            ("", 3, 2, 1, 1),
            ("无法提供", 4, 1, 1, 1),
            ("9", 4, 2, 1, 1),
        ]
    ]


def test_tables_of_other_widths_stay_apart() -> None:
    paper = Paper()
    paper.table(XS, [700, 725, 750])
    fill(paper, [["甲", "乙", "丙"], ["1", "2", "3"]], ys=[700, 725])
    paper.new_page()
    paper.table([72, 172, 300], [50, 75, 100])
    fill(paper, [["丁", "戊"], ["4", "5"]], ys=[50, 75])
    assert len(cells_of(paper.pdf())) == 2


def test_a_frame_around_text_is_no_table() -> None:
    paper = Paper()
    paper.table([60, 540], [80, 300])
    paper.lines(72, 100, "一、总体情况", "公开12条。")
    document = read(paper.pdf())
    assert (document.text, document.tables) == ("一、总体情况\n公开12条。", ())


def test_an_article_in_a_table_is_no_cell() -> None:
    paper = Paper()
    paper.table([60, 130, 540], [80, 400])
    paper.text(72, 100, "报告内容")
    line = "本机关全年主动公开政府信息一千二百三十四条其中门户网站八百条"
    paper.lines(140, 100, "一、总体情况", *[line] * 3, "公开12条。", "二、申请情况", *[line] * 3, "收到3件。")
    lines = ["报告内容", "一、总体情况", f"{line * 3}公开12条。", "二、申请情况", f"{line * 3}收到3件。"]
    assert read(paper.pdf()).text.split("\n") == lines


def test_a_table_within_a_frame_is_read() -> None:
    paper = Paper()
    paper.table([40, 560], [80, 600])
    paper.rule(40, 150, 560, 150)
    paper.text(72, 100, "某局报告")
    paper.table(XS, YS)
    fill(paper)
    document = read(paper.pdf())
    assert len(document.tables) == 1
    assert document.text.startswith("某局报告")
    assert cells_of(paper.pdf()) == [PLAIN]


def columns(rows: list[tuple[str, ...]], end: float = 6) -> bytes:
    """A table without lines: labels from the left, figures to the right edge of their column."""
    paper = Paper()
    paper.text(72, 100, "主动公开情况如下：")
    for number, row in enumerate(rows):
        for column, word in enumerate(row):
            width = sum(12 if char > "\u2e80" else end for char in word)
            if word:
                paper.text(72 if not column else 150 + 80 * column - width, 150 + 24 * number, word)
    paper.text(72, 600, "特此报告。")
    return paper.pdf()


FIGURES = [
    ("信息内容", "制发", "废止", "有效"),
    ("规章", "3", "", "1,204"),
    ("规范性文件", "12", "0", "36"),
    ("行政许可", "120", "7", "8"),
    ("其他对外管理", "1", "2", "3"),
    ("行政处罚", "", "", ""),
    ("合计", "136", "9", "1,251"),
]


def test_columns_without_lines_are_a_table_with_its_blanks() -> None:
    document = read(columns(FIGURES))
    (cells,) = cells_of(columns(FIGURES))
    assert cells == [(word, row, column, 1, 1) for row, line in enumerate(FIGURES) for column, word in enumerate(line)]
    assert document.text.startswith("主动公开情况如下：")
    assert document.text.endswith("特此报告。")


@pytest.mark.parametrize("gap", [4, 6, 9])
@pytest.mark.parametrize("side", [0.0, 0.5, 1.0])  # figures to the left, in the middle, to the right of their column
def test_columns_of_figures_may_nearly_touch(gap: float, side: float) -> None:
    rows = [
        ("规章", "12345", "678901"),
        ("行政许可", "120", "7"),
        ("行政处罚", "99999", "888888"),
        ("合计", "5", "654321"),
    ]
    paper = Paper()
    for number, (label, *figures) in enumerate(rows):
        paper.text(72, 150 + 24 * number, label)
        for left, width, figure in zip((162, 192 + gap), (30, 36), figures, strict=True):
            paper.text(left + side * (width - 6 * len(figure)), 150 + 24 * number, figure)
    (cells,) = cells_of(paper.pdf())
    assert cells == [(word, row, column, 1, 1) for row, line in enumerate(rows) for column, word in enumerate(line)]


def test_a_label_in_two_lines_belongs_to_the_figures_in_its_middle() -> None:
    paper = Paper()
    for number, (label, figure) in enumerate((("收到申请数", "52"), ("办结申请数", "51"), ("答复申请数", "51"))):
        paper.text(72, 100 + 24 * number, label)
        paper.text(300, 100 + 24 * number, "件")
        paper.text(360, 100 + 24 * number, figure)
    paper.text(72, 172, "主动公开政府信息数（不同渠道")
    paper.text(300, 181, "条")
    paper.text(360, 181, "6874")
    paper.text(72, 190, "计1条）")
    assert [cell[0] for cell in cells_of(paper.pdf())[0]][-3:] == ["主动公开政府信息数（不同渠道计1条）", "条", "6874"]


@pytest.mark.parametrize(
    "extra",
    [
        (72 + 130, "5"),  # a figure between two columns
        (72, "7"),  # a figure without a label beside it, on a line of its own
    ],
)
def test_figures_without_a_certain_place_stay_in_lines(extra: tuple[float, str]) -> None:
    paper = Paper()
    for number, row in enumerate(FIGURES[1:4]):
        for column, word in enumerate(row):
            paper.text(72 + 100 * column, 100 + 24 * number, word or "0")
    if extra[1] == "7":
        paper.text(272, 100 + 24 * 3, extra[1])
        paper.text(72, 100 + 24 * 4, "合计")
        paper.text(172, 100 + 24 * 4, "9")
    else:
        paper.text(72, 100 + 24 * 3, "合计")
        paper.text(extra[0] + 20, 100 + 24 * 3, extra[1])
    document = read(paper.pdf())
    assert document.tables == ()
    assert "规章" in document.text
