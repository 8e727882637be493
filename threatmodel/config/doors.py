"""ASGI layers in front of Django and Channels: body limit, Origin check, start and stop."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Collection, MutableMapping
from typing import Any
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.http.request import split_domain_port, validate_host

from threatmodel.architecture.hub import hubs
from threatmodel.config.errors import DATABASE_FAULTS
from threatmodel.jobs.live import loop_register

log = structlog.get_logger("bulkhead.door")

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Any, Receive, Any], Awaitable[None]]

# A browser that is cut off while it sends shows "network error"; so an oversized body is read to its end
# and thrown away, up to this many bytes.
_DRAIN_BYTES = 128 * 1024 * 1024
CLOSE_DATABASE_UNREACHABLE = 4503


class BodyLimit:
    """Refuse a request body over the limit with 413, before any of it is kept."""

    def __init__(self, application: Application, *, limit_bytes: int) -> None:
        self._application = application
        self._limit = limit_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if _content_length(scope) > self._limit:
            await _drain(receive, already=0)
            await self._refuse(send)
            return
        body = _BoundedBody(receive, limit=self._limit)
        if not _is_chunked(scope):
            await self._application(scope, receive, send)
            return
        # Without a length the size is learnt by reading: the body is held until it is known to be small.
        if await body.read():
            await self._application(scope, body.replay, send)
        else:
            await self._refuse(send)

    async def _refuse(self, send: Send) -> None:
        megabytes = self._limit // (1024 * 1024)
        detail = f"This is more than the {megabytes} MB that Bulkhead takes in one request."
        body = json.dumps({"detail": detail}).encode()
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 413, "headers": headers})
        await send({"type": "http.response.body", "body": body})


class _BoundedBody:
    """A request body read up to a limit, and handed on as if it had just arrived."""

    def __init__(self, receive: Receive, *, limit: int) -> None:
        self._receive = receive
        self._limit = limit
        self._messages: list[Message] = []

    async def read(self) -> bool:
        """Read to the end; return False when the limit was passed (the rest is thrown away)."""
        size = 0
        while True:
            message = await self._receive()
            size += len(message.get("body", b""))
            if size > self._limit:
                self._messages.clear()
                if message.get("more_body", False):
                    await _drain(self._receive, already=size)
                return False
            self._messages.append(message)
            if not message.get("more_body", False):
                return True

    async def replay(self) -> Message:
        """Return the next message of the body, afterwards what the server says (a disconnect)."""
        return self._messages.pop(0) if self._messages else await self._receive()


async def _drain(receive: Receive, *, already: int) -> None:
    size = already
    while size < _DRAIN_BYTES:
        message = await receive()
        size += len(message.get("body", b""))
        if message["type"] == "http.disconnect" or not message.get("more_body", False):
            return


class SameOriginOnly:
    """Let a WebSocket in only from a page of this very host and port, or of a trusted origin.

    Cookies do not know ports: without this, a page of another program on the same machine could listen
    with the visitor's session. Sockets without an Origin are refused; every browser sends it.
    """

    def __init__(self, application: Application, *, trusted: Collection[str]) -> None:
        self._application = application
        self._trusted = frozenset(trusted)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        origin, host = _header(scope, b"origin"), _header(scope, b"host")
        if origin in self._trusted or (_is_ours(host) and urlsplit(origin).netloc == host):
            await self._application(scope, receive, send)
            return
        log.warning("websocket_refused", reason="origin", path=scope.get("path"))
        await send({"type": "websocket.close", "code": 4403})


class CloseWithoutDatabase:
    """Close a WebSocket with a code of its own when the database cannot be reached.

    Who it belongs to is read before it is accepted; a failed handshake would reach the browser as a server
    that is away.
    """

    def __init__(self, application: Application) -> None:
        self._application = application

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        accepted = False

        async def noting(message: Message) -> None:
            nonlocal accepted
            accepted = accepted or message["type"] == "websocket.accept"
            await send(message)

        try:
            await self._application(scope, receive, noting)
        except DATABASE_FAULTS as fault:
            log.warning("websocket_closed", reason="database", fault=type(fault).__name__)
            if not accepted:
                await send({"type": "websocket.accept"})
            await send({"type": "websocket.close", "code": CLOSE_DATABASE_UNREACHABLE})


async def websocket_not_found(_scope: Scope, receive: Receive, send: Send) -> None:
    """Close a WebSocket on an address that no route knows."""
    await receive()
    await send({"type": "websocket.accept"})
    await send({"type": "websocket.close", "code": 4404})


class Lifespan:
    """Remember the server's event loop at its start: other threads publish on it (jobs/live.py)."""

    async def __call__(self, _scope: Scope, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                loop_register(asyncio.get_running_loop())
                await send({"type": "lifespan.startup.complete"})
            else:
                await hubs().drain()
                loop_register(None)
                await send({"type": "lifespan.shutdown.complete"})
                return


def _is_ours(host: str) -> bool:
    domain, _port = split_domain_port(host)
    return bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)


def _header(scope: Scope, name: bytes) -> str:
    values = [value for key, value in scope.get("headers", ()) if key == name]
    return values[0].decode("latin1") if len(values) == 1 else ""


def _content_length(scope: Scope) -> int:
    text = _header(scope, b"content-length")
    return int(text) if text.isdecimal() else 0


def _is_chunked(scope: Scope) -> bool:
    return bool(_header(scope, b"transfer-encoding"))
