"""A team asks its members for a second factor, and they are led to set it up."""

import uuid

from playwright.sync_api import Browser, Page, expect

from tests.browser import steps
from tests.browser.accessibility import findings_in_every_look, violations
from tests.browser.chromium import DESKTOP, new_context
from tests.browser.modes import only_embedded
from tests.services.deployment import Server
from tests.services.second_factor import add_second_factor
from tests.services.visitor import Visitor

# The pages are the same in both modes of the server; one of them is enough.
pytestmark = only_embedded


def test_a_team_asks_for_a_second_factor_and_members_are_led_to_it(
    page: Page, browser: Browser, live: Server
) -> None:
    owner = steps.enter(page, live)
    model = owner.model("Shop")
    email = f"bob-{uuid.uuid4().hex[:8]}@bulkhead.example"
    member = owner.invite(email, role="editor", name="Bob Builder")
    team = owner.get("/api/teams/")["results"][0]["id"]
    with new_context(browser, base_url=live.url) as context:
        steps.add_cookies(context, member)
        other = context.new_page()
        other.goto(f"/m/{model}/threats")
        expect(other.get_by_role("heading", name="Threats").first).to_be_visible()

        page.goto(f"/t/{team}/settings")
        ask_for_it(page)
        dialog = page.get_by_role("dialog", name="Require two-factor authentication?")
        expect(dialog).to_contain_text("You have no second factor yourself")
        expect(dialog.get_by_role("button", name="Require it")).to_be_disabled()
        add_second_factor(owner)
        page.reload()
        ask_for_it(page)
        expect(dialog).to_contain_text("Bob Builder")
        expect(dialog).to_contain_text(email)
        assert violations(page) == []
        dialog.get_by_role("button", name="Require it").click()
        expect(dialog).to_be_hidden()
        expect(page.get_by_role("button", name="Stop requiring it")).to_be_visible()

        # Open pages of the member close by themselves.
        expect(other.get_by_role("heading", name="This team requires two-factor")).to_be_visible()
        assert findings_in_every_look(other) == {}
        other.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
        let_in(other, member, model)

    page.goto(f"/t/{team}/members")
    expect(page.get_by_role("row").filter(has_text=email)).to_contain_text("On")


def ask_for_it(page: Page) -> None:
    """Open the dialog that says who would be kept out."""
    page.get_by_role("button", name="Require it").click()


def let_in(page: Page, member: Visitor, model: str) -> None:
    """Follow the way to the account; once it is set up, the model opens again."""
    page.get_by_role("link", name="Set it up in your account").click()
    expect(page.get_by_role("heading", name="Two-factor authentication", exact=True)).to_be_visible()
    add_second_factor(member)
    page.goto(f"/m/{model}/threats")
    expect(page.get_by_role("heading", name="Threats").first).to_be_visible()
