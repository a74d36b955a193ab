"""PDF: the lines of the text layer as paragraphs, and what stands on the margins of pages."""

from __future__ import annotations

import re

import pytest

from pipeline.cleaning.clean import clean
from pipeline.formats import read_page
from pipeline.formats.pdf.document import read_document
from tests.pipeline.formats.pdfs import FONT, Paper, one_page, stream

FULL = "本机关全年主动公开政府信息一千二百三十四条其中门户网站八百条微信公众号四百"  # 37 characters of 12 points
_PARTS = re.compile(r"<(?:p|h2)>(.*?)</(?:p|h2)>")


def paragraphs(data: bytes) -> list[str]:
    """The text of each paragraph, a run of no-break spaces as one space."""
    markup, shortfall = read_document(data)
    assert shortfall is None
    return [re.sub("\u00a0+", " ", part) for part in _PARTS.findall(markup)]


def test_a_pdf_is_known_by_its_content() -> None:
    paper = Paper()
    paper.text(72, 100, "公开12条。")
    page = read_page("report.txt", b"\r\n" + paper.pdf())
    assert (page.format, page.shortfall) == ("pdf", None)
    assert clean(page).text == "公开12条。"


def test_wrapped_lines_make_a_paragraph() -> None:
    paper = Paper()
    paper.text(72, 100, "一、总体情况")
    paper.lines(96, 120, FULL[:34])
    paper.lines(72, 140, FULL, "三十四条。")
    paper.lines(96, 180, "收到申请3件。")
    assert paragraphs(paper.pdf()) == ["一、总体情况", FULL[:34] + FULL + "三十四条。", "收到申请3件。"]


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        ((FULL, FULL, "条。"), [FULL + FULL + "条。"]),
        ((FULL, FULL[:20] + "。", FULL), [FULL + FULL[:20] + "。", FULL]),  # a short line ends it
        ((FULL, FULL[:35] + "。", "二、申请情况"), [FULL + FULL[:35] + "。", "二、申请情况"]),
        ((FULL, FULL[:35], "、公开栏。"), [FULL + FULL[:35] + "、公开栏。"]),  # no sign stands at the start of a line
        ((FULL, FULL, FULL[:35] + "1", "34件。"), [FULL * 2 + FULL[:35] + "1 34件。"]),  # numbers do not run together
        (
            (FULL, FULL, FULL[:-1] + "12", "34件。"),
            [FULL * 2 + FULL[:-1] + "1234件。"],
        ),  # but for one broken at the very end
        ((FULL, FULL, FULL[:-3] + "7 8 12", "34 5件。"), [FULL * 2 + FULL[:-3] + "7 8 12 34 5件。"]),
    ],
)
def test_where_paragraphs_end(lines: tuple[str, ...], wanted: list[str]) -> None:
    paper = Paper()
    paper.lines(72, 100, *lines)
    assert paragraphs(paper.pdf()) == wanted


def test_a_paragraph_goes_on_over_the_page() -> None:
    paper = Paper()
    paper.lines(72, 700, FULL, FULL)
    paper.text(280, 800, "— 1 —")
    paper.new_page()
    paper.lines(72, 80, "五百条。", "    二、申请情况")
    paper.text(280, 800, "— 2 —")
    assert paragraphs(paper.pdf()) == [FULL + FULL + "五百条。", "二、申请情况"]


@pytest.mark.parametrize(
    ("head", "foot"),
    [
        ("", "{}"),
        ("", "- {} -"),
        ("", "第{}页 共3页"),
        ("", "{}/3"),
        ("某县财政局2020年政府信息公开工作年度报告", "第 {} 页"),
        ("2021/1/{} 10:20", "—{}—"),
    ],
)
def test_margins_are_dropped(head: str, foot: str) -> None:
    paper = Paper()
    for number in (1, 2, 3):
        if number > 1:
            paper.new_page()
        paper.text(72, 50, head.format(number))
        paper.text(72, 120, f"第{number}项工作完成。")
        paper.text(280, 810, foot.format(number))
    assert paragraphs(paper.pdf()) == ["第1项工作完成。", "第2项工作完成。", "第3项工作完成。"]


def test_numbers_at_the_end_of_pages_stay_if_they_do_not_count_pages() -> None:
    paper = Paper()
    paper.lines(72, 100, "公开数量", "7")
    paper.text(72, 800, "0")
    paper.new_page()
    paper.text(72, 100, "申请数量")
    paper.text(72, 800, "0")
    assert paragraphs(paper.pdf()) == ["公开数量", "7", "0", "申请数量", "0"]


def test_what_a_browser_prints_around_a_page_is_metadata() -> None:
    paper = Paper()
    for number in (1, 2):
        paper.text(24, 20, "2021/1/20 10:05", 8)
        paper.text(250, 20, "某县2020年年报 - 某县人民政府", 8)
        paper.text(72, 100, f"公开第{number}批信息。")
        paper.text(24, 830, "http://www.example.gov.cn/art/2021/1/20/art_1_2.html", 8)
        paper.text(560, 830, f"{number}/2", 8)
        if number == 1:
            paper.new_page()
    document = clean(read_page("a.pdf", paper.pdf()))
    assert document.text == "公开第1批信息。\n公开第2批信息。"
    assert document.metadata["url"] == "http://www.example.gov.cn/art/2021/1/20/art_1_2.html"


