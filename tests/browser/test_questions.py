"""Questions are worked through without anything moving under the pointer."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import steps
from tests.browser.accessibility import violations
from tests.browser.demo_model import MediaModel, make_media_model
from tests.browser.modes import only_team
from tests.browser.mouse import box_of
from tests.browser.navigation import Navigation
from tests.services.deployment import Server

pytestmark = only_team

CONTAINER = "compose:transcoder/transcoder"
# What follows from a drawing.
EMPTY = ("analysis", "attack-paths", "coverage", "data", "mitigations", "questions", "threats")


@pytest.fixture
def demo(page: Page, live: Server) -> MediaModel:
    """A model with open questions."""
    made = make_media_model(live)
    made.visitor.wait_for_analysis(made.model)  # it may order the questions anew
    steps.add_cookies(page.context, made.visitor)
    return made


def test_answered_cards_stay_in_their_place(page: Page, demo: MediaModel) -> None:
    page.goto(f"/m/{demo.model}/questions")
    rows = page.locator("[data-card]")
    expect(rows.first).to_be_visible()
    before = _cards(rows)
    first = rows.filter(has=page.get_by_role("button", name="Yes", exact=True)).first
    answered = page.locator(f'[data-card="{first.get_attribute("data-card")}"]')
    answered.get_by_role("button", name="Yes", exact=True).click()

    # The server has counted the answers, and the list was read again.
    expect(page.get_by_text(re.compile(r"^\d+ of \d+ questions answered"))).to_be_visible()
    expect(answered).to_contain_text("Answered: yes")
    expect(answered).to_be_focused()
    assert _cards(rows)[: len(before)] == before

    page.get_by_role("button", name="Undo").click()
    expect(answered.get_by_role("button", name="Yes", exact=True)).to_be_visible()
    assert _cards(rows)[: len(before)] == before


def test_a_click_on_what_a_card_asks_opens_its_questions(page: Page, demo: MediaModel) -> None:
    page.goto(f"/m/{demo.model}/questions")
    card = page.locator("[data-card]").first
    expect(card.get_by_role("button", expanded=False)).to_be_visible()

    page.mouse.click(*box_of(card.get_by_role("heading")).middle)

    expect(card.get_by_role("button", expanded=True)).to_be_visible()
    expect(card.get_by_role("list").first).to_be_visible()


def test_each_page_of_an_empty_model_leads_to_the_canvas_and_to_imports(page: Page, live: Server) -> None:
    model = steps.enter(page, live).model("Empty")
    tab = Navigation(page)
    tab.load(f"/m/{model}/history")

    for name in EMPTY:
        tab.follow(f"/m/{model}/{name}")

        expect(page.get_by_role("heading", name="Nothing is drawn yet")).to_be_visible()
        expect(page.get_by_role("main").get_by_role("link", name="Import files")).to_be_visible()
        page.get_by_role("link", name="Draw the architecture").click()
        expect(page.get_by_role("complementary", name="Palette")).to_be_visible()


def test_answered_facts_of_the_inspector_stay_in_their_place(page: Page, demo: MediaModel) -> None:
    page.goto(f"/m/{demo.model}/architecture?select={CONTAINER}")
    page.get_by_role("tab", name="Facts").click()
    facts = page.get_by_role("tabpanel", name="Facts").locator("dt")
    expect(facts.first).to_be_visible()
    before = facts.all_inner_texts()
    unknown = page.get_by_role("group").filter(has=page.get_by_role("radio", name="Unknown", checked=True))
    asked = page.get_by_role("group", name=unknown.last.get_attribute("aria-label") or "", exact=True)

    steps.tick(asked.get_by_role("radio", name="No", exact=True))

    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name=re.compile(": take back$"))).to_have_count(1)
    assert facts.all_inner_texts() == before


def test_answered_questions_of_the_inspector_stay_in_their_place(page: Page, demo: MediaModel) -> None:
    questions = demo.visitor.get(f"/api/models/{demo.model}/questions/?page_size=200")["results"]
    subject = next(one["subject"]["uid"] for one in questions if one["subject"]["type"] == "element")
    page.goto(f"/m/{demo.model}/architecture?select={subject}")
    page.get_by_role("tab", name="Questions").click()
    asked = page.get_by_role("tabpanel", name="Questions").locator("[data-card]")
    expect(asked.first).to_be_visible()
    before = asked.get_by_role("heading").all_inner_texts()
    asked.first.get_by_role("button", name=re.compile("questions$")).click()

    asked.first.get_by_role("list").get_by_role("group").get_by_role("button").first.click()

    expect(asked.first).to_contain_text("Answered: ")
    assert asked.get_by_role("heading").all_inner_texts()[: len(before)] == before


def test_a_card_is_answered_by_fact_and_by_element(page: Page, demo: MediaModel) -> None:
    page.goto(f"/m/{demo.model}/questions")
    card = page.locator("[data-card]").filter(has_text=re.compile(r"\d+ questions")).first
    expect(card).to_be_visible()
    card.get_by_role("button", name=re.compile(r"^\d+ questions$")).click()
    part = card.get_by_role("listitem").filter(has=page.get_by_role("group", name=re.compile("^Answer: ")))

    part.first.get_by_role("group").get_by_role("button").first.click()

    expect(card).to_contain_text("Answered: ")
    assert violations(page) == []


def test_who_does_not_know_says_so_and_takes_it_back(page: Page, demo: MediaModel) -> None:
    page.goto(f"/m/{demo.model}/questions")
    first = page.locator("[data-card]").first
    expect(first).to_be_visible()
    card = page.locator(f'[data-card="{first.get_attribute("data-card")}"]')
    card.focus()

    page.keyboard.press("d")

    expect(card).to_contain_text("Not known yet")
    page.get_by_role("button", name="Undo").click()
    expect(card).not_to_contain_text("Not known yet")

    card.focus()
    page.keyboard.press("d")
    expect(card).to_contain_text("Not known yet")
    assert violations(page) == []


def test_a_member_is_asked_and_told(page: Page, demo: MediaModel) -> None:
    name = demo.visitor.get("/api/session/")["user"]["name"]
    page.goto(f"/m/{demo.model}/questions")
    card = page.locator("[data-card]").first
    card.get_by_role("button", name=re.compile("^Ask…")).click()
    dialog = page.get_by_role("dialog", name="Ask a team member")
    expect(dialog).to_be_visible()
    assert violations(page) == []

    dialog.get_by_role("combobox", name="Team member").click()
    page.get_by_role("option", name=name).click()
    dialog.get_by_role("button", name="Ask", exact=True).click()

    expect(page.get_by_text(f"Asked {name},")).to_be_visible()


def _cards(rows: Locator) -> list[str]:
    cards: list[str] = rows.evaluate_all("(all) => all.map((one) => one.dataset.card)")
    return cards
