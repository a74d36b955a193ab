"""Addresses: what is asked and what is refused, in every way to write it."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.fetch.addresses import find_problem, is_private, parse_address

PUBLIC = ["http://www.example.gov.cn/", "https://8.8.8.8:8443/a?b=c", "http://[2400:3200::1]/", "HTTP://A.CN"]
PRIVATE = [
    *("127.0.0.1", "127.1", "0", "0.0.0.0", "0x7f.1", "0x7f000001", "2130706433", "0177.0.0.1", "017700000001"),
    *("10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "192.0.2.1", "198.18.0.1"),
    *("224.0.0.1", "240.0.0.1", "255.255.255.255", "127.0.0.1."),
    *("[::1]", "[::]", "[fe80::1]", "[fe80::1%25eth0]", "[fc00::1]", "[ff02::1]", "[2001:db8::1]"),
    *("[::ffff:10.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[64:ff9b::a00:1]", "[2002:7f00:1::]"),
]
WRONG = [
    *("file:///etc/passwd", "ftp://a.cn/x", "javascript:alert(1)", "data:text/html,x", "gopher://a.cn/", "//a.cn/x"),
    *("www.example.gov.cn", "", "http://", "http:///x", "http://[bad/", "http://a.cn:99999/", "http://a.cn:0/"),
    *(
        "http://user:pass@a.cn/",
        "http://user@127.0.0.1/",
        "http://a b.cn/",
        "http://a.cn/\r\nX: y",
        "http://a.cn/" + "a" * 3000,
    ),
]


@pytest.mark.parametrize("url", PUBLIC)
def test_public_addresses_are_asked(url: str) -> None:
    assert find_problem(url) is None


@pytest.mark.parametrize("host", PRIVATE)
def test_private_addresses_are_refused_however_written(host: str) -> None:
    assert "private" in (find_problem(f"http://{host}:8080/x") or "")


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "10.0.0.1"])
def test_private_addresses_are_asked_if_allowed(host: str) -> None:
    assert find_problem(f"http://{host}/", allow_private=True) is None


@pytest.mark.parametrize("url", WRONG)
@pytest.mark.parametrize("allow_private", [True, False])
def test_what_is_no_web_address_is_refused_always(url: str, allow_private: bool) -> None:
    assert find_problem(url, allow_private=allow_private)


@settings(max_examples=40, deadline=None)
@given(st.ip_addresses(v=4))
def test_every_address_is_judged_alike_in_every_form(address: ipaddress.IPv4Address) -> None:
    number = int(address)
    parts = str(address).split(".")
    forms = [str(number), hex(number), f"0{number:o}", ".".join(f"0{int(part):o}" for part in parts)]
    assert {parse_address(form) for form in forms} == {address}
    assert is_private(ipaddress.IPv6Address(f"::ffff:{address}"))  # nothing public is written like this
    assert is_private(ipaddress.IPv6Address(f"64:ff9b::{address}")) >= is_private(address)


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=60))
def test_nothing_makes_it_fail(text: str) -> None:
    find_problem(text)
    find_problem(f"http://{text}/")
