"""Word documents."""

from __future__ import annotations

import base64
import io
import itertools
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document as NewDocument

from parsers.records import Document, ParseError
from pipeline.formats import read_page
from pipeline.formats.office import MAX_DEPTH, MAX_ENTRIES, MAX_UNPACKED
from tests.pipeline.reading import REPORTS, figures, name_of, parts, read, read_document

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"


def write_docx(document: Document) -> bytes:
    """A document as Word file, made by python-docx: lines as paragraphs, grids as tables with merged cells."""
    new = NewDocument()
    for part in parts(document):
        if isinstance(part, str):
            new.add_paragraph(part)
            continue
        height = 1 + max(cell[1] + cell[3] - 1 for row in part for cell in row)
        width = 1 + max(cell[2] + cell[4] - 1 for row in part for cell in row)
        # Each row's cells once: python-docx goes through all of a table for each that is asked of it.
        cells = [row.cells for row in new.add_table(height, width).rows]
        for text, row, column, rowspan, colspan in itertools.chain.from_iterable(part):
            place = cells[row][column]
            if rowspan > 1 or colspan > 1:
                place = place.merge(cells[row + rowspan - 1][column + colspan - 1])
            place.text = text
    saved = io.BytesIO()
    new.save(saved)
    return saved.getvalue()


CHUNK_TYPE = f"{RELATIONS}/aFChunk"


def with_chunk(name: str, chunk: bytes) -> bytes:
    """A Word file that holds a file of another format between its paragraphs."""
    file = io.BytesIO(package(p("前") + '<w:altChunk w:id="c1"/>' + p("后")))
    relation = f'<Relationship Id="c1" Type="{CHUNK_TYPE}" Target="/word/{name}"/>'
    with zipfile.ZipFile(file) as source:
        parts = {each: source.read(each) for each in source.namelist()}
    parts["word/_rels/document.xml.rels"] = f"<Relationships>{relation}</Relationships>".encode()
    parts[f"word/{name}"] = chunk
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as target:
        for each, content in parts.items():
            target.writestr(each, content)
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "chunk", "wanted"),
    [
        (
            "a.html",
            "<html><head><title>甲</title></head><body><p>公开12条。</p></body></html>".encode(),
            ["公开12条。"],
        ),
        ("a.html", "<meta charset=gbk><p>公开12条信息。</p>".encode("gbk"), ["公开12条信息。"]),
        (
            "a.mht",
            b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n"
            b"Content-Transfer-Encoding: base64\n\n" + base64.b64encode("<p>公开12条。</p>".encode()) + b"\n--b--\n",
            ["公开12条。"],
        ),
        ("a.rtf", rb"{\rtf1\ansi 12}", []),
        ("b.html", b"", []),
    ],
)
def test_a_page_inside_of_a_document_is_read_in_its_place(name: str, chunk: bytes, wanted: list[str]) -> None:
    document = read_document("a.docx", with_chunk(name, chunk))
    assert document.text.split("\n") == ["前", *wanted, "后"]


def package(body: str, *, kind: str = RELATIONS, namespace: str = W, head: str = "", **more: str) -> bytes:
    """A Word file of a body of XML; `more` are further parts (footnotes, numbering …)."""
    space = f'xmlns:w="{namespace}" xmlns:mc="mc" xmlns:wps="wps" xmlns:v="v"'
    relation = '<Relationship Id="r{}" Type="{}/{}" Target="{}"/>'
    wanted = "".join(relation.format(n, kind, name, f"{name}.xml") for n, name in enumerate(more))
    saved = io.BytesIO()
    with zipfile.ZipFile(saved, "w", zipfile.ZIP_DEFLATED) as file:
        main = relation.format(0, kind, "officeDocument", "word/document.xml")
        file.writestr("_rels/.rels", f"<Relationships>{main}</Relationships>")
        file.writestr("word/_rels/document.xml.rels", f"<Relationships>{wanted}</Relationships>")
        file.writestr("word/document.xml", f"{head}<w:document {space}><w:body>{body}</w:body></w:document>")
        for name, content in more.items():
            file.writestr(f"word/{name}.xml", f"<w:{name} {space}>{content}</w:{name}>")
    return saved.getvalue()


def p(*texts: str, properties: str = "") -> str:
    runs = "".join(text if text.startswith("<") else f"<w:r><w:t>{text}</w:t></w:r>" for text in texts)
    return f"<w:p><w:pPr>{properties}</w:pPr>{runs}</w:p>"


def lines(body: str, **more: str) -> list[str]:
    return read_document("a.docx", package(body, **more)).text.split("\n")


@pytest.mark.parametrize("path", REPORTS, ids=name_of)
def test_a_report_reads_the_same_from_word(path: Path) -> None:
    document = read_document(path.name, path.read_bytes())
    saved = write_docx(document)
    assert read_page("a.docx", saved).format == "docx"
    assert figures(read("a.docx", saved)) == figures(read(path.name, path.read_bytes()))


