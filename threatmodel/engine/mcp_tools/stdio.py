"""Serves MCP over standard input and output, as a client of the REST API of a server."""

import asyncio
import time
from typing import Any, Final

import httpx2
from mcp.server.stdio import stdio_server

from threatmodel.engine.mcp_tools.api_client import Access, Api
from threatmodel.engine.mcp_tools.server import Session, mcp_server

_ACCESS_KEPT_S: Final = 60  # the API checks every call; this only spares a request before each


def serve(url: str, token: str) -> None:
    """Answer requests until standard input ends. The token is sent to this server alone."""
    asyncio.run(_serve(url, token))


async def _serve(url: str, token: str) -> None:
    headers = {"Authorization": f"Bearer {token}"}
    # Without TLS only this machine is spoken to, through no proxy: server.server_named has checked that.
    trusts_proxies = url.startswith("https://")
    async with httpx2.AsyncClient(
        base_url=url, headers=headers, follow_redirects=False, trust_env=trusts_proxies, timeout=60
    ) as client:
        session = _session(client)
        server = mcp_server(lambda _context: session)
        async with stdio_server() as (incoming, outgoing):
            await server.run(incoming, outgoing, server.create_initialization_options())


def _session(client: httpx2.AsyncClient) -> Session:
    kept: dict[str, Any] = {}

    async def access() -> Access:
        if not kept or time.monotonic() - kept["at"] > _ACCESS_KEPT_S:
            kept.update(access=await Api(client).access(), at=time.monotonic())
        found: Access = kept["access"]
        return found

    return Session(lambda agent, tool: Api(client, agent=agent, tool=tool), access, client="stdio")
