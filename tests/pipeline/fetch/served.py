"""A server of made portals on loopback: answers by path, and a log of who asked what when.

Each address 127.0.0.N is a host of its own. The log counts requests that overlap, so that tests assert on what the
server saw and not on what the client says.
"""

from __future__ import annotations

import itertools
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

HTML = "text/html; charset=utf-8"


@dataclass
class Seen:
    """A request as the server saw it; times are monotonic seconds."""

    host: str
    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    began: float
    ended: float = 0.0
    status: int = 0


@dataclass
class Reply:
    """An answer. chunks: pieces that are sent with a pause between them. length: a Content-Length other than the true
    one. cut: whether the connection ends when the body is out. raw: sent as it is, instead of all that."""

    body: bytes = b""
    status: int = 200
    kind: str = HTML
    headers: dict[str, str] = field(default_factory=dict)
    pause: float = 0.0
    length: int | None = None
    cut: bool = False
    raw: bytes | None = None


Route = Callable[[Seen], Reply]


@dataclass
class Portal:
    """What a host answers: `routes` by path without query; `robots` as text, None for 404."""

    routes: dict[str, Route] = field(default_factory=dict)
    robots: str | None = ""
    fallback: Route | None = None

    def page(self, path: str, body: str | bytes, **more: Any) -> None:
        """Answer a path with a page."""
        data = body.encode() if isinstance(body, str) else body
        self.routes[path] = lambda seen: Reply(data, **more)


class Server:
    """The portals by address, and what they were asked."""

    def __init__(self) -> None:
        self.portals: dict[str, Portal] = {}
        self.seen: list[Seen] = []
        self.overlaps: list[str] = []
        self._open: dict[str, int] = {}
        self._lock = threading.Lock()
        self.port = 0

    def portal(self, host: str, **more: Any) -> Portal:
        """A new host; the same server answers for all."""
        return self.portals.setdefault(host, Portal(**more))

    def url(self, host: str, path: str = "/") -> str:
        """The address of a path on a host."""
        return f"http://{host}:{self.port}{path}"

    def asked(self, host: str) -> list[Seen]:
        """The requests to a host, in order."""
        return sorted((each for each in self.seen if each.host == host), key=lambda each: each.began)

    def paths(self, host: str) -> list[str]:
        """The paths that a host was asked for, in order, robots.txt apart."""
        return [each.path for each in self.asked(host) if each.path != "/robots.txt"]

    def gaps(self, host: str) -> list[float]:
        """Seconds between the beginnings of the requests to a host."""
        times = [each.began for each in self.asked(host)]
        return [later - earlier for earlier, later in itertools.pairwise(times)]

    def answer(self, seen: Seen) -> Reply:
        """What a request is answered with."""
        portal = self.portals.get(seen.host)
        path = urlsplit(seen.path).path
        if portal is None:
            return Reply(b"no such host", 404)
        if path == "/robots.txt" and path not in portal.routes:
            return Reply(b"", 404) if portal.robots is None else Reply(portal.robots.encode(), kind="text/plain")
        route = portal.routes.get(path) or portal.fallback
        return route(seen) if route else Reply(b"<html><body>404</body></html>", 404)

    def begin(self, seen: Seen) -> None:
        """Log a request; note if another one is open at the same host."""
        with self._lock:
            if self._open.get(seen.host, 0):
                self.overlaps.append(f"{seen.host}{seen.path}")
            self._open[seen.host] = self._open.get(seen.host, 0) + 1
            self.seen.append(seen)

    def end(self, seen: Seen) -> None:
        """Log the end of a request."""
        with self._lock:
            self._open[seen.host] -= 1
            seen.ended = time.monotonic()


def _handler(server: Server) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            self._serve()

        def do_POST(self) -> None:
            self._serve()

        def _serve(self) -> None:
            host = (self.headers.get("Host") or "").rpartition(":")[0]
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            seen = Seen(host, self.command, self.path, headers, body, time.monotonic())
            server.begin(seen)
            reply = server.answer(seen)
            seen.status = reply.status
            time.sleep(reply.pause)
            server.end(seen)  # the answer may be whole at the client's before the last write returns here
            try:
                self._send(reply)
            except OSError:
                self.close_connection = True

        def _send(self, reply: Reply) -> None:
            if reply.raw is not None:
                self.wfile.write(reply.raw)
                self.close_connection = True
                return
            self.send_response(reply.status)
            self.send_header("Content-Type", reply.kind)
            self.send_header("Content-Length", str(len(reply.body) if reply.length is None else reply.length))
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(reply.body)
            self.wfile.flush()
            if reply.cut:
                self.close_connection = True

        def log_message(self, *args: Any) -> None:
            pass

    return Handler


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients are killed on purpose."""


def certificate(folder: Path) -> ssl.SSLContext:
    """The settings of a server whose certificate nobody has signed."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    begin = datetime(2020, 1, 1, tzinfo=UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(begin).not_valid_after(begin + timedelta(days=36_500))
    made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
    pem = serialization.Encoding.PEM
    plain = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file = folder / "server.pem"
    file.write_bytes(key.private_bytes(pem, *plain) + made.sign(key, hashes.SHA256()).public_bytes(pem))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


@contextmanager
def serve_tls(server: Server, folder: Path) -> Iterator[int]:
    """Serve the same portals over TLS too; the port."""
    http = _Quiet(("127.0.0.1", 0), _handler(server))
    http.socket = certificate(folder).wrap_socket(http.socket, server_side=True)
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield http.server_address[1]
    finally:
        http.shutdown()
        http.server_close()


@contextmanager
def serve() -> Iterator[Server]:
    """A server that listens on all of loopback while the block runs."""
    server = Server()
    http = _Quiet(("127.0.0.1", 0), _handler(server))
    server.port = http.server_address[1]
    more = [_Quiet((f"127.0.0.{number}", server.port), _handler(server)) for number in range(2, 24)]
    everyone = [http, *more]
    threads = [
        threading.Thread(target=each.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True) for each in everyone
    ]
    for thread in threads:
        thread.start()
    try:
        yield server
    finally:
        for each in everyone:
            each.shutdown()
            each.server_close()
