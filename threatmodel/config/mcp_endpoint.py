"""Serves MCP over HTTP at /mcp: who asks is known before a body is read, and tools go through the REST API.

Each request stands alone (stateless, one JSON answer), as the specification of 2025-11-25 and later allows.
The MCP SDK is loaded with the first request that may use it.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any, Final

import structlog
from asgiref.sync import sync_to_async
from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.core.handlers.asgi import ASGIRequest
from django.db import connections

from threatmodel.api.throttling import counts
from threatmodel.api_tokens.authentication import RejectedToken, bearer_token
from threatmodel.api_tokens.models import ApiToken
from threatmodel.config.asgi_middleware import origin_is_ours, origins
from threatmodel.config.body_limits import (
    Application,
    BodyGate,
    HeldBytes,
    Message,
    Receive,
    Scope,
    Send,
    sender_address,
)
from threatmodel.config.early_authorization import request_without_body
from threatmodel.config.error_responses import DATABASE_FAULTS

PATH: Final = "/mcp"
BODY_MAX_BYTES: Final = 256 * 1024  # a message holds a few texts of some thousand characters
_HEADERS: Final = ((b"cache-control", b"no-store"), (b"x-content-type-options", b"nosniff"))
_NO_TOOLS: Final = "This API token allows no tools. Create one that lists the tools for the agent."
_USE_TLS: Final = "Use https: over http the token is readable on its way."
log = structlog.get_logger("bulkhead.mcp")


@dataclass(frozen=True, slots=True)
class _Refusal:
    """Why a request goes no further."""

    status: int
    detail: str
    headers: tuple[tuple[bytes, bytes], ...] = ()


class McpEndpoint:
    """Answers /mcp, and hands all other requests to the web application."""

    def __init__(self, web: Application, *, held: HeldBytes, trusted: Collection[str]) -> None:
        self._web = web
        self._trusted = origins(trusted)
        self._gate = BodyGate(self._serve, limit_bytes=BODY_MAX_BYTES, held=held, refusal=_accepted)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"].rstrip("/") != PATH:
            await self._web(scope, receive, send)
            return
        refusal, token = await self._admission(scope)
        if refusal is not None:
            log.warning("mcp_refused", status=refusal.status)
            await _answer(send, refusal)
            return
        log.info("mcp_request", token=str(token.pk) if token else "")
        state = {**scope.get("state", {}), "bulkhead_token": token}
        await self._gate({**scope, "state": state}, receive, _with_headers(send))

    async def _admission(self, scope: Scope) -> tuple[_Refusal | None, ApiToken | None]:
        """Return why the request is refused, else the token; no body is read for it."""
        has_origin = any(name == b"origin" for name, _ in scope["headers"])
        # Browsers send it, programs do not: a page of another site must not use an agent's address.
        if has_origin and not origin_is_ours(scope, self._trusted):
            return _Refusal(403, "Requests from this origin are not allowed."), None
        if scope["method"] != "POST":
            # Without sessions there is no stream to open (GET) and none to end (DELETE).
            return _Refusal(405, "Send MCP messages by POST.", ((b"allow", b"POST"),)), None
        return await sync_to_async(_admitted, thread_sensitive=False)(scope)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        transport = await sync_to_async(_transport, thread_sensitive=False)()
        await transport.answer(scope, receive, send, web=self._web, limit_bytes=BODY_MAX_BYTES)


async def _accepted(_scope: Scope) -> None:
    """Refuse nothing: whose body it is was asked before."""


@cache
def _transport() -> Any:
    return import_module("threatmodel.config.mcp_transport")


def _admitted(scope: Scope) -> tuple[_Refusal | None, ApiToken | None]:
    try:
        return _token_of(request_without_body(scope), sender_address(scope))
    except DisallowedHost:
        return _Refusal(421, "Unknown host name."), None
    except RejectedToken as fault:
        return _Refusal(401, str(fault.detail), ((b"www-authenticate", fault.auth_header.encode()),)), None
    except DATABASE_FAULTS:
        return _Refusal(503, "The database cannot be reached. Try again later."), None
    finally:
        connections.close_all()  # this thread belongs to no request


def _token_of(request: ASGIRequest, address: str) -> tuple[_Refusal | None, ApiToken | None]:
    request.get_host()  # raises DisallowedHost: a name that an attacker lets resolve to this machine
    if not settings.INSECURE_HTTP and not request.is_secure():
        return _Refusal(403, _USE_TLS), None
    if _is_over("anonymous", address, settings.API_RATES["address"]):
        return _too_many(), None
    header = request.META.get("HTTP_AUTHORIZATION", "").encode("latin1", "replace")
    token = bearer_token(header)
    if token is None:
        return _Refusal(401, "Send an API token: Authorization: Bearer bh_…", (_CHALLENGE,)), None
    if not token.tools:
        return _Refusal(403, _NO_TOOLS), None
    if _is_over("mcp", str(token.pk), settings.API_RATES["token"]):
        return _too_many(), None
    return None, token


_CHALLENGE: Final = (b"www-authenticate", b"Bearer")


def _is_over(scope: str, key: str, most: int) -> bool:
    return counts.count(f"mcp {scope} {key}") > most


def _too_many() -> _Refusal:
    wait = str(counts.left_s()).encode()
    return _Refusal(429, "Too many requests. Try again in a minute.", ((b"retry-after", wait),))


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message.get("headers", ()), *_HEADERS]}
        await send(message)

    return sending


async def _answer(send: Send, refusal: _Refusal) -> None:
    body = json.dumps({"detail": refusal.detail}).encode()
    sized = (b"content-length", str(len(body)).encode())
    headers = [(b"content-type", b"application/json"), sized, *_HEADERS, *refusal.headers]
    await send({"type": "http.response.start", "status": refusal.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
