"""A deleted model comes back by the message that tells of it, or from the team settings."""

import re

from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.modes import only_embedded
from tests.services.deployment import Server

# The pages are the same in both modes of the server; one of them is enough.
pytestmark = only_embedded


def _deleted(page: Page, live: Server, name: str) -> str:
    """Come in, make a model, delete it, and return the address of the team."""
    visitor = steps.enter(page, live)
    visitor.model(name)
    team = f"/t/{visitor.get('/api/teams/')['results'][0]['id']}"
    page.goto(team)
    page.get_by_role("button", name=f"Actions for {name}").click()
    page.get_by_role("menuitem", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete model").click()
    expect(page.get_by_text(f"{name} was deleted.")).to_be_visible()
    expect(page.get_by_role("button", name=f"Actions for {name}")).to_have_count(0)
    return team


def test_undo_brings_a_deleted_model_back(page: Page, live: Server) -> None:
    _deleted(page, live, "Billing")

    page.get_by_role("button", name="Undo").click()

    expect(page.get_by_role("button", name="Actions for Billing")).to_be_visible()


def test_a_deleted_model_is_restored_in_the_team_settings(page: Page, live: Server) -> None:
    team = _deleted(page, live, "Payments")

    page.goto(f"{team}/settings")
    page.get_by_role("button", name="Restore Payments").click()

    expect(page.get_by_text("Payments was restored.")).to_be_visible()
    expect(page.get_by_role("button", name="Restore Payments")).to_have_count(0)
    page.goto(team)
    expect(page.get_by_role("link", name=re.compile("Payments"))).to_be_visible()


def test_a_deleted_model_is_deleted_for_good_once_its_name_was_typed(page: Page, live: Server) -> None:
    team = _deleted(page, live, "Prototype")

    page.goto(f"{team}/settings")
    page.get_by_role("button", name="Delete permanently: Prototype").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="Delete permanently")).to_be_disabled()
    dialog.get_by_role("textbox").fill("Prototype")
    dialog.get_by_role("button", name="Delete permanently").click()

    expect(page.get_by_text("Prototype was permanently deleted.")).to_be_visible()
    expect(page.get_by_role("button", name="Restore Prototype")).to_have_count(0)
