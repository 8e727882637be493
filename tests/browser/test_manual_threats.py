"""A person adds a threat, edits it, sets severities, and sees the lines of the source."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.accessibility import overflow, violations, violations_in_both_themes
from tests.browser.modes import only_team
from tests.services.deployment import Server

COMPOSE = """\
services:
  web:
    image: registry.example.com/web:1.4
    environment:
      ADMIN_PASSWORD: winter-garden-7
    privileged: true
"""
TITLE = "Support staff can read the backups"


@pytest.fixture
def model(live: Server, page: Page) -> str:
    owner = steps.enter(page, live)
    made = owner.model("Shop")
    owner.import_files(made, {"docker-compose.yml": COMPOSE.encode()})
    return str(made)


def add(page: Page, title: str) -> None:
    page.get_by_role("button", name="Add threat").click()
    dialog = page.get_by_role("dialog", name="Add a threat")
    dialog.get_by_role("textbox", name="Title").fill(title)
    dialog.get_by_label("Categories").click()
    page.get_by_role("option", name="Information disclosure").click()
    dialog.get_by_role("textbox", name="Title").click()
    expect(dialog.get_by_role("button", name="Add threat")).to_be_enabled()
    assert violations(page) == []
    dialog.get_by_role("button", name="Add threat").click()
    expect(dialog).to_be_hidden()


@only_team
def test_a_threat_of_a_person_is_added_edited_deleted_and_restored(page: Page, model: str) -> None:
    page.goto(f"/m/{model}/threats")
    add(page, TITLE)
    page.get_by_role("link", name=TITLE).click()
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()

    page.get_by_role("button", name=re.compile("Actions on T")).click()
    expect(page.get_by_role("menuitem", name="Edit or move")).to_be_visible()
    # Menus lie over the page, outside of its landmarks.
    assert [one for one in violations(page) if not one.startswith("region ")] == []
    page.get_by_role("menuitem", name="Edit or move").click()
    dialog = page.get_by_role("dialog", name=re.compile("Edit T"))
    expect(dialog).to_be_visible()
    assert violations(page) == []
    dialog.get_by_role("textbox", name="Title").fill("Backups are readable")
    dialog.get_by_role("combobox", name="Element").fill("web")
    page.get_by_role("option", name=re.compile("^web Workload")).click()
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Backups are readable")).to_be_visible()
    expect(page.get_by_role("complementary", name="About this threat")).to_contain_text("compose:web")
    assert violations_in_both_themes(page) == []

    page.get_by_role("button", name=re.compile("Actions on T")).click()
    page.get_by_role("menuitem", name="Delete").click()
    expect(page.get_by_role("heading", name="Threats")).to_be_visible()
    page.get_by_role("alert").filter(has_text="eleted").get_by_role("button", name="Undo").click()
    expect(page.get_by_role("link", name="Backups are readable")).to_be_visible()


@only_team
def test_typing_finds_another_element_than_the_whole_model(page: Page, model: str) -> None:
    page.goto(f"/m/{model}/threats")
    page.get_by_role("button", name="Add threat").click()
    element = page.get_by_role("dialog", name="Add a threat").get_by_role("combobox", name="Element")
    expect(element).to_have_value("Whole model")

    element.click()
    page.wait_for_function("field => field.selectionEnd > field.selectionStart", arg=element.element_handle())
    page.keyboard.type("web")
    page.get_by_role("option", name=re.compile("^web Workload")).click()

    expect(element).to_have_value("web")


@only_team
def test_a_severity_is_set_with_a_reason_and_withdrawn(page: Page, model: str) -> None:
    page.goto(f"/m/{model}/threats/1")
    page.get_by_role("button", name="Actions on T1").click()
    page.get_by_role("menuitem", name="Set severity").click()
    dialog = page.get_by_role("dialog", name="Severity of T1")
    expect(dialog).to_be_visible()
    assert violations(page) == []
    dialog.get_by_text("Low", exact=True).click()
    dialog.get_by_role("textbox", name="Reason").fill("It runs on a host of its own.")
    assert violations(page) == []
    dialog.get_by_role("button", name="Set severity").click()

    said = page.get_by_role("region", name="Overridden severity")
    expect(said).to_contain_text("It runs on a host of its own.")
    expect(said).to_contain_text("Computed")
    assert violations_in_both_themes(page) == []

    said.get_by_role("button", name="Use computed").click()
    expect(said).to_be_hidden()


@only_team
def test_the_lines_around_the_evidence_are_shown_without_secrets(page: Page, model: str) -> None:
    page.goto(f"/m/{model}/threats?rule=container-privileged")
    page.get_by_role("link", name=re.compile("privileged", re.IGNORECASE)).first.click()

    lines = page.get_by_role("group", name="Lines of docker-compose.yml")
    expect(lines.get_by_role("row", name=re.compile("privileged: true"))).to_be_visible()
    expect(lines).to_contain_text("ADMIN_PASSWORD: …")
    expect(page.get_by_role("heading", name="Why this score")).to_be_visible()
    assert "winter-garden" not in page.content()
    page.set_viewport_size({"width": 390, "height": 844})
    assert overflow(page) == 0
