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


def test_without_a_site_the_page_says_how_to_build_it(tmp_path: Path, settings: Any) -> None:
    settings.DOCS_SITE = tmp_path / "none"
    response = Client().get("/docs/")

    assert response.status_code == 404
    assert b"make docs-site" in response.content
