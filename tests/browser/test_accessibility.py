"""axe-core finds nothing serious on any page, in either theme, wide or narrow."""

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser import steps
from tests.browser.chromium import DESKTOP, PHONE, new_context
from tests.browser.studio import GUEST_PAGES, Studio, make_studio, pages
from tests.services.deployment import Server

SERIOUS = {"serious", "critical"}
NAMES = tuple(pages(team="", model="", threat=0))
# The pages are the same in both modes of the server; one of them is enough.
pytestmark = pytest.mark.parametrize("live", ["embedded"], indirect=True)
LOOKS = [("light", DESKTOP), ("dark", DESKTOP), ("light", PHONE)]


@pytest.fixture(scope="session")
def studio(live: Server) -> Studio:
    return make_studio(live)


@pytest.fixture(params=LOOKS, ids=lambda look: f"{look[0]}-{look[1][0]}", scope="session")
def looks(
    request: pytest.FixtureRequest, browser: Browser, live: Server, studio: Studio
) -> Iterator[tuple[Page, Page]]:
    """A signed-in page and a signed-out one of the same look."""
    theme, size = request.param
    inside = new_context(browser, base_url=live.url, theme=theme, size=size)
    steps.add_cookies(inside, studio.visitor)
    outside = new_context(browser, base_url=live.url, theme=theme, size=size)
    yield inside.new_page(), outside.new_page()
    inside.close()
    outside.close()


@pytest.mark.parametrize("name", NAMES)
def test_a_page_is_accessible_and_fits(looks: tuple[Page, Page], studio: Studio, name: str) -> None:
    page, _ = looks
    open_page(page, studio.pages[name])

    assert serious_violations(page) == []
    assert overflow(page) <= 0


@pytest.mark.parametrize("name", GUEST_PAGES)
def test_a_guest_page_is_accessible_and_fits(looks: tuple[Page, Page], name: str) -> None:
    _, page = looks
    open_page(page, GUEST_PAGES[name])

    assert serious_violations(page) == []
    assert overflow(page) <= 0


def open_page(page: Page, address: str) -> None:
    """Go to an address and wait until it has stopped loading."""
    page.goto(address)
    page.locator("main, h1").first.wait_for()
    page.wait_for_load_state("networkidle")
    expect(page.locator("[class*=Skeleton]")).to_have_count(0)


def overflow(page: Page) -> int:
    """How many pixels the page is wider than its window: nobody should scroll sideways to read."""
    return int(
        page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
    )


def serious_violations(page: Page) -> list[str]:
    """Describe what axe-core calls serious or critical, with the places."""
    violations: list[dict[str, Any]] = Axe().run(page).response["violations"]
    return [
        f"{violation['id']} ({violation['impact']}): {node['target']} {node['html'][:200]}"
        for violation in violations
        if violation["impact"] in SERIOUS
        for node in violation["nodes"]
    ]
