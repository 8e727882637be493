"""Who may send a message to /mcp is decided before its body is read."""

import asyncio
from typing import Any

import pytest
from pytest_django import Settings

from threatmodel.api.throttling import counts
from threatmodel.config import mcp_endpoint
from threatmodel.config.body_limits import HeldBytes, Message, sender_address
from threatmodel.config.early_authorization import request_without_body


@pytest.fixture(autouse=True)
def _one_request(settings: Settings) -> Any:
    settings.API_RATES = {**settings.API_RATES, "address": 1}
    settings.INSECURE_HTTP = True
    settings.PROXIES = 1
    counts.forget()
    yield
    counts.forget()


def status_for(forwarded: str, *, peer: str = "10.0.0.1") -> int:
    """Return the status for a request without a token that the proxy received from this address."""
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/mcp",
        "query_string": b"",
        "client": (peer, 1),
        "headers": [(b"host", b"localhost"), (b"x-forwarded-for", forwarded.encode())],
    }
    refusal, _ = mcp_endpoint._token_of(request_without_body(scope), sender_address(scope))
    assert refusal is not None
    return refusal.status


def test_people_behind_one_proxy_have_limits_of_their_own() -> None:
    assert [status_for("203.0.113.1"), status_for("203.0.113.1"), status_for("203.0.113.2")] == [
        401,
        429,
        401,
    ]


def test_an_address_that_the_sender_claims_is_no_way_around_the_limit() -> None:
    """The server takes the first address of the header for that of the client; proxies write the last."""
    claimed = [("198.51.100.1, 203.0.113.1", "198.51.100.1"), ("198.51.100.2, 203.0.113.1", "198.51.100.2")]

    assert [status_for(header, peer=peer) for header, peer in claimed] == [401, 429]


@pytest.mark.parametrize("authorization", [None, b"Basic eDp5", b"Bearer x", b"Bearer bh_" + b"x" * 300])
async def test_nothing_is_read_of_a_body_that_never_ends_without_a_token(
    authorization: bytes | None, settings: Settings
) -> None:
    """Of forty senders no byte is held, and nothing behind the endpoint is asked."""
    settings.API_RATES = {**settings.API_RATES, "address": 20}
    held, read, statuses = HeldBytes(most=16 * 1024 * 1024), [], []

    async def receive() -> Message:
        read.append(1)
        return {"type": "http.request", "body": b"x" * 65_536, "more_body": True}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    async def web(*_request: Any) -> None:
        raise AssertionError

    headers = [(b"host", b"localhost"), (b"transfer-encoding", b"chunked")]
    headers += [(b"authorization", authorization)] if authorization else []
    scope = {
        "type": "http", "method": "POST", "path": "/mcp", "query_string": b"", "client": ("10.0.0.1", 1),
        "headers": headers,
    }  # fmt: skip
    endpoint = mcp_endpoint.McpEndpoint(web, held=held, trusted=())

    await asyncio.gather(*(endpoint(dict(scope), receive, send) for _ in range(40)))

    assert (read, held.total) == ([], 0)
    assert sorted(statuses) == [401] * 20 + [429] * 20
