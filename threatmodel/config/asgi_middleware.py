"""ASGI middleware in front of Django and Channels: character sets, Origin check, start and stop.

See also body_limits.py.
"""

import asyncio
import json
from collections.abc import Collection

import structlog
from django.conf import settings
from django.http.request import split_domain_port, validate_host
from django.utils.http import parse_header_parameters

from threatmodel.architecture.collaboration.hub_registry import hub_registry
from threatmodel.config.body_limits import Application, Message, Receive, Scope, Send
from threatmodel.config.error_responses import DATABASE_FAULTS
from threatmodel.pubsub.publisher import loop_register

log = structlog.get_logger("bulkhead.asgi")

_DEFAULT_PORTS = {"https": ":443", "http": ":80"}
_CHARSETS = frozenset({"utf-8", "utf8", "us-ascii", "ascii"})  # ASCII is a part of UTF-8
CLOSE_DATABASE_UNREACHABLE = 4503


class Utf8Only:
    """Refuse requests in another character set, before Django makes a request or a form of them.

    Python knows sets that are not of text, take very long to decode, or give halves of characters.
    """

    def __init__(self, application: Application) -> None:
        self._application = application

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if _charset(scope) in _CHARSETS:
            await self._application(scope, receive, send)
            return
        log.warning("request_refused", reason="charset")
        detail = "Send UTF-8: the header Content-Type names another character set."
        content = json.dumps({"detail": detail}).encode()
        headers = [
            (b"content-type", b"application/json"),
            (b"content-length", str(len(content)).encode()),
            (b"cache-control", b"no-store"),
            (b"connection", b"close"),
        ]
        await send({"type": "http.response.start", "status": 415, "headers": headers})
        await send({"type": "http.response.body", "body": content})


class SameOriginOnly:
    """Let a WebSocket in only from a page of this very scheme, host and port, or of a trusted origin.

    Cookies do not know ports: without this, a page of another program on the same machine could listen
    with the visitor's session. Nor may a page that came over plain HTTP listen to a site with TLS: whoever
    changes it on its way could. Sockets without an Origin are refused; every browser sends it.
    """

    def __init__(self, application: Application, *, trusted: Collection[str]) -> None:
        self._application = application
        self._trusted = origins(trusted)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if origin_is_ours(scope, self._trusted):
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
    """Remember the server's event loop at its start: other threads publish on it (pubsub/publisher.py)."""

    async def __call__(self, _scope: Scope, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                loop_register(asyncio.get_running_loop())
                await send({"type": "lifespan.startup.complete"})
            else:
                await hub_registry().drain()
                loop_register(None)
                await send({"type": "lifespan.shutdown.complete"})
                return


def origins(trusted: Collection[str]) -> frozenset[str]:
    """Return origins in the form in which origin_is_ours compares them."""
    return frozenset(_normalized(origin) for origin in trusted)


def origin_is_ours(scope: Scope, trusted: Collection[str]) -> bool:
    """Whether the request comes from a page of this scheme, host and port, or of a trusted origin."""
    origin, host = _normalized(_header(scope, b"origin")), _header(scope, b"host")
    return origin in trusted or (_is_ours(host) and origin == _normalized(_own_origin(scope, host)))


def _own_origin(scope: Scope, host: str) -> str:
    """Return the origin of our own pages under this host: with TLS wherever browsers reach us by TLS."""
    secure = scope.get("scheme") in {"wss", "https"} or not settings.INSECURE_HTTP
    return f"{'https' if secure else 'http'}://{host}"


def _normalized(origin: str) -> str:
    """Return the origin as browsers write it: in lower case, without the port that goes without saying."""
    scheme, _separator, place = origin.lower().partition("://")
    return f"{scheme}://{place.removesuffix(_DEFAULT_PORTS.get(scheme, ''))}"


def _is_ours(host: str) -> bool:
    domain, _port = split_domain_port(host)
    return bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)


def _charset(scope: Scope) -> str:
    """The character set as Django reads it; empty where it cannot be read."""
    lines = [value for key, value in scope["headers"] if key == b"content-type"]
    try:
        _media_type, parameters = parse_header_parameters(b",".join(lines).decode("latin1"))
    except ValueError:
        return ""
    return str(parameters.get("charset", "utf-8")).lower()


def _header(scope: Scope, name: bytes) -> str:
    values = [value for key, value in scope.get("headers", ()) if key == name]
    return values[0].decode("latin1") if len(values) == 1 else ""
