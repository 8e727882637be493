"""Questions are worked through without anything moving under the pointer."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import steps
from tests.browser.accessibility import violations
from tests.browser.demo_model import DemoModel, make_demo_model
from tests.services.deployment import Server

pytestmark = pytest.mark.parametrize("live", ["team"], indirect=True)

CONTAINER = "compose:transcoder/transcoder"


@pytest.fixture
def demo(page: Page, live: Server) -> DemoModel:
    """A model with open questions."""
    made = make_demo_model(live)
    steps.add_cookies(page.context, made.visitor)
    return made


def test_answered_groups_stay_in_their_place(page: Page, demo: DemoModel) -> None:
    page.goto(f"/m/{demo.model}/questions")
    rows = page.locator("[data-group]")
    expect(rows.first).to_be_visible()
    before = _groups(rows)
    first = rows.filter(has=page.get_by_role("button", name="Yes", exact=True)).first
    answered = page.locator(f'[data-group="{first.get_attribute("data-group")}"]')
    answered.get_by_role("button", name="Yes", exact=True).click()

    # The server has counted the answers, and the list was read again.
    expect(page.get_by_text(re.compile(r"^\d+ of \d+ answered$"))).to_be_visible()
    expect(answered).to_contain_text("Answered: yes")
    expect(answered).to_be_focused()
    assert _groups(rows)[: len(before)] == before
    assert violations(page) == []

    page.get_by_role("button", name="Undo").click()
    expect(answered.get_by_role("button", name="Yes", exact=True)).to_be_visible()
    assert _groups(rows)[: len(before)] == before


def test_answered_facts_of_the_inspector_stay_in_their_place(page: Page, demo: DemoModel) -> None:
    page.goto(f"/m/{demo.model}/architecture?select={CONTAINER}")
    page.get_by_role("tab", name="Facts").click()
    facts = page.get_by_role("tabpanel", name="Facts").locator("dt")
    expect(facts.first).to_be_visible()
    before = facts.all_inner_texts()
    unknown = page.get_by_role("group").filter(has=page.get_by_role("radio", name="Unknown", checked=True))
    asked = page.get_by_role("group", name=unknown.last.get_attribute("aria-label") or "", exact=True)

    asked.get_by_role("radio", name="No", exact=True).check()

    expect(asked.get_by_role("radio", name="No", exact=True)).to_be_checked()
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name=re.compile(": take back$"))).to_have_count(1)
    assert facts.all_inner_texts() == before


def test_answered_questions_of_the_inspector_stay_in_their_place(page: Page, demo: DemoModel) -> None:
    questions = demo.visitor.get(f"/api/models/{demo.model}/questions/?page_size=200")["results"]
    subject = next(one["subject"]["uid"] for one in questions if one["subject"]["type"] == "element")
    page.goto(f"/m/{demo.model}/architecture?select={subject}")
    page.get_by_role("tab", name="Questions").click()
    asked = page.get_by_role("tabpanel", name="Questions").get_by_role("article")
    expect(asked.first).to_be_visible()
    before = asked.get_by_role("heading").all_inner_texts()

    asked.first.get_by_role("button").first.click()

    expect(asked.first).to_contain_text("Answered: ")
    assert asked.get_by_role("heading").all_inner_texts()[: len(before)] == before


def _groups(rows: Locator) -> list[str]:
    groups: list[str] = rows.evaluate_all("(all) => all.map((one) => one.dataset.group)")
    return groups
