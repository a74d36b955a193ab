"""Which addresses may be asked: http and https on public hosts, nothing inside a network."""

from __future__ import annotations

import ipaddress
import re
import socket
from urllib.parse import urlsplit

SCHEMES = ("http", "https")
LONGEST = 2_000
_NUMERIC = re.compile(r"(?:0x[0-9a-f]*|\d+)(?:\.(?:0x[0-9a-f]*|\d+)){0,3}\.?", re.I)
_SHARED = ipaddress.ip_network("100.64.0.0/10")  # carrier-grade NAT: neither private nor global to Python

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def find_problem(url: str, *, allow_private: bool = False) -> str | None:
    """Why an address is not asked, as far as it tells by itself; None if nothing is wrong with it.

    >>> find_problem("file:///etc/passwd")
    '不是 http 或 https 地址 (neither http nor https): file'
    >>> find_problem("http://2130706433/")
    '内网地址 (a private address): 127.0.0.1'
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return "地址无效 (not a valid address)"
    if parts.scheme.lower() not in SCHEMES:
        return f"不是 http 或 https 地址 (neither http nor https): {parts.scheme[:20] or '-'}"
    if not host or port == 0 or len(url) > LONGEST or any(char.isspace() or char < " " for char in url):
        return "地址无效 (not a valid address)"
    if parts.username is not None or parts.password is not None:
        return "地址含用户名或密码 (with a user name or password)"
    address = parse_address(host)
    if address is not None and not allow_private and is_private(address):
        return describe_private(address)
    return None


def describe_private(address: Address) -> str:
    """Why a private address is refused."""
    return f"内网地址 (a private address): {address}"


def parse_address(host: str) -> Address | None:
    """The address that a host is written as, in any form that a resolver takes; None for a name.

    Decimal, octal and hexadecimal forms, fewer than four parts, IPv6 with a zone.

    >>> parse_address("0177.1"), parse_address("www.example.gov.cn")
    (IPv4Address('127.0.0.1'), None)
    """
    text = host.strip("[]").partition("%")[0]
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        pass
    if not _NUMERIC.fullmatch(text):
        return None
    try:
        return ipaddress.IPv4Address(socket.inet_aton(text.rstrip(".")))
    except OSError:
        return None


def is_private(address: Address) -> bool:
    """Whether an address is not on the public internet: private, loopback, link-local, reserved, multicast …

    An IPv6 address that carries an IPv4 one (mapped, 6to4, Teredo, NAT64) is judged by both.
    """
    if isinstance(address, ipaddress.IPv6Address) and any(is_private(each) for each in _carried(address)):
        return True
    if address.is_multicast or address.is_reserved or address.is_unspecified:
        return True
    return not address.is_global or (address.version == 4 and address in _SHARED)


def _carried(address: ipaddress.IPv6Address) -> list[ipaddress.IPv4Address]:
    """The IPv4 addresses inside an IPv6 one."""
    found = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if address.packed[:12] in (bytes.fromhex("0064ff9b") + bytes(8), bytes(12)):
        found.append(ipaddress.IPv4Address(address.packed[12:]))
    return [each for each in found if each is not None]
