"""In the browser: owners delete their team, people delete their account, each after the password."""

from playwright.sync_api import Browser, Page, expect

from tests.browser import steps
from tests.browser.chromium import new_context
from tests.browser.modes import only_embedded
from tests.services.deployment import Server
from tests.services.visitor import PASSWORD, Visitor

pytestmark = only_embedded


def confirm(page: Page, dialog: str, typed: str, button: str, password: str) -> None:
    asked = page.get_by_role("dialog", name=dialog)
    asked.get_by_role("textbox").fill(typed)
    asked.get_by_role("button", name=button).click()
    again = page.get_by_role("dialog", name="Confirm it is you")
    again.get_by_label("Password", exact=True).fill(password)
    again.get_by_role("button", name="Confirm").click()


def test_the_only_owner_deletes_the_team_and_then_the_account(browser: Browser, live: Server) -> None:
    visitor = Visitor(live.url)
    visitor.sign_up("leaving@bulkhead.example", name="Lea Leaving")
    team = visitor.get("/api/teams/")["results"][0]
    context = new_context(browser, base_url=live.url)
    steps.add_cookies(context, visitor)
    page = context.new_page()

    page.goto("/account")
    page.get_by_role("button", name="Delete account").click()
    confirm(page, "Delete your account?", "leaving@bulkhead.example", "Delete account", PASSWORD)
    expect(page.get_by_role("alert")).to_contain_text(f"only owner of: {team['name']}")
    page.goto(f"/t/{team['id']}/settings")
    page.get_by_role("button", name="Delete team").click()
    asked = page.get_by_role("dialog", name=f"Delete {team['name']}?")
    asked.get_by_role("textbox").fill(team["name"])
    asked.get_by_role("button", name="Delete team").click()
    expect(page.get_by_text(f"{team['name']} was deleted.")).to_be_visible()
    page.goto("/account")
    page.get_by_role("button", name="Delete account").click()
    asked = page.get_by_role("dialog", name="Delete your account?")
    asked.get_by_role("textbox").fill("leaving@bulkhead.example")
    asked.get_by_role("button", name="Delete account").click()

    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    context.close()
