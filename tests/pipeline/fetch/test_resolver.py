"""The resolver: judged at the moment of connecting, whatever it said before."""

from __future__ import annotations

from typing import Any

import pytest
from twisted.internet.address import IPv4Address, IPv6Address

from pipeline.fetch.resolver import REFUSED, GuardedResolver


class Lower:
    """A resolver that gives other addresses each time: first a public one, then a private one."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers = list(answers)

    def resolveHostName(  # noqa: N802
        self, receiver: Any, host: str, port: int = 0, types: Any = None, semantics: str = "TCP"
    ) -> None:
        """Answer at once."""
        receiver.resolutionBegan(None)
        for text in self.answers.pop(0):
            kind = IPv6Address if ":" in text else IPv4Address
            receiver.addressResolved(kind("TCP", text, port))
        receiver.resolutionComplete()


class Reactor:
    """As much of a reactor as is needed."""

    def __init__(self, *answers: list[str]) -> None:
        self.nameResolver = Lower(*answers)


class Receiver:
    """Collects addresses."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def resolutionBegan(self, resolution: Any) -> None:  # noqa: N802
        """Begin."""

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        """One more."""
        self.found.append(address.host)

    def resolutionComplete(self) -> None:  # noqa: N802
        """End."""


def resolve(resolver: GuardedResolver) -> list[str]:
    receiver = Receiver()
    resolver.resolveHostName(receiver, "www.a.cn", portNumber=80)
    return receiver.found


def test_a_name_that_changes_its_mind_gains_nothing() -> None:
    resolver = GuardedResolver(Reactor(["8.8.8.8"], ["127.0.0.1"], ["8.8.8.8"]), allow_private=False)
    assert resolve(resolver) == ["8.8.8.8"]
    assert "www.a.cn" not in REFUSED
    assert resolve(resolver) == []
    assert REFUSED["www.a.cn"] == "127.0.0.1"
    assert resolve(resolver) == ["8.8.8.8"]
    assert "www.a.cn" not in REFUSED


@pytest.mark.parametrize("address", ["10.0.0.1", "169.254.169.254", "::1", "fe80::1%eth0", "::ffff:192.168.0.1"])
def test_of_several_addresses_the_private_ones_are_left_out(address: str) -> None:
    assert resolve(GuardedResolver(Reactor([address, "8.8.8.8"]), allow_private=False)) == ["8.8.8.8"]


def test_private_addresses_if_allowed() -> None:
    assert resolve(GuardedResolver(Reactor(["127.0.0.1"]), allow_private=True)) == ["127.0.0.1"]