@pytest.mark.parametrize(
    ("matrix", "turned"),
    [("1 0 0 1", 0), ("0 1 -1 0", 90), ("-1 0 0 -1", 180), ("0 -1 1 0", 270)],
)
def test_pages_are_turned_until_their_text_is_upright(matrix: str, turned: int) -> None:
    paper = Paper(page=b"/Rotate %d" % turned)
    place = {0: (100, 200), 90: (300, 200), 180: (500, 600), 270: (100, 600)}[turned]
    step = {0: (0, 20), 90: (20, 0), 180: (0, -20), 270: (-20, 0)}[turned]
    for number, words in enumerate(("一、总体情况", "公开12条。")):
        paper.text(place[0] + step[0] * number, place[1] + step[1] * number, words, matrix=matrix)
    assert paragraphs(paper.pdf()) == ["一、总体情况", "公开12条。"]


def test_scaled_type_has_its_printed_size() -> None:
    paper = Paper()
    paper.lines(72, 100, FULL, FULL[:10])
    paper.text(72, 60, "2020年年度报告", size=1, matrix="24 0 0 36")
    markup, _ = read_document(paper.pdf())
    assert markup.count("<h2>2020年年度报告</h2>") == 1


@pytest.mark.parametrize(
    ("x", "y", "more"),
    [
        (72.3, 100, ""),  # twice, to look bold
        (72, 100.3, ""),
        (72, 300, "3 Tr"),  # invisible
        (72, 300, "1 g"),  # white on white
        (700, 300, ""),  # beside the page
        (72, -50, ""),
    ],
)
def test_what_is_not_seen_is_not_read(x: float, y: float, more: str) -> None:
    paper = Paper()
    paper.text(72, 100, "公开12条。")
    paper.text(x, y, "公开12条。" if y < 200 else "公开99条。", more=more)
    assert paragraphs(paper.pdf()) == ["公开12条。"]


def test_white_on_a_dark_ground_is_read() -> None:
    paper = Paper()
    paper.draw("0 0 1 rg 60 700 200 60 re f")
    paper.text(72, 100, "公开12条。", more="1 g")
    assert paragraphs(paper.pdf()) == ["公开12条。"]


def test_marks_of_notes_do_not_run_into_numbers() -> None:
    paper = Paper()
    paper.text(72, 100, "主动公开12")
    paper.text(132, 95, "1", size=7)
    paper.text(138, 100, "条，面积80m")
    paper.text(204, 95, "2", size=7)
    paper.text(72, 800, "注：含历年。")
    assert paragraphs(paper.pdf())[0] == "主动公开12 条，面积80m"


def test_two_columns_are_read_one_after_the_other() -> None:
    paper = Paper()
    left, right = ([f"{side}栏第{n}行文字写满一栏的宽度为止" for n in range(8)] for side in "左右")
    paper.text(200, 80, "2020年年度报告", size=18)
    for number in range(8):
        paper.text(60, 120 + 20 * number, left[number])
        paper.text(320, 120 + 20 * number, right[number])
    text = "".join(paragraphs(paper.pdf()))
    assert text == "2020年年度报告" + "".join(left) + "".join(right)


def test_a_list_beside_the_text_does_not_run_into_it() -> None:
    paper = Paper()
    items = [f"{number}号街道" for number in "一二三四五"]
    for number, item in enumerate(items):
        paper.text(40, 100 + 15 * number, item)
    paper.text(200, 100, "前进街道2020年年度报告", size=18)
    lines = [FULL[:25]] * 8
    paper.lines(160, 130, *lines)
    assert paragraphs(paper.pdf()) == [*items, "前进街道2020年年度报告", "".join(lines)]


def test_labels_stay_with_their_values() -> None:
    paper = Paper()
    for number in range(8):
        paper.text(40, 100 + 30 * number, f"第{number}项")
        paper.text(160, 100 + 30 * number, FULL[:25])
    assert paragraphs(paper.pdf()) == [f"第{number}项 {FULL[:25]}" for number in range(8)]


def test_spaces_show_by_their_gaps() -> None:
    paper = Paper()
    paper.text(72, 100, "年份 2020 Annual Report")
    paper.text(72, 140, "主办单位")
    paper.text(144, 140, "某县")
    assert paragraphs(paper.pdf()) == ["年份 2020 Annual Report", "主办单位 某县"]


def test_lines_set_to_the_right_have_no_margin_on_the_left() -> None:
    paper = Paper()
    words = [FULL[: number + 1] for number in range(30)]
    for number, word in enumerate(words):
        paper.text(500 - 12 * len(word), 60 + 24 * number, word)
    assert "".join(paragraphs(paper.pdf())) == "".join(words)


