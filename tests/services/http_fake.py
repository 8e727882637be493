"""A receiver of webhooks that keeps what it is sent, and answers as it is told."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True, slots=True)
class Received:
    """One request."""

    path: str
    headers: Mapping[str, str]  # by name in lower case
    body: bytes


@dataclass(slots=True)
class HttpFake:
    """What arrived, and how the next requests are answered."""

    port: int
    received: list[Received] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)  # of the next requests; empty: 204
    silent: threading.Event = field(default_factory=threading.Event)
    released: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook?room=1"


@contextmanager
def http_server() -> Iterator[HttpFake]:
    """A receiver on a port of its own while the block lasts."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.fake = HttpFake(port=server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server.fake
    finally:
        server.fake.released.set()
        server.shutdown()
        server.server_close()


class _Server(ThreadingHTTPServer):
    fake: HttpFake


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_POST(self) -> None:
        fake = self.server.fake
        body = self.rfile.read(int(self.headers["Content-Length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        fake.received.append(Received(self.path, headers, body))
        if fake.silent.is_set():
            fake.released.wait(60)
            return
        status = fake.statuses.pop(0) if fake.statuses else 204
        self.send_response(status)
        if 300 <= status < 400:
            self.send_header("Location", f"http://127.0.0.1:{fake.port}/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_args: object) -> None:
        """Print nothing."""
