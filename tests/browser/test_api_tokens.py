"""In the browser: a person creates an API token, sees it once, uses it, and revokes it."""

from playwright.sync_api import Browser, expect

from tests.browser import steps
from tests.browser.chromium import new_context
from tests.browser.modes import only_embedded
from tests.services.deployment import Server
from tests.services.visitor import PASSWORD, Visitor

pytestmark = only_embedded


def test_a_token_is_created_shown_once_used_and_revoked(browser: Browser, live: Server) -> None:
    visitor = Visitor(live.url)
    visitor.sign_up("tokens@bulkhead.example", name="Toni Token")
    visitor.model("Shop")
    context = new_context(browser, base_url=live.url)
    steps.add_cookies(context, visitor)
    page = context.new_page()

    page.goto("/account")
    page.get_by_role("button", name="Create token").click()
    dialog = page.get_by_role("dialog", name="Create API token")
    dialog.get_by_label("Name").fill("Pipeline")
    dialog.get_by_label("Model", exact=True).select_option(label="Shop")
    dialog.get_by_role("button", name="Create token").click()
    again = page.get_by_role("dialog", name="Confirm it is you")
    again.get_by_label("Password", exact=True).fill(PASSWORD)
    again.get_by_role("button", name="Confirm").click()
    shown = page.get_by_role("dialog", name="Your new API token")
    secret = shown.get_by_text("bh_").inner_text()
    page.keyboard.press("Escape")
    expect(shown).to_be_visible()
    shown.get_by_role("button", name="Done").click()

    headers = {"Authorization": f"Bearer {secret}"}
    assert page.request.get("/api/token/", headers=headers).json()["model"]["name"] == "Shop"
    page.reload()
    expect(page.get_by_text("Read, Import · Shop")).to_be_visible()
    expect(page.get_by_text(secret)).to_have_count(0)
    page.get_by_role("button", name="Revoke Pipeline").click()
    page.get_by_role("dialog").get_by_role("button", name="Revoke token").click()
    expect(page.get_by_text("Pipeline was revoked.")).to_be_visible()
    assert page.request.get("/api/token/", headers=headers).status == 401
    context.close()
