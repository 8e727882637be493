"""Every overlay takes the focus, keeps it and gives it back by Escape; axe-core finds nothing in it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser import overlays, steps
from tests.browser.accessibility import settle, violations_in_both_themes
from tests.browser.chromium import new_context
from tests.browser.demo_model import DemoModel, make_demo_model
from tests.browser.modes import only_team
from tests.browser.overlays import OVERLAYS, Overlay
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


@pytest.fixture
def context(browser: Browser, live: Server, demo: DemoModel, overlay: Overlay) -> Iterator[BrowserContext]:
    made = new_context(browser, base_url=live.url, size=overlay.size)
    steps.add_cookies(made, demo.visitor)
    yield made
    made.close()


@only_team  # either would do; the other one has the pages
@pytest.mark.parametrize("overlay", OVERLAYS, ids=lambda overlay: overlay.id)
def test_an_overlay_is_accessible_and_keeps_the_focus(
    context: BrowserContext, demo: DemoModel, overlay: Overlay
) -> None:
    page = context.new_page()
    page.goto(demo.pages[overlay.page])
    if overlay.prepare:
        overlay.prepare(page)
    settle(page)  # what a page shows later may take the place of what had the focus

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
        page.keyboard.press("ArrowDown")
        expect(page.locator("[role=menuitem]:focus")).to_have_count(1)
    # Menus and lists of options lie over the page, outside of its landmarks.
    assert [one for one in violations_in_both_themes(page) if ": region " not in one] == []
    close_all(page)
    expect(overlays.control(page, overlay.path[0])).to_be_focused()


def expect_focus_inside(page: Page, overlay: Overlay) -> None:
    """Wait until the focus is in the overlay on top."""
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
