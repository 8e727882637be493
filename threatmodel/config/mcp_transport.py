"""Answers MCP messages over HTTP with the SDK; tools ask the web application in this process."""

from typing import Any, Final

import httpx2
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

from threatmodel.api_tokens.authentication import agent_named
from threatmodel.api_tokens.models import ApiToken
from threatmodel.config.body_limits import Application, Receive, Scope, Send
from threatmodel.engine.mcp_tools.api_client import Access, Api
from threatmodel.engine.mcp_tools.server import Context, Session, mcp_server

_SESSION: Final = "bulkhead_session"
# What tells the application about the way of a request; all else is new. Spoofed values count for no more
# than in a request to the API itself.
_FORWARDED: Final = frozenset(
    {b"authorization", b"host", b"forwarded", b"x-forwarded-for", b"x-forwarded-proto", b"via"}
)


async def answer(scope: Scope, receive: Receive, send: Send, *, web: Application, limit_bytes: int) -> None:
    """Answer one message, of at most so many bytes, of the token in the scope."""
    token: ApiToken = scope["state"]["bulkhead_token"]
    async with _client(scope, web) as client:
        session = Session(
            lambda agent, tool: Api(client, agent=agent, tool=tool),
            _Known(token).access,
            client=_program(scope),
        )
        manager = StreamableHTTPSessionManager(
            _SERVER, json_response=True, stateless=True, max_request_body_size=limit_bytes
        )
        state = {**scope["state"], _SESSION: session}
        async with manager.run():
            await manager.handle_request({**scope, "state": state}, receive, send)


class _Known:
    """The token as it was admitted."""

    def __init__(self, token: ApiToken) -> None:
        self._token = token

    async def access(self) -> Access:
        """Return what it allows."""
        token = self._token
        model = str(token.model_id) if token.model_id else None
        return Access(tuple(token.tools), str(token.team_id), model)


def _session_of(context: Context) -> Session:
    request: Any = context.request  # of Starlette: there always is one over HTTP
    session: Session = request.scope["state"][_SESSION]
    return session


def _client(scope: Scope, web: Application) -> httpx2.AsyncClient:
    # As bytes and line by line: each proxy may add a line of its own, and clients write what they like.
    headers = [(name, value) for name, value in scope["headers"] if name in _FORWARDED]
    host = next((value.decode("latin1") for name, value in headers if name == b"host"), "localhost")
    peer: Any = scope.get("client") or ("", 0)
    transport = httpx2.ASGITransport(web, raise_app_exceptions=False, client=tuple(peer))
    base = f"{scope.get('scheme', 'http')}://{host}"
    return httpx2.AsyncClient(base_url=base, headers=headers, transport=transport, follow_redirects=False)


def _program(scope: Scope) -> str:
    """Return the User-Agent: protocols before 2026-07-28 name the client in the first message alone."""
    agents = [value for name, value in scope["headers"] if name == b"user-agent"]
    return agent_named(agents[0].decode("latin1")) if agents else ""


_SERVER: Final = mcp_server(_session_of)
