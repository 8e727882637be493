"""Requests of the MCP server to the REST API: over the network, or to the application in the same process."""

import asyncio
import itertools
from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import quote

import httpx2

from threatmodel.engine.analysis.analyzer_version import VERSION
from threatmodel.engine.mcp_tools.tool_list import AGENT_HEADER, PART_HEADER, TOOL_HEADER
from threatmodel.engine.model.struct_base import Record

AGENT_LENGTH: Final = 100
_TIMEOUT_S: Final = 60
_NOT_BULKHEAD: Final = "The server does not answer as Bulkhead does: check its address."
_ANSWER_BYTES_MOST: Final = 16 * 1024 * 1024
Params = Mapping[str, str | int | bool | Sequence[str]]


class ApiRefused(Exception):
    """The API answered with an error; `detail` is its JSON."""

    def __init__(self, status: int, detail: Any) -> None:
        super().__init__(str(status))
        self.status = status
        self.detail = detail

    @property
    def code(self) -> str:
        """Return the code of the refusal where it has one."""
        return str(self.detail.get("code", "")) if isinstance(self.detail, dict) else ""


class Access(Record, frozen=True):
    """What the token allows: tools, its team, and its model where it is for one."""

    tools: tuple[str, ...]
    team: str
    model: str | None


class Api:
    """Requests with one token, for one agent and one call of a tool."""

    def __init__(self, client: httpx2.AsyncClient, *, agent: str = "", tool: str = "") -> None:
        self._client = client
        self._headers = {"Accept": "application/json", "User-Agent": f"bulkhead-mcp/{VERSION}"}
        if agent:
            self._headers[AGENT_HEADER] = quote(agent[:AGENT_LENGTH])
        if tool:
            self._headers[TOOL_HEADER] = tool
        self._parts = itertools.count(1)

    async def get(self, path: str, params: Params | None = None) -> Any:
        """Return the JSON at an address. Raises ApiRefused."""
        return await self._ask("GET", path, params=params)

    async def post(self, path: str, body: Any) -> Any:
        """Send JSON, and return that of the answer. Raises ApiRefused."""
        return await self._ask("POST", path, json=body)

    async def access(self) -> Access:
        """Return what the token allows. Raises ApiRefused."""
        token = await self.get("/api/token/")
        try:
            model = token["model"]
            return Access(tuple(token["tools"]), token["team"]["id"], model["id"] if model else None)
        except (KeyError, TypeError) as fault:  # the address of another program
            raise ApiRefused(502, {"detail": _NOT_BULKHEAD}) from fault

    async def _ask(self, method: str, path: str, **parts: Any) -> Any:
        headers = {**self._headers, PART_HEADER: str(next(self._parts))}
        try:
            async with asyncio.timeout(_TIMEOUT_S):
                answer = await self._client.request(method, path, headers=headers, **parts)
        except (TimeoutError, httpx2.HTTPError) as fault:
            detail = f"Bulkhead cannot be reached: {type(fault).__name__}. Try again later."
            raise ApiRefused(503, {"detail": detail}) from fault
        if len(answer.content) > _ANSWER_BYTES_MOST:
            raise ApiRefused(502, {"detail": "The answer is too large for an agent."})
        try:
            said = answer.json()
        except (ValueError, RecursionError) as fault:
            raise ApiRefused(502, {"detail": _NOT_BULKHEAD}) from fault
        if not 200 <= answer.status_code < 300:
            raise ApiRefused(answer.status_code, said)
        return said
