"""Names of downloads: safe whatever the address, one for each address."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.fetch.names import find_extension, host_of, name_download, normalize, origin_of

HOSTILE = st.text(alphabet=st.sampled_from("a./\\%2eF:?*<>|\"'\x00\n 中~-#&="), max_size=60)


@given(HOSTILE, HOSTILE)
def test_a_name_never_leaves_its_folder(host: str, path: str) -> None:
    name = name_download(f"http://{host}/{path}")
    parts = PurePosixPath(name).parts
    assert len(parts) == 2
    assert name.isascii()
    assert not any(part.startswith(".") or set(part) & set('\\/:*?"<>|\n\x00 ') for part in parts)
    assert max(map(len, parts)) <= 100


def test_different_addresses_have_different_names() -> None:
    urls = [f"http://a.cn/{path}" for path in ("1.html", "b/1.html", "1.html?x=1", "1.htm", "A/1.html", "")]
    assert len({name_download(url).lower() for url in urls}) == len(urls)
    assert name_download("http://a.cn/x", "col=1") != name_download("http://a.cn/x")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://A.cn/x", "http://a.cn:80/x#top"),
        ("https://a.cn", "https://a.cn:443/"),
        ("http://a.cn/x?b=1&a=2", "http://a.cn/x?a=2&b=1"),
    ],
)
def test_one_page_has_one_key(one: str, other: str) -> None:
    assert normalize(one) == normalize(other)
    assert name_download(one) == name_download(other)


def test_queries_in_other_encodings_stay_apart() -> None:
    assert normalize("http://a.cn/?t=%C4%EA") != normalize("http://a.cn/?t=%B1%A8")


@given(st.text(max_size=80))
def test_nothing_makes_it_fail(text: str) -> None:
    for make in (normalize, name_download, find_extension, host_of, origin_of):
        make(text)
        make(f"http://{text}")


@pytest.mark.parametrize(
    ("url", "extension"),
    [
        ("http://a.cn/x/2020.PDF", "pdf"),
        ("http://a.cn/down.jsp?f=%E5%B9%B4%E6%8A%A5.docx&x=1", "docx"),
        ("http://a.cn/a.rar", "rar"),
        ("http://a.cn/a.exe", None),
        ("http://a.pdf/", None),
        ("http://a.cn/art.shtml", "shtml"),
    ],
)
def test_extensions(url: str, extension: str | None) -> None:
    assert find_extension(url) == extension
