"""Each section of a long settings page has an address, and a list or a menu that leads to it."""

import re

from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.accessibility import overflow, violations
from tests.browser.modes import only_embedded
from tests.services.deployment import Server

pytestmark = only_embedded


def test_sections_of_the_team_settings_are_reached_and_keep_what_is_typed(page: Page, live: Server) -> None:
    visitor = steps.enter(page, live)
    team = visitor.get("/api/teams/")["results"][0]["id"]
    page.goto(f"/t/{team}/settings#deleted-models")
    expect(page.get_by_role("heading", name="Deleted models")).to_be_in_viewport()
    sections = page.get_by_role("navigation", name="Sections of this page")
    expect(sections.get_by_role("link", name="Deleted models")).to_have_attribute("aria-current", "location")

    page.get_by_role("textbox", name="Team name").fill("Not saved yet")
    days = page.get_by_label("Most days for which risk is accepted")
    days.fill("45")
    days.press("Enter")
    expect(page.get_by_text("The limit was saved.")).to_be_visible()
    sections.get_by_role("link", name="Webhooks").press("Enter")
    expect(page).to_have_url(re.compile(r"#webhooks$"))
    expect(page.get_by_role("heading", name="Webhooks", exact=True)).to_be_in_viewport()
    expect(page.get_by_role("textbox", name="Team name")).to_have_value("Not saved yet")
    assert violations(page) == []

    page.set_viewport_size({"width": 390, "height": 844})
    menu = page.get_by_role("combobox", name="Section of this page")
    menu.select_option("Rule library updates")
    expect(page.get_by_role("heading", name="Rule library updates")).to_be_in_viewport()
    expect(menu).to_be_in_viewport()
    assert overflow(page) == 0
    assert violations(page) == []
