"""Requests in other character sets than UTF-8 are refused before Django makes a request of them."""

import json
from typing import Any

import pytest

from threatmodel.config.asgi_middleware import Utf8Only
from threatmodel.config.body_limits import Message

pytestmark = pytest.mark.no_database
_SETS = ("hex", "zlib", "punycode", "unicode_escape", "utf-7", "utf-16", "no-such", "")


async def ask(*content_types: str) -> tuple[list[str], list[Any]]:
    """Return what the application was asked, and what was sent."""
    asked: list[str] = []
    sent: list[Any] = []

    async def application(scope: Any, _receive: Any, _send: Any) -> None:
        asked.append(scope["path"])

    async def receive() -> Message:
        raise AssertionError  # no body is read

    async def send(message: Message) -> None:
        sent.append(message)

    headers = [(b"content-type", one.encode("latin1")) for one in content_types]
    scope = {
        "type": "http",
        "method": "GET",
        "path": "/api/session/",
        "query_string": b"x=%80",
        "headers": headers,
    }
    await Utf8Only(application)(scope, receive, send)
    return asked, sent


@pytest.mark.parametrize("media_type", ["application/json", "multipart/form-data; boundary=part"])
@pytest.mark.parametrize("charset", _SETS)
async def test_another_character_set_is_refused_and_nothing_is_read(media_type: str, charset: str) -> None:
    """Some take minutes for a body, unpack it, or are a fault of the server, for the signed out too."""
    asked, sent = await ask(f"{media_type}; Charset={charset}")

    assert asked == []
    assert sent[0]["status"] == 415
    assert "UTF-8" in json.loads(sent[1]["body"])["detail"]


@pytest.mark.parametrize(
    "content_types",
    [
        ["application/json", "application/json; charset=hex"],
        ["application/json; charset*=no-such''hex"],
        ["application/json; charset*=utf-8''he%78"],
    ],
)
async def test_no_other_way_to_name_one_is_open(content_types: list[str]) -> None:
    assert (await ask(*content_types))[0] == []


@pytest.mark.parametrize(
    "content_types",
    [[], ["application/json"], ["application/json; charset=UTF-8"], ['text/plain; charset="us-ascii"']],
)
async def test_utf_8_passes(content_types: list[str]) -> None:
    assert await ask(*content_types) == (["/api/session/"], [])