def test_a_table_set_by_tabs_keeps_its_columns() -> None:
    tab = "<w:r><w:tab/></w:r>"
    body = (
        p(tab, "自然人", tab, tab, "总计")
        + p("一、新收", tab, "3", tab, tab, "3")
        + p(tab, "公开  12 条", "<w:r><w:br/></w:r>", tab, "乙")
    )
    assert lines(body) == ["\t自然人\t\t总计", "一、新收\t3\t\t3", "公开  12 条", "乙"]


def test_the_content_tells_the_format() -> None:
    assert read_page("a.html", package(p("公开12条。"))).format == "docx"


def test_the_strict_edition_is_read() -> None:
    saved = package(p("公开12条。"), kind=STRICT, namespace="http://purl.oclc.org/ooxml/wordprocessingml/main")
    assert read_document("", saved).text == "公开12条。"


DELETED = "<w:del><w:r><w:delText>13</w:delText></w:r></w:del>"
INSERTED = "<w:ins><w:r><w:t>12</w:t></w:r></w:ins>"
HIDDEN = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>99</w:t></w:r>"
SHOWN = '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>8</w:t></w:r>'
MOVED = "<w:moveFrom><w:r><w:t>甲</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t>乙</w:t></w:r></w:moveTo>"
FIELD = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE 7</w:instrText></w:r>'
TOC = '<w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        (p("公开", DELETED, INSERTED, "条。"), ["公开12条。"]),
        (p(MOVED), ["乙"]),
        (p("公开", HIDDEN, SHOWN, "条。"), ["公开8条。"]),
        (p("公开", FIELD, "3条。"), ["公开3条。"]),
        (p("甲", "<w:r><w:br/></w:r>", "乙"), ["甲", "乙"]),
        (p("010", "<w:r><w:noBreakHyphen/></w:r>", "62"), ["010-62"]),
        (p("公开", properties="<w:rPr><w:del/></w:rPr>") + p("12条。"), ["公开12条。"]),
        (p("公开&lt;3&gt;条&amp;。"), ["公开<3>条&。"]),
        (f"<w:sdt><w:sdtContent>{p('甲')}</w:sdtContent></w:sdt>", ["甲"]),
        (f"<w:sdt>{TOC}<w:sdtContent>{p('一、甲 1')}</w:sdtContent></w:sdt>" + p("一、甲"), ["一、甲"]),
        (
            f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{p('点击输入')}</w:sdtContent></w:sdt>{p('甲')}",
            ["甲"],
        ),
        (p("<w:hyperlink><w:r><w:t>甲</w:t></w:r></w:hyperlink>"), ["甲"]),
    ],
)
def test_what_the_reader_sees_is_read(body: str, wanted: list[str]) -> None:
    assert lines(body) == wanted


@pytest.mark.parametrize("old", ["<w:pict><v:textbox>{}</v:textbox></w:pict>", ""])
def test_a_text_box_is_read_once(old: str) -> None:
    box = f"<w:txbxContent>{p('公开5条。')}</w:txbxContent>"
    new = f"<mc:Choice><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>"
    both = f"<mc:AlternateContent>{new}<mc:Fallback>{old.format(box)}</mc:Fallback></mc:AlternateContent>"
    assert lines(p("甲", f"<w:r>{both}</w:r>") + p("乙")) == ["甲", "公开5条。", "乙"]


def test_a_sign_that_only_new_programs_know_is_read_from_the_alternative() -> None:
    both = "<w:r><mc:AlternateContent><mc:Choice/><mc:Fallback><w:t>①</w:t></mc:Fallback></mc:AlternateContent></w:r>"
    assert lines(p(both, "甲")) == ["①甲"]


def test_notes_stand_behind_the_document_and_their_marks_in_no_number() -> None:
    mark = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    notes = f'<w:footnote w:id="0">{p("不印")}</w:footnote><w:footnote w:id="2">{p("含历年数据。")}</w:footnote>'
    assert lines(p("公开12", mark, "条。") + p("乙"), footnotes=notes) == ["公开12条。", "乙", "含历年数据。"]


def level(number: int, numerals: str, text: str) -> str:
    return f'<w:lvl w:ilvl="{number}"><w:start w:val="1"/><w:numFmt w:val="{numerals}"/><w:lvlText w:val="{text}"/></w:lvl>'


def test_numbers_that_word_prints_by_itself_are_read() -> None:
    levels = level(0, "chineseCounting", "%1、") + level(1, "decimal", "%2.") + level(2, "bullet", "")
    numbering = f'<w:abstractNum w:abstractNumId="4">{levels}</w:abstractNum>'
    numbering += '<w:num w:numId="1"><w:abstractNumId w:val="4"/></w:num>'
    styles = '<w:style w:styleId="a"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    styles += (
        '<w:style w:styleId="b"><w:basedOn w:val="a"/></w:style><w:style w:styleId="c"><w:basedOn w:val="c"/></w:style>'
    )

    def listed(number: int) -> str:
        return f'<w:numPr><w:ilvl w:val="{number}"/><w:numId w:val="1"/></w:numPr>'

    body = p("概述", properties=listed(0)) + p("公开", properties=listed(1)) + p("平台", properties=listed(1))
    body += (
        p("网站", properties=listed(2))
        + p("申请", properties='<w:pStyle w:val="b"/>')
        + p("受理", properties=listed(1))
    )
    body += p("无", properties='<w:pStyle w:val="c"/>')
    assert lines(body, numbering=numbering, styles=styles) == [
        *("一、概述", "1.公开", "2.平台", "网站", "二、申请", "1.受理", "无"),
    ]


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(text)}</w:tc>"


