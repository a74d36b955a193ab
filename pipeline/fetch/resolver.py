"""Names to addresses: what resolves to a private address is refused at the moment of connecting.

A connection is made to the very addresses that pass here, so that a name which resolves otherwise the second time gains
nothing.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from typing import Any

from twisted.internet.interfaces import IAddress, IHostnameResolver, IHostResolution, IResolutionReceiver
from zope.interface import implementer

from pipeline.fetch.addresses import is_private

REFUSED: dict[str, str] = {}
"""Host → the private address that is all it resolved to, for whoever tells why nothing came of it."""
ALLOW_PRIVATE = "NIANBAO_ALLOW_PRIVATE"


@implementer(IResolutionReceiver)
class _Filter:
    """Hands on the public addresses of a host."""

    def __init__(self, receiver: Any, host: str) -> None:
        self.receiver = receiver
        self.host = host
        self.refused = ""
        self.has_passed = False

    def resolutionBegan(self, resolution: IHostResolution) -> None:  # noqa: N802
        self.receiver.resolutionBegan(resolution)

    def addressResolved(self, address: IAddress) -> None:  # noqa: N802
        text = str(getattr(address, "host", ""))
        try:
            refused = is_private(ipaddress.ip_address(text.partition("%")[0]))
        except ValueError:
            refused = True
        if refused:
            self.refused = text
        else:
            self.has_passed = True
            self.receiver.addressResolved(address)

    def resolutionComplete(self) -> None:  # noqa: N802
        REFUSED.pop(self.host, None)
        if self.refused and not self.has_passed:
            REFUSED[self.host] = self.refused
        self.receiver.resolutionComplete()


@implementer(IHostnameResolver)
class GuardedResolver:
    """The system's resolver, its answers filtered. Scrapy's setting TWISTED_DNS_RESOLVER names it."""

    def __init__(self, reactor: Any, allow_private: bool) -> None:
        self.reactor = reactor
        self.allow_private = allow_private
        self.lower = reactor.nameResolver

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: Any) -> GuardedResolver:
        """What Scrapy makes it with."""
        return cls(reactor, crawler.settings.getbool(ALLOW_PRIVATE))

    def install_on_reactor(self) -> None:
        """Have all connections by name go through it."""
        self.reactor.installNameResolver(self)

    def resolveHostName(  # noqa: N802
        self,
        resolutionReceiver: Any,  # noqa: N803
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Sequence[Any] | None = None,  # noqa: N803
        transportSemantics: str = "TCP",  # noqa: N803
    ) -> Any:
        """Resolve a name, or an address written in whatever form; the names are those of Twisted's interface."""
        receiver = resolutionReceiver if self.allow_private else _Filter(resolutionReceiver, hostName)
        return self.lower.resolveHostName(receiver, hostName, portNumber, addressTypes, transportSemantics)
