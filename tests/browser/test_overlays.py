"""Every overlay takes the focus, keeps it and gives it back by Escape; axe-core finds nothing in it."""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser import overlays, steps
from tests.browser.accessibility import settle, violations_of_overlay
from tests.browser.demo_model import DemoModel, make_demo_model
from tests.browser.modes import only_team
from tests.browser.navigation import Navigation
from tests.browser.overlays import OVERLAYS, Overlay
from tests.browser.profiles import profile
from tests.services.deployment import Server

# The page behind is reached at once, or after the last stop.
TABS = 6
FOCUS_ON_TOP = """role => {
  const shown = [...document.querySelectorAll(`[role=${role}]`)].filter((one) => one.checkVisibility());
  return shown.at(-1)?.contains(document.activeElement) ?? false;
}"""


@pytest.fixture(scope="session")
def demo(live: Server) -> DemoModel:
    return make_demo_model(live)


class Tab:
    """What somebody has open: a page is loaded anew where an overlay left something."""

    def __init__(self, browser: Browser, demo: DemoModel) -> None:
        self._browser, self._demo = browser, demo
        self._contexts: dict[tuple[int, int], BrowserContext] = {}
        self._open = ExitStack()
        self._tab: Navigation | None = None
        self._shows: tuple[str, tuple[int, int]] | None = None  # as it was loaded

    def at(self, overlay: Overlay) -> Page:
        """Return the page of the overlay, with all that it shows."""
        page = self._showing(overlay)
        self._shows = None
        if overlay.page == "architecture":
            overlays.canvas_drawn(page)
        if overlay.prepare:
            overlay.prepare(page)
        settle(page)  # what a page shows later may take the place of what had the focus
        return page

    def _showing(self, overlay: Overlay) -> Page:
        """Return the page of the overlay, as it is when nothing was done on it."""
        address = self._demo.pages[overlay.page]
        if self._tab is None or self._shows is None or overlay.prepare or self._shows[1] != overlay.size:
            if self._tab is not None:
                self._tab.page.close()
            self._tab = Navigation(self._context(overlay.size).new_page())
            self._tab.load(address)
        elif self._shows[0] != overlay.page:
            self._tab.follow(address)
        return self._tab.page

    def is_as_before(self, overlay: Overlay) -> None:
        """Keep the page for the next overlay."""
        self._shows = None if overlay.prepare else (overlay.page, overlay.size)

    def close(self) -> None:
        """Leave it."""
        self._open.close()

    def _context(self, size: tuple[int, int]) -> BrowserContext:
        """Return the profile for a size, which keeps the scripts that its pages have loaded."""
        if size not in self._contexts:
            lent = profile(self._browser, base_url=self._demo.visitor.url, size=size)
            context = self._open.enter_context(lent)
            steps.add_cookies(context, self._demo.visitor)
            self._contexts[size] = context
        return self._contexts[size]


@pytest.fixture(scope="session")
def tab(browser: Browser, demo: DemoModel) -> Iterator[Tab]:
    opened = Tab(browser, demo)
    yield opened
    opened.close()


def sorted_by_page(listed: Iterable[Overlay]) -> list[Overlay]:
    return sorted(listed, key=lambda one: (one.page, one.size, one.prepare is not None))


@only_team  # either would do; the other one has the pages
@pytest.mark.parametrize("overlay", sorted_by_page(OVERLAYS), ids=lambda overlay: overlay.id)
def test_an_overlay_is_accessible_and_keeps_the_focus(tab: Tab, overlay: Overlay) -> None:
    page = tab.at(overlay)

    for described in overlay.path:
        overlays.control(page, described).press("Enter")

    if overlay.name:
        expect(page.get_by_role("dialog", name=overlay.name)).to_be_visible()
    expect_focus_inside(page, overlay)
    settle(page)
    if overlay.role == "dialog":
        for key in ["Tab"] * TABS + ["Shift+Tab"] * (TABS + 3):
            page.keyboard.press(key)
            expect_focus_inside(page, overlay)
    else:
        expect(page.locator("[role=menuitem]").first).to_be_visible()  # some are read from the server
        page.keyboard.press("ArrowDown")
        expect(page.locator("[role=menuitem]:focus")).to_have_count(1)
    # What was made of the page beforehand is seen here alone; the page itself in test_accessibility.py.
    assert violations_of_overlay(page, overlay.role, below=overlay.prepare is not None) == []
    close_all(page)
    expect(overlays.control(page, overlay.path[0])).to_be_focused()
    tab.is_as_before(overlay)


def expect_focus_inside(page: Page, overlay: Overlay) -> None:
    """Wait until the focus is in the overlay on top."""
    if not page.evaluate(FOCUS_ON_TOP, overlay.role):  # a wait has the page draw frames
        page.wait_for_function(FOCUS_ON_TOP, arg=overlay.role)


def close_all(page: Page) -> None:
    """Press Escape once for every overlay that is open, and see the one on top close alone each time."""
    lists = "[role=listbox]:not([role=dialog] [role=listbox]):visible"  # a dialog may be made of one
    opened = page.locator(f"[role=dialog]:visible, [role=menu]:visible, {lists}")
    for left in range(opened.count() - 1, -1, -1):
        page.keyboard.press("Escape")
        expect(opened).to_have_count(left)


def test_every_overlay_of_the_front_end_is_listed() -> None:
    listed = {overlay.source for overlay in OVERLAYS}

    assert overlays.sources() == listed | overlays.ELSEWHERE
