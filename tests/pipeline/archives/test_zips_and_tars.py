"""ZIP and TAR: each member has its row, whatever the archive does to whoever unpacks it."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import stat
import struct
import tarfile
import zipfile
from pathlib import Path

import pytest

from pipeline.archives import limits
from tests.pipeline.archives.making import Result, make_raw_zip, make_tar, make_zip, page, read_file, report

MEMBERS = {"2020/a.txt": report(1), "b.html": page(2).encode(), "notes.md": b"no report", ".hidden.txt": report(3)}
JUNK = {"__MACOSX/2020/._a.txt": b"\0\5\26\7", "2020/.DS_Store": b"x", "Thumbs.db": b"x"}


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("in.zip", make_zip(MEMBERS)),
        ("in.ZIP", make_zip(MEMBERS, zipfile.ZIP_LZMA)),
        ("in.tar", make_tar(MEMBERS, "w")),
        ("in.tgz", make_tar(MEMBERS)),
        ("in.tar.gz", make_tar(MEMBERS)),
        ("in.tar.bz2", make_tar(MEMBERS, "w:bz2")),
        ("in.tar.xz", make_tar(MEMBERS, "w:xz")),
        ("in", make_tar(MEMBERS)),
        ("in.bin", make_zip(MEMBERS)),
        ("in.zip", make_tar(MEMBERS)),
    ],
)
def test_members_are_sources_of_their_own(name: str, data: bytes, tmp_path: Path) -> None:
    result = read_file(tmp_path, name, data)
    assert result.names == [f"{name}/2020/a.txt", f"{name}/b.html"]
    assert result.summary.passed_over == 2
    assert result.failures == {}
    plain = tmp_path / "plain"
    (plain / "2020").mkdir(parents=True)
    (plain / "2020" / "a.txt").write_bytes(MEMBERS["2020/a.txt"])
    (plain / "b.html").write_bytes(MEMBERS["b.html"])
    wanted = Result([plain], tmp_path / "wanted")
    same = [column for column in wanted.reports if column != "source"]
    assert result.reports[same].reset_index(drop=True).equals(wanted.reports[same].reset_index(drop=True))


def test_what_is_no_document_is_passed_over(tmp_path: Path) -> None:
    result = read_file(tmp_path, "in.zip", make_zip(JUNK | {"a.txt": report()}))
    assert (result.names, result.summary.passed_over) == (["in.zip/a.txt"], 3)


def test_archives_in_a_folder_are_met_like_files(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_bytes(report(1))
    (folder / "b.zip").write_bytes(make_zip({"a.txt": report(1), "c.txt": report(2)}))
    (folder / "c.tar.gz").write_bytes(make_tar({"c.txt": report(2)}))
    result = Result([folder], tmp_path / "out")
    assert result.names == ["a.txt", "b.zip/c.txt"]
    assert list(result.reports["copies"]) == [2, 2]
    assert (result.summary.documents, result.summary.copies) == (2, 2)


def test_a_document_in_a_zip_is_no_archive(tmp_path: Path) -> None:
    docx = pytest.importorskip("docx")
    packed, document = io.BytesIO(), docx.Document()
    document.add_paragraph("某市文化局2020年政府信息公开工作年度报告")
    document.save(packed)
    assert read_file(tmp_path, "a.docx", packed.getvalue()).names == ["a.docx"]
    assert read_file(tmp_path, "a", packed.getvalue()).names == ["a"]
    assert read_file(tmp_path, "a.zip", make_zip({"b.docx": packed.getvalue()})).read == ["a.zip/b.docx"]


# --- names --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("encoding", "flags", "name"),
    [
        ("gbk", 0, "文化局/2020年度报告.txt"),
        ("utf-8", 0, "文化局/2020年度报告.txt"),
        ("utf-8", 0x800, "文化局/2020年度报告.txt"),
        ("big5", 0, "文化局/政府資訊公開年度報告.txt"),
        ("gbk", 0, "文化局\\乗法\\年度报告.txt"),
    ],
)
def test_names_are_in_the_encoding_they_were_packed_in(encoding: str, flags: int, name: str, tmp_path: Path) -> None:
    result = read_file(tmp_path, "in.zip", make_raw_zip(name.encode(encoding), report(), flags))
    assert result.names == [f"in.zip/{name}".replace("\\", "/")]


def test_names_of_a_tar_may_be_in_gbk(tmp_path: Path) -> None:
    name = "文化局年度报告.txt".encode("gbk").decode("utf-8", "surrogateescape")
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", errors="surrogateescape", format=tarfile.GNU_FORMAT) as archive:
        info = tarfile.TarInfo(name)
        info.size = len(report())
        archive.addfile(info, io.BytesIO(report()))
    assert read_file(tmp_path, "in.tar", packed.getvalue()).names == ["in.tar/文化局年度报告.txt"]


def test_members_of_one_name_are_told_apart(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.txt", report(1))
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("a.txt", report(2))
    assert read_file(tmp_path, "in.zip", packed.getvalue()).names == ["in.zip/a.txt", "in.zip/a.txt~2"]


# --- nesting ------------------------------------------------------------------------------------------


def test_archives_are_nested_once(tmp_path: Path) -> None:
    deepest = make_zip({"c.txt": report(3)})
    inner = make_zip({"b.txt": report(2), "deep.zip": deepest})
    result = read_file(
        tmp_path, "in.zip", make_zip({"a.txt": report(1), "inner.zip": inner, "t.tgz": make_tar({"d.txt": report(4)})})
    )
    assert result.read == ["in.zip/a.txt", "in.zip/inner.zip/b.txt", "in.zip/t.tgz/d.txt"]
    assert "nested" in result.failures["in.zip/inner.zip/deep.zip"]


def test_a_damaged_inner_archive_costs_its_own_row(tmp_path: Path) -> None:
    result = read_file(tmp_path, "in.zip", make_zip({"a.txt": report(1), "bad.zip": b"PK\x03\x04" + b"x" * 100}))
    assert result.read == ["in.zip/a.txt"]
    assert "damaged" in result.failures["in.zip/bad.zip"]


# --- damage -------------------------------------------------------------------------------------------


def test_a_truncated_stream_keeps_what_stood_before(tmp_path: Path) -> None:
    members = {f"{number:03}.txt": report(number) + str(number).encode() * 40_000 for number in range(30)}
    for name, data in (("in.tar.gz", make_tar(members)), ("in.tar", make_tar(members, "w"))):
        result = read_file(tmp_path, name, data[: len(data) // 2])
        assert 5 < len(result.read) < 30
        assert "cut short" in result.failures[name]
        assert set(result.read) <= {f"{name}/{each}" for each in members}


def test_a_truncated_or_empty_archive_says_so(tmp_path: Path) -> None:
    whole = make_zip({"a.txt": report()})
    for data, words in ((whole[:-30], "cut short"), (b"", "empty"), (b"<html>" * 100, "damaged")):
        result = read_file(tmp_path, "in.zip", data)
        assert words in result.failures["in.zip"]
        assert result.reports.loc["in.zip", "format"] == "zip"


def test_an_archive_that_holds_no_file_says_so(tmp_path: Path) -> None:
    packed = make_zip({"empty.zip": make_zip({}), "folders.zip": make_zip({"a/": b""})})
    assert "holds no file" in read_file(tmp_path, "in.zip", make_zip({})).failures["in.zip"]
    failures = read_file(tmp_path, "out.zip", packed).failures
    assert ["holds no file" in failures[f"out.zip/{name}"] for name in ("empty.zip", "folders.zip")] == [True, True]


@pytest.mark.parametrize("name", ["a.rar", "a.7z", "a.zip", "a.RAR"])
def test_an_archive_of_another_kind_is_a_row_that_says_what_to_do(name: str, tmp_path: Path) -> None:
    for data, kind in ((b"Rar!\x1a\x07\x01\x00rest", "rar"), (b"7z\xbc\xaf\x27\x1crest", "7z")):
        (tmp_path / "in").mkdir(exist_ok=True)
        (tmp_path / "in" / name).write_bytes(data)
        (tmp_path / "in" / "b.zip").write_bytes(make_zip({name: data}))
        result = Result([tmp_path / "in"], tmp_path / "out")
        said = f"a {kind} archive, which is not read: unpack it first"
        assert [said in result.failures[each] for each in (name, f"b.zip/{name}")] == [True, True]
        assert result.reports.loc[name, "format"] == Path(name).suffix[1:].lower()


def test_a_zip_under_another_name_is_read(tmp_path: Path) -> None:
    assert read_file(tmp_path, "in.rar", make_zip({"a.txt": report()})).read == ["in.rar/a.txt"]


@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
@pytest.mark.parametrize("streamed", [False, True])
def test_a_zip_that_broke_off_keeps_what_stood_before(compression: int, streamed: bool, tmp_path: Path) -> None:
    """One written to a pipe tells the sizes behind each member; stored ones then cannot be told apart."""

    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def tell(self) -> int:
            raise OSError

    packed = Pipe() if streamed else io.BytesIO()
    with zipfile.ZipFile(packed, "w", compression) as archive:
        for number in range(4):
            archive.writestr(f"年报{number}.txt", report(number) + bytes(str(number), "ascii") * 3_000)
        archive.writestr("../x.txt", report())
    data = packed.getvalue()
    cut = data.index("年报3.txt".encode()) + 60
    result = read_file(tmp_path, "in.zip", data[:cut])
    assert "cut short" in result.failures["in.zip"]
    if streamed and compression == zipfile.ZIP_STORED:
        assert result.read == []
        return
    assert result.read == [f"in.zip/年报{number}.txt" for number in range(3)]
    assert "within this file" in result.failures["in.zip/年报3.txt"]
    whole = read_file(tmp_path, "in.zip", data[: data.index(b"PK\x01\x02")])
    assert len(whole.read) == 4
    assert "leads out" in whole.failures["in.zip/../x.txt"]


def test_a_member_that_does_not_fit_its_checksum_costs_its_row(tmp_path: Path) -> None:
    data = bytearray(make_zip({"a.txt": report(1), "b.txt": report(2)}, zipfile.ZIP_STORED))
    data[data.index(report(1)) + 5] ^= 1
    result = read_file(tmp_path, "in.zip", bytes(data))
    assert result.read == ["in.zip/b.txt"]
    assert "damaged" in result.failures["in.zip/a.txt"]


@pytest.mark.parametrize(("place", "value", "words"), [(6, 1, "password"), (8, 97, "compression")])
def test_encrypted_and_unknown_members_say_so(place: int, value: int, words: str, tmp_path: Path) -> None:
    """The flags (bit 0) and the method of compression stand 2 bytes later in the directory than in the local head."""
    data = bytearray(make_zip({"a.txt": report()}))
    entry = data.index(b"PK\x01\x02")
    struct.pack_into("<H", data, place, value)
    struct.pack_into("<H", data, entry + place + 2, value)
    assert words in read_file(tmp_path, "in.zip", bytes(data)).failures["in.zip/a.txt"]


# --- attacks ------------------------------------------------------------------------------------------

OUTSIDE = ["../evil.txt", "/tmp/evil.txt", "a/../../evil.txt", "C:\\evil.txt", "\\\\host\\evil.txt", "..\\evil.txt"]


@pytest.mark.parametrize("name", OUTSIDE)
def test_paths_that_leave_the_archive_are_refused(name: str, tmp_path: Path) -> None:
    for packed, data in (
        ("in.zip", make_raw_zip(name.encode(), report())),
        ("in.tar", make_tar({name: report()}, "w")),
    ):
        result = read_file(tmp_path, packed, data)
        (reason,) = result.failures.values()
        assert "leads out" in reason
    assert {path.name for path in tmp_path.iterdir()} == {"in.zip", "in.tar", "out"}


def test_links_and_devices_are_refused(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for name, kind in (
            ("s.txt", tarfile.SYMTYPE),
            ("h.txt", tarfile.LNKTYPE),
            ("d.txt", tarfile.CHRTYPE),
            ("f.txt", tarfile.FIFOTYPE),
        ):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
        link = tarfile.TarInfo("folder")
        link.type, link.linkname = tarfile.SYMTYPE, str(tmp_path)
        archive.addfile(link)
        inside = tarfile.TarInfo("folder/evil.txt")
        inside.size = len(report())
        archive.addfile(inside, io.BytesIO(report()))
    result = read_file(tmp_path, "in.tar", packed.getvalue())
    assert result.read == ["in.tar/folder/evil.txt"]
    assert len(result.failures) == 4
    assert all("link" in reason for reason in result.failures.values())
    assert not (tmp_path / "evil.txt").exists()


def test_a_link_in_a_zip_is_refused(tmp_path: Path) -> None:
    info = zipfile.ZipInfo("s.txt")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(info, "/etc/passwd")
    assert "link" in read_file(tmp_path, "in.zip", packed.getvalue()).failures["in.zip/s.txt"]


def test_a_member_beyond_the_limit_costs_its_row(tmp_path: Path) -> None:
    members = {"large.txt": b"x" * 60_000, "a.txt": report()}
    for name, data in (
        ("in.zip", make_zip(members)),
        ("in.tgz", make_tar(members)),
        ("in.tar.xz", make_tar(members, "w:xz")),
    ):
        result = read_file(tmp_path, name, data, max_bytes=50_000)
        assert result.read == [f"{name}/a.txt"]
        assert "larger" in result.failures[f"{name}/large.txt"]


ZEROS = b"\0" * 2_000_000


def _lines() -> bytes:
    return b"".join(b'{"text": "' + b"0" * 90_000 + b'"}\n' for _ in range(30))


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("in.zip", make_zip({"a.html": ZEROS})),
        ("in.zip", make_zip({f"{number}.html": ZEROS[:100_000] for number in range(20)})),
        ("in.zip", make_zip({f"{number}.zip": make_zip({"a.html": ZEROS[:900_000]}) for number in range(3)})),
        ("in.tar.gz", make_tar({"a.html": ZEROS, "b.txt": report()})),
        ("in.tar.xz", make_tar({"picture.png": ZEROS}, "w:xz")),
        ("in.tar.bz2", make_tar({f"{number}.html": ZEROS[:100_000] for number in range(20)}, "w:bz2")),
        ("in.jsonl.gz", gzip.compress(_lines())),
        ("in.jsonl", lzma.compress(_lines())),
        ("in.warc.gz", gzip.compress(b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 2000000\r\n\r\n" + ZEROS)),
        ("in.html.gz", gzip.compress(ZEROS)),
        ("in.jsonl", bz2.compress(_lines())),
    ],
)
def test_a_bomb_is_one_row(name: str, data: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "RATIO_FROM", 1_000_000)
    result = read_file(tmp_path, name, data)
    assert result.names == [name]
    assert "refused" in result.failures[name]


def test_overlapping_members_are_refused(tmp_path: Path) -> None:
    data = make_zip({"a.html": b"0" * 100_000})
    entry = data[data.index(b"PK\x01\x02") : data.index(b"PK\x05\x06")]
    end = struct.pack("<4sHHHHLLH", b"PK\x05\x06", 0, 0, 50, 50, 50 * len(entry), data.index(b"PK\x01\x02"), 0)
    result = read_file(tmp_path, "in.zip", data[: data.index(b"PK\x01\x02")] + 50 * entry + end)
    assert result.names == ["in.zip"]
    assert "overlap" in result.failures["in.zip"]


def test_too_many_members_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_MEMBERS", 10)
    members = {f"{number}.txt": report(number) for number in range(11)}
    for name, data in (("in.zip", make_zip(members)), ("in.tgz", make_tar(members))):
        assert "too many" in read_file(tmp_path, name, data).failures[name]


def test_a_large_field_of_a_tar_is_not_read_into_memory(tmp_path: Path) -> None:
    info = tarfile.TarInfo("pax")
    info.type, info.size = tarfile.XHDTYPE, 5_000_000
    result = read_file(tmp_path, "in.tar", info.tobuf(tarfile.GNU_FORMAT) + bytes(5_000_192))
    assert "header" in result.failures["in.tar"]


# --- the same bytes -----------------------------------------------------------------------------------


def test_bytes_do_not_depend_on_workers(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    members = {f"{number:03}.txt": report(number) for number in range(40)}
    (folder / "a.zip").write_bytes(make_zip(members | {"../x.txt": report()}))
    (folder / "b.tgz").write_bytes(make_tar(members)[:-50])
    (folder / "c.txt").write_bytes(report(3))
    run_bytes = []
    for workers in (1, 2):
        Result([folder], tmp_path / "out", workers=workers)
        run_bytes.append({path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()})
    assert run_bytes[0] == run_bytes[1]
