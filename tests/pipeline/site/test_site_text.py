"""A report's text cut into blocks and pieces: nothing is lost, and every number is where it is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.site.plain import plain
from pipeline.site.text import PART, Block, Layers, Stretch, find_part, make_blocks, make_layers, part_starts

TEXT = "标题\n一、总体情况\n  二、收费情况。公开12条,其中5条。\n\n规章\t3\t\n文件\t4\t5"


def pieces_of(blocks: list[Block]) -> list:
    return [piece for block in blocks for row in block.rows for cell in row for piece in cell]


def section(number: int, key: str, heading: str, start: int) -> dict:
    return {"section_no": number, "section_key": key, "heading": heading, "start_char": start}


def make(text: str = TEXT, numbers: tuple = (), evidence: tuple = (), sections: tuple = ()) -> list[Block]:
    return make_blocks(text, make_layers(sections, numbers, evidence))


def test_lines_become_headings_paragraphs_and_rows() -> None:
    sections = (
        section(0, "overview", "一、总体情况", TEXT.index("一、")),
        section(1, "fees", "二、收费情况", TEXT.index("二、")),
    )
    blocks = make(sections=sections)
    assert [(block.kind, block.section) for block in blocks] == [
        ("paragraph", ""), ("heading", "overview"), ("paragraph", ""), ("rows", ""),
    ]  # fmt: skip
    assert [[("".join(piece.text for piece in cell)) for cell in row] for row in blocks[3].rows] == [
        ["规章", "3", ""],
        ["文件", "4", "5"],
    ]
    assert [piece.anchors for piece in pieces_of(blocks) if piece.anchors] == [("s0",), ("s1",)]


def test_a_number_is_named_after_its_place() -> None:
    at = TEXT.index("12")
    (number,) = [piece for piece in pieces_of(make(numbers=(Stretch(at, at + 2, "n"),))) if piece.kind]
    assert (number.text, number.number, number.kind) == ("12", at, "n")


def test_of_numbers_that_overlap_the_longest_is_drawn() -> None:
    numbers = (Stretch(3, 4, "n"), Stretch(3, 6, "n"), Stretch(5, 8, "c"), Stretch(8, 8, "n"))
    assert make_layers((), numbers, ()).numbers == [Stretch(3, 6, "n")]


def test_evidence_over_several_lines_is_named_once() -> None:
    start, end = TEXT.index("公开"), TEXT.index("文件")
    pieces = pieces_of(make(evidence=(Stretch(start, end, "e-1"),)))
    assert [piece.text[:2] for piece in pieces if "e-1" in piece.anchors] == ["公开"]
    assert "".join(piece.text for piece in pieces if piece.evidence) == "公开12条,其中5条。规章3"


def test_empty_evidence_has_a_place() -> None:
    at = TEXT.index("其中")
    pieces = pieces_of(make(evidence=(Stretch(at, at, "e-1"),)))
    assert [piece.text[:2] for piece in pieces if piece.anchors == ("e-1",)] == ["其中"]


SPANS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 12)), max_size=12)


@given(st.text(alphabet="甲1 \n\t\u202e<", max_size=60), SPANS, SPANS)
def test_no_character_is_lost(text: str, numbers: list, evidence: list) -> None:
    def stretches(spans: list, name: str) -> list[Stretch]:
        inside = [(start, min(start + size, len(text))) for start, size in spans if start <= len(text)]
        return [Stretch(start, end, f"{name}{place}") for place, (start, end) in enumerate(inside)]

    layers = make_layers((), [each._replace(name="n") for each in stretches(numbers, "n")], stretches(evidence, "e"))
    pieces = pieces_of(make_blocks(text, layers))
    kept = "".join(line for line in text.split("\n") if line.strip()).replace("\t", "")
    assert "".join(piece.text for piece in pieces) == plain(kept)
    anchors = [name for piece in pieces for name in piece.anchors]
    assert len(anchors) == len(set(anchors))
    places = [piece.number for piece in pieces if piece.number >= 0]
    assert len(places) == len(set(places))


def test_a_long_text_is_parted_at_ends_of_lines() -> None:
    text = "\n".join(["甲" * 999] * 200)
    starts = part_starts(text)
    assert len(starts) == 4
    assert all(text[start - 1] == "\n" for start in starts[1:])
    assert [find_part(starts, start) for start in starts] == [0, 1, 2, 3]
    assert part_starts("甲" * (2 * PART)) == [0, PART]
    layers = Layers((), (), {})
    parts = [make_blocks(text, layers, a, b) for a, b in zip(starts, [*starts[1:], len(text)], strict=True)]
    assert sum(len(part) for part in parts) == 200
