"""Signing in and out, and what a stranger sees."""

from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.chromium import new_context
from tests.browser.modes import only_embedded, only_team
from tests.services.deployment import Server
from tests.services.visitor import PASSWORD


def test_sign_out_and_in_again(page: Page) -> None:
    email = steps.sign_up(page)
    steps.sign_out(page)

    page.get_by_label("Email").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()

    expect(page.get_by_role("heading", name="Models", exact=True)).to_be_visible()


@only_embedded
def test_a_wrong_password_is_refused_in_words(page: Page) -> None:
    email = steps.sign_up(page)
    steps.sign_out(page)

    page.get_by_label("Email").fill(email)
    page.get_by_label("Password", exact=True).fill("not-the-passphrase-at-all")
    page.get_by_role("button", name="Sign in", exact=True).click()

    expect(page.get_by_text("not correct")).to_be_visible()


@only_team
def test_a_stranger_finds_nothing_behind_the_address(page: Page, live: Server) -> None:
    model = steps.enter(page, live).model("Shop")
    browser = page.context.browser
    assert browser is not None
    context = new_context(browser, base_url=live.url)
    stranger = context.new_page()

    steps.enter(stranger, live)
    stranger.goto(f"/m/{model}/threats")

    expect(stranger.get_by_role("heading").first).to_have_text("There is nothing here")
    expect(stranger.get_by_text("Shop")).to_have_count(0)
    context.close()
