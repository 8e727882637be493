"""A WebSocket is opened by pages of this very scheme, host and port, or of an origin that settings trust."""

from typing import Any

import pytest
from pytest_django import Settings

from threatmodel.config.asgi_middleware import SameOriginOnly

pytestmark = pytest.mark.no_database

SITE = "https://threats.example.com"


async def let_in(origin: str, *, host: str, scheme: str = "ws", trusted: tuple[str, ...] = (SITE,)) -> bool:
    """Whether a handshake gets through to the application."""
    reached: list[bool] = []

    async def application(_scope: Any, _receive: Any, _send: Any) -> None:
        reached.append(True)

    async def unused(*_message: Any) -> Any:
        return None

    headers = [(b"origin", origin.encode()), (b"host", host.encode())]
    scope = {"type": "websocket", "scheme": scheme, "headers": headers, "path": "/ws/"}
    await SameOriginOnly(application, trusted=trusted)(scope, unused, unused)
    return bool(reached)


@pytest.fixture
def site(settings: Settings) -> None:
    """A server that people reach by TLS."""
    settings.INSECURE_HTTP = False
    settings.ALLOWED_HOSTS = ["localhost", "threats.example.com"]


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize("scheme", ["ws", "wss"])  # a proxy that ends TLS may or may not say so
@pytest.mark.parametrize(
    ("origin", "expected"),
    [
        (SITE, True),
        ("https://threats.example.com:443", True),
        ("http://threats.example.com", False),
        ("http://threats.example.com:443", False),
        ("https://threats.example.com:8443", False),
        ("https://threats.example.com.evil.example", False),
        ("ftp://threats.example.com", False),
        ("threats.example.com", False),
        ("null", False),
        ("", False),
    ],
)
async def test_a_site_with_tls_takes_its_own_pages_only(origin: str, *, expected: bool, scheme: str) -> None:
    assert await let_in(origin, host="threats.example.com", scheme=scheme) is expected


@pytest.mark.usefixtures("site")
async def test_the_loopback_name_of_a_site_takes_no_plain_page_either() -> None:
    assert await let_in("http://localhost", host="localhost") is False


@pytest.mark.parametrize(
    ("origin", "expected"),
    [("http://localhost:8000", True), ("https://localhost:8000", False), ("http://localhost:8001", False)],
)
async def test_a_server_without_tls_takes_pages_without_it(
    origin: str, *, expected: bool, settings: Settings
) -> None:
    settings.INSECURE_HTTP = True

    assert await let_in(origin, host="localhost:8000", trusted=()) is expected


async def test_a_trusted_origin_is_compared_as_browsers_write_it(settings: Settings) -> None:
    trusted = ("https://Threats.Example.com:443",)

    assert await let_in(SITE, host="localhost", trusted=trusted)
    assert not await let_in("http://threats.example.com", host="localhost", trusted=trusted)