def test_merged_left_out_and_deleted_cells_are_placed() -> None:
    first = cell("甲", '<w:vMerge w:val="restart"/>') + cell("乙", '<w:gridSpan w:val="2"/>')
    second = cell("", "<w:vMerge/>") + cell("1") + cell("7", "<w:cellDel/>") + cell("2")
    third = '<w:trPr><w:gridBefore w:val="1"/></w:trPr>' + cell("3") + cell("4")
    gone = "<w:trPr><w:del/></w:trPr>" + cell("5") + cell("6")
    table = "".join(f"<w:tr>{row}</w:tr>" for row in (first, second, third, gone))
    document = read_document("", package(p("概述") + f"<w:tbl>{table}</w:tbl>"))
    (grid,) = document.tables
    assert [(document.text[cell.start : cell.end], *cell[:4]) for cell in grid.cells] == [
        ("甲", 0, 0, 2, 1),
        ("乙", 0, 1, 1, 2),
        ("1", 1, 1, 1, 1),
        ("2", 1, 2, 1, 1),
        ("", 2, 0, 1, 1),
        ("3", 2, 1, 1, 1),
        ("4", 2, 2, 1, 1),
    ]


def recompressed(data: bytes, method: int) -> bytes:
    """A zip with its files compressed in another way."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(file, "w", method) as target:
        for name in source.namelist():
            target.writestr(name, source.read(name))
    return file.getvalue()


def test_cells_merged_in_the_old_way_are_one() -> None:
    row = cell("甲", '<w:hMerge w:val="restart"/>') + cell("", "<w:hMerge/>") + cell("3")
    document = read_document("", package(p("概述") + f"<w:tbl><w:tr>{row}</w:tr><w:tr>{cell('乙') * 3}</w:tr></w:tbl>"))
    assert [cell[:4] for cell in document.tables[0].cells] == [
        *((0, 0, 1, 2), (0, 2, 1, 1)),
        *((1, 0, 1, 1), (1, 1, 1, 1), (1, 2, 1, 1)),
    ]


def test_a_table_in_a_cell_is_read_as_a_table() -> None:
    inner = f"<w:tbl><w:tr>{cell('主动公开数')}{cell('12')}</w:tr><w:tr>{cell('规范性文件')}{cell('3')}</w:tr></w:tbl>"
    outer = f"<w:tbl><w:tr><w:tc>{p('附表')}{inner}{p('注：全年。')}</w:tc></w:tr></w:tbl>"
    document = read_document("", package(p("概述。") + outer))
    assert document.text.split("\n") == ["概述。", "附表", "主动公开数\t12", "规范性文件\t3", "注：全年。"]
    assert len(document.tables) == 1


ENTITY = '<!DOCTYPE a [<!ENTITY b "12"><!ENTITY c "&b;&b;&b;&b;">]>'


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda: package(p("")), "no text in the file"),
        (lambda: package(p("&c;"), head=ENTITY), "entities"),
        (lambda: package("<w:sdt>" * 50_000 + "</w:sdt>" * 50_000), "nested too deep"),
        (lambda: package(p("公" * (MAX_UNPACKED // 3 + 1))), "unpacks to more than the limit"),
        (lambda: package("<w:p>"), "damaged"),
        (lambda: package(p("甲"))[:-40], "damaged"),
        (lambda: package(p("甲")).replace(b"word/document.xml", b"word/documend.xml"), "without a document"),
        (lambda: package(p("甲")).replace(b"_rels/.rels", b"_rels/.rell"), "ZIP"),
        (lambda: recompressed(package(p("甲")), zipfile.ZIP_BZIP2), "damaged.*compression method"),
        (lambda: b"PK\x03\x04" + b"PK\x01\x02" * (MAX_ENTRIES + 1), "too many files"),
    ],
)
def test_what_cannot_be_read_says_why(make: Callable[[], bytes], reason: str) -> None:
    with pytest.raises(ParseError, match=reason):
        read_page("a.docx", make())


def test_boxes_within_boxes_down_to_the_limit_are_read() -> None:
    depth = MAX_DEPTH // 6
    body = p("公开12条。")
    for _ in range(depth):
        body = f"<w:p><w:r><w:pict><w:txbxContent>{body}</w:txbxContent></w:pict></w:r></w:p>"
    assert lines(body) == ["公开12条。"]