def test_radicals_are_read_as_the_characters_they_look_like() -> None:
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 6 0 R>>"
    names = b"".join(b"<%02x> <%04x>\n" % (0x41 + n, code) for n, code in enumerate((0x2F00, 0x2ED3, 0x5E74)))
    mapping = b"1 begincodespacerange <00> <ff> endcodespacerange 3 beginbfchar\n" + names + b"endbfchar"
    cmap = b"/CIDInit /ProcSet findresource begin begincmap\n" + mapping + b"\nendcmap end"
    assert paragraphs(one_page(b"BT /F 12 Tf 72 700 Td (ABC) Tj ET", font=font, more=[stream(cmap)])) == ["一长年"]


def test_letters_without_meaning_are_told_and_numbers_beside_them_not_read() -> None:
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 6 0 R>>"
    names = b"".join(b"<%02x> <%04x>\n" % (code, code) for code in range(0x30, 0x3A)) + b"<58> <e123>\n"
    cmap = b"1 begincodespacerange <00> <ff> endcodespacerange 11 beginbfchar\n" + names + b"endbfchar"
    cmap = b"/CIDInit /ProcSet findresource begin begincmap\n" + cmap + b"\nendcmap end"
    shown = b"BT /F 12 Tf 72 700 Td (1234567890123456) Tj 0 -40 Td (7X5 8) Tj ET"
    markup, shortfall = read_document(one_page(shown, font=font, more=[stream(cmap)]))
    assert _PARTS.findall(markup)[1] == "\ufffd 8"
    assert shortfall == "1个字符无法识别 (1 characters that cannot be told)"
    scattered = b"BT /F 12 Tf 72 700 Td (" + b"XXXX0" * 20 + b") Tj ET"
    markup, shortfall = read_document(one_page(scattered, font=font, more=[stream(cmap)]))
    assert shortfall is not None
    assert "cannot be told" in shortfall
    assert "0" not in markup


PICTURE = b"/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8"
SCAN = b"q 595 0 0 842 0 0 cm /X Do Q "


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (SCAN, "没有文字层 (no text layer)"),
        (b"", "没有文字层 (no text layer)"),
        (SCAN + b"BT 3 Tr /F 12 Tf 72 700 Td (Hidden words 12) Tj ET", "hidden text"),
    ],
)
def test_a_scan_says_so(content: bytes, reason: str) -> None:
    markup, shortfall = read_document(one_page(content, font=FONT, more=[stream(b"\0", PICTURE)]))
    assert not _PARTS.findall(markup)
    assert reason in (shortfall or "")


def test_pages_without_text_are_named_if_others_have_some() -> None:
    paper = Paper()
    paper.text(72, 100, "公开12条。")
    paper.new_page()  # a blank page is none that lacks anything
    for _ in range(2):
        paper.new_page()
        for step in range(50):
            paper.draw(f"{10 + step} 100 m {12 + step} 300 {14 + step} 200 {16 + step} 900 c S")
    assert read_document(paper.pdf())[1] == "没有文字层:第3-4页,共4页 (no text layer: page 3-4 of 4)"


TEXT = "依照条例编制本报告,统计期限自2020年1月1日起至12月31日止。全年主动公开政府信息1234条,没有收到申请。"
NONSENSE = "".join(
    f"{ord(char) * 7 % 20_000 + 103:04x}" for char in TEXT
)  # numbers of glyphs that only a lost font knew


@pytest.mark.parametrize(
    ("encoding", "ordering", "codes", "is_read"),
    [
        ("GBK-EUC-H", "GB1", TEXT.encode("gbk").hex(), True),
        ("UniGB-UTF16-H", "GB1", TEXT.encode("utf-16-be").hex(), True),
        ("Identity-H", "GB1", NONSENSE, False),
        ("Identity-H", "Identity", NONSENSE, False),
    ],
)
def test_nonsense_is_not_taken_for_text(encoding: str, ordering: str, codes: str, is_read: bool) -> None:
    paper = Paper(width=900)
    paper.draw(f"BT /F 12 Tf 72 700 Td <{codes}> Tj ET")
    data = paper.pdf().replace(b"/UniGB-UCS2-H", f"/{encoding}".encode()).replace(b"(GB1)", f"({ordering})".encode())
    markup, shortfall = read_document(data)
    assert (TEXT in markup, shortfall is None) == (is_read, is_read)
    if not is_read:
        assert not _PARTS.findall(markup)
        assert shortfall == "文字编码无法还原 (characters in an encoding that cannot be told)"


def test_words_printed_another_way_round_are_told() -> None:
    paper = Paper()
    paper.lines(72, 100, FULL, FULL)
    paper.text(500, 700, FULL[:25], matrix="0 1 -1 0")
    assert "another way round" in (read_document(paper.pdf())[1] or "")


def test_words_that_run_off_the_page_are_told() -> None:
    paper = Paper()
    paper.text(400, 100, "公开政府信息一千二百三十四条其中门户网站八百条")
    assert "words run off the page" in (read_document(paper.pdf())[1] or "")
