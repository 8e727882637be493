"""The documentation is served under /docs/, where it is built."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

pytestmark = [pytest.mark.any_database, pytest.mark.django_db]  # the end of a request looks at the connection


@pytest.fixture
def site(tmp_path: Path, settings: Any) -> Path:
    folder = tmp_path / "docs-site"
    (folder / "rules").mkdir(parents=True)
    (folder / "index.html").write_text("<h1>Documentation</h1>")
    (folder / "rules" / "index.html").write_text("<h1>Rules</h1>")
    (folder / "404.html").write_text("<h1>No such page</h1>")
    settings.DOCS_SITE = folder
    return folder


@pytest.mark.usefixtures("site")
def test_pages_are_served_by_the_address_of_their_folder() -> None:
    client = Client()

    assert b"Documentation" in client.get("/docs/").content
    assert b"Rules" in client.get("/docs/rules/").content
    assert client.get("/docs").headers["Location"] in ("/docs/", "docs/")
    assert "script-src 'self'" in client.get("/docs/").headers["Content-Security-Policy"]


@pytest.mark.usefixtures("site")
def test_an_address_without_a_page_is_not_that_of_the_app() -> None:
    response = Client().get("/docs/rules/none/")

    assert response.status_code == 404
    assert b"No such page" in response.content


@pytest.fixture
def unbuilt(tmp_path: Path, settings: Any) -> Client:
    settings.DOCS_SITE = tmp_path / "none"
    return Client()


def test_without_a_site_the_pages_are_shown_at_the_same_addresses(unbuilt: Client) -> None:
    start, threats = unbuilt.get("/docs/"), unbuilt.get("/docs/handbook/threats/")

    assert b'<a href="/docs/handbook/">' in start.content
    assert threats.status_code == 200
    assert b"<title>Threats - Bulkhead documentation</title>" in threats.content
    assert b'<a href="/docs/handbook/teams/#settings">' in threats.content
    assert b'<a href="/docs/mcp/">' in threats.content
    assert b"<table>" in threats.content


def test_headings_of_such_a_page_have_the_anchors_of_the_site(unbuilt: Client) -> None:
    page = unbuilt.get("/docs/handbook/mitigations/").content

    assert b'id="verify-by-hand"' in page


def test_such_a_page_shows_its_pictures(unbuilt: Client) -> None:
    page = unbuilt.get("/docs/handbook/threats/").content
    address = page.split(b'<img src="', 1)[1].split(b'"', 1)[0].decode()

    picture = unbuilt.get(address)

    assert picture.headers["Content-Type"] == "image/png"
    assert picture.content.startswith(b"\x89PNG")


@pytest.mark.parametrize(
    "address",
    ["/docs/none/", "/docs/../README", "/docs/%2e%2e/SECURITY/", "/docs/%00/", "/docs/" + "a" * 5_000,
     "/docs/model.schema.json", "/docs//etc/passwd"],
)  # fmt: skip
def test_nothing_else_is_shown(unbuilt: Client, address: str) -> None:
    assert unbuilt.get(address).status_code == 404
