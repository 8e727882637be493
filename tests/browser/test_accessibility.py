"""axe-core finds nothing on any page, in either theme, and no page is wider than its window."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import steps
from tests.browser.accessibility import findings_in_every_look
from tests.browser.chromium import DESKTOP
from tests.browser.demo_model import GUEST_PAGES, DemoModel, bare_pages, make_demo_model, pages
from tests.browser.modes import only_embedded
from tests.browser.navigation import Navigation
from tests.browser.profiles import profile
from tests.services.deployment import Server
from tests.services.visitor import Visitor

NAMES = tuple(pages(team="", model="", threat=0))
BARE_NAMES = tuple(bare_pages(team="", model=""))
# The pages are the same in both modes of the server; one of them is enough.
pytestmark = only_embedded


@pytest.fixture(scope="session")
def demo(live: Server) -> DemoModel:
    return make_demo_model(live)


@pytest.fixture(scope="session")
def inside(browser: Browser, live: Server, demo: DemoModel) -> Iterator[Navigation]:
    """A page of somebody who has one of everything."""
    yield from _page_of(browser, live, demo.visitor)


@pytest.fixture(scope="session")
def newcomer(live: Server) -> Visitor:
    visitor = Visitor(live.url)
    visitor.sign_up("newcomer@bulkhead.example", name="Nora Newcomer")
    return visitor


@pytest.fixture(scope="session")
def bare(newcomer: Visitor) -> dict[str, str]:
    """The addresses of a team and a model with nothing in them."""
    model = newcomer.model("Blank")
    return bare_pages(team=newcomer.get("/api/teams/")["results"][0]["id"], model=model)


@pytest.fixture(scope="session")
def beginning(browser: Browser, live: Server, newcomer: Visitor) -> Iterator[Navigation]:
    """A page of somebody who has nothing yet."""
    yield from _page_of(browser, live, newcomer)


@pytest.fixture(scope="session")
def outside(browser: Browser, live: Server) -> Iterator[Navigation]:
    """A page of somebody who is not signed in."""
    yield from _page_of(browser, live, None)


def _page_of(browser: Browser, live: Server, visitor: Visitor | None) -> Iterator[Navigation]:
    with profile(browser, base_url=live.url) as context:
        if visitor:
            steps.add_cookies(context, visitor)
        yield Navigation(context.new_page())


@pytest.mark.parametrize("name", NAMES)
def test_a_page_is_accessible_and_fits(inside: Navigation, demo: DemoModel, name: str) -> None:
    open_page(inside, demo.pages[name])

    assert findings_in_every_look(inside.page) == {}


@pytest.mark.parametrize("name", BARE_NAMES)
def test_a_page_without_content_is_accessible_and_fits(
    beginning: Navigation, bare: dict[str, str], name: str
) -> None:
    open_page(beginning, bare[name])

    assert findings_in_every_look(beginning.page) == {}


@pytest.mark.parametrize("name", GUEST_PAGES)
def test_a_guest_page_is_accessible_and_fits(outside: Navigation, name: str) -> None:
    open_page(outside, GUEST_PAGES[name])

    assert findings_in_every_look(outside.page) == {}


def test_the_page_of_an_error_is_accessible_and_fits(inside: Navigation, demo: DemoModel) -> None:
    page = inside.page
    page.route("**/api/models/*/", lambda route: route.fulfill(status=500, json={}))
    page.goto("about:blank")  # nothing of the model is known
    open_page(inside, demo.pages["threats"])
    expect(page.get_by_role("button", name="Try again")).to_be_visible()

    assert findings_in_every_look(page) == {}
    page.unroute("**/api/models/*/")


def open_page(tab: Navigation, address: str) -> None:
    """Go to an address and wait until it shows its contents."""
    page = tab.page
    page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
    page.emulate_media(color_scheme="light")
    if page.url == "about:blank":
        tab.load(address)
    else:
        tab.follow(address)
