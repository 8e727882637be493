"""A small HTTP server that keeps what it is asked, and answers as an API of a tracker does."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

Json = dict[str, Any]
Headers = dict[str, str]
Answer = tuple[int, Headers, Any]


@dataclass(frozen=True, slots=True)
class Request:
    """One request; the path is decoded."""

    method: str
    path: str
    query: dict[str, str]
    headers: Headers
    body: Any


@dataclass
class ApiFake:
    """What arrived, and what is answered instead of the truth; subclasses know the truth."""

    port: int = 0
    requests: list[Request] = field(default_factory=list)
    # Of the next requests for which the test is true, each used once.
    instead: list[tuple[Callable[[Request], bool], Answer]] = field(default_factory=list)
    page_most: int = 100

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def refuse(self, method: str, part: str, status: int, body: Any = None, **headers: str) -> None:
        """Answer the next request of this method whose path contains the part so."""
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        self.instead.append((lambda one: one.method == method and part in one.path, (status, names, body)))

    def asked(self, method: str, part: str = "") -> list[Request]:
        return [one for one in self.requests if one.method == method and part in one.path]

    def answer(self, request: Request) -> Answer:
        raise NotImplementedError

    def answered(self, request: Request) -> Answer:
        self.requests.append(request)
        for place, (matches, answer) in enumerate(self.instead):
            if matches(request):
                del self.instead[place]
                return answer
        return self.answer(request)


@contextmanager
def serving(fake: ApiFake) -> Iterator[ApiFake]:
    """The fake on a port of its own while the block lasts."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.fake = fake
    fake.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()


class _Server(ThreadingHTTPServer):
    fake: ApiFake


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def _do(self) -> None:
        parts = urlsplit(self.path)
        length = int(self.headers.get("Content-Length") or 0)
        content = self.rfile.read(length)
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = json.loads(content) if content else None
        query = dict(parse_qsl(parts.query))
        request = Request(self.command, unquote(parts.path), query, headers, body)
        status, more, answer = self.server.fake.answered(request)
        sent = answer if isinstance(answer, bytes) else b"" if answer is None else json.dumps(answer).encode()
        self.send_response(status)
        for name, value in more.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(sent)))
        self.end_headers()
        self.wfile.write(sent)

    do_GET = do_POST = do_PATCH = do_PUT = _do  # noqa: N815 (names of http.server)

    def log_message(self, *_args: object) -> None:
        """Print nothing."""
