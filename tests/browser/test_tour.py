"""The tour of the canvas: offered to who is new, and complete also where the palette is put away."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import steps
from tests.browser.chromium import new_context
from tests.browser.modes import only_embedded
from tests.browser.shared_model import SharedModel

pytestmark = only_embedded


@pytest.fixture
def page(browser: Browser, shared: SharedModel) -> Iterator[Page]:
    context = new_context(browser, base_url=shared.owner.url, tour=True)
    steps.add_cookies(context, shared.owner)
    page = context.new_page()
    page.goto(f"/m/{shared.model}/architecture")
    yield page
    context.close()


def test_the_tour_is_offered_once_and_opens_the_palette_for_its_step(page: Page) -> None:
    palette = page.get_by_role("complementary", name="Palette")
    page.get_by_role("button", name="Take the tour").click()
    expect(page.get_by_role("dialog", name="Your system on one canvas")).to_contain_text("1 of 6")
    expect(palette).to_have_count(0)

    page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("dialog", name="Draw what is missing")).to_be_visible()
    expect(palette).to_be_visible()
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("dialog", name="Find your way")).to_be_visible()
    expect(palette).to_have_count(0)
    page.get_by_role("button", name="Skip").click()

    page.reload()
    expect(steps.node(page, "compose:web")).to_be_visible()
    expect(page.get_by_role("region", name="Tour")).to_have_count(0)
