"""Who may send a message to /mcp is decided before its body is read."""

from typing import Any

import pytest
from pytest_django import Settings

from threatmodel.api.throttling import counts
from threatmodel.config import mcp_endpoint
from threatmodel.config.body_limits import sender_address
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
