"""A PASTA review is walked through its seven stages to an approved document, and goes stale."""

import re

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser import steps
from tests.browser.accessibility import (
    overflow,
    violations,
    violations_in_both_themes,
    violations_while_loading,
)
from tests.browser.modes import only_embedded, only_team
from tests.services.deployment import Server
from tests.services.visitor import Visitor

COMPOSE = """\
services:
  web:
    image: registry.example.com/web:1.4
    ports: ["443:443"]
    privileged: true
    environment:
      DATABASE_URL: postgres://db:5432/shop
  db:
    image: postgres:16
"""
OBJECTIVE = "Customers can pay at any time"
NAMES = (
    "Objectives",
    "Technical scope",
    "Decomposition",
    "Threat analysis",
    "Weaknesses",
    "Attack modeling",
    "Risk and countermeasures",
)


@pytest.fixture
def owner(live: Server, page: Page) -> Visitor:
    return steps.enter(page, live)


@pytest.fixture
def model(owner: Visitor) -> str:
    made = str(owner.model("Shop"))
    owner.import_files(made, {"docker-compose.yml": COMPOSE.encode()})
    owner.wait_for_analysis(made)  # what changes later makes approved stages stale
    worst = owner.get(f"/api/models/{made}/threats/")["results"][0]["number"]
    owner.post(f"/api/models/{made}/mitigations/", {"threats": [worst], "title": "Run unprivileged"})
    return made


def rail(page: Page, number: int) -> Locator:
    return page.get_by_role("navigation", name="Stages").get_by_role(
        "link", name=re.compile(f"Stage {number}: ")
    )


def section(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=re.compile(f"^{name}"))


def add(page: Page, where: str, noun: str, fields: dict[str, str]) -> None:
    section(page, where).get_by_role("button", name=f"Add {noun}").click()
    dialog = page.get_by_role("dialog", name=f"Add {noun}")
    for label, text in fields.items():
        dialog.get_by_role("textbox", name=label).fill(text)
    if where == "Business objectives":
        dialog.get_by_role("combobox", name="Depends on").fill("db")
        page.get_by_role("option", name=re.compile("^db Workload")).click()
    assert violations(page) == []
    dialog.get_by_role("button", name=f"Add {noun}").click()
    expect(dialog).to_be_hidden()


def approve(page: Page, name: str) -> None:
    expect(page.get_by_role("heading", name=re.compile(name), level=2)).to_be_visible()
    page.get_by_role("button", name="Approve stage").click()
    dialog = page.get_by_role("dialog", name=f"Approve {name}")
    dialog.get_by_role("textbox", name="Note").fill("Read by both.")
    dialog.get_by_role("button", name="Approve", exact=True).click()
    expect(dialog).to_be_hidden()


def write_objectives(page: Page) -> None:
    add(page, "Business objectives", "objective", {"Objective": OBJECTIVE})
    add(page, "Impact criteria", "impact criterion", {"What is measured": "Money", "Catastrophic": "all"})
    add(page, "Risk appetite", "risk appetite", {"About": "Money", "Statement": "None is to be lost."})


def give_motive(page: Page) -> None:
    section(page, "Threat agents").get_by_role("button", name="Anyone on the internet").click()
    dialog = page.get_by_role("dialog", name="Edit Anyone on the internet")
    dialog.get_by_role("textbox", name="Motive").fill("Money")
    assert violations(page) == []
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_be_hidden()
    expect(section(page, "Threat agents").get_by_role("cell", name="Money")).to_be_visible()
    # The paths are computed by a job; the page hears of it.
    expect(
        page.get_by_role("listitem")
        .filter(has_text="Attack paths are up to date")
        .get_by_role("img", name="Met")
    ).to_be_visible()


@only_team
def test_a_review_is_walked_through_its_stages_to_an_approved_document(
    page: Page, model: str, owner: Visitor
) -> None:
    page.goto(f"/m/{model}/pasta")
    expect(page.get_by_role("heading", name=re.compile("Objectives"), level=2)).to_be_visible()
    page.get_by_role("button", name="Approve stage").click()
    expect(page.get_by_role("button", name="Approve", exact=True)).to_be_disabled()
    expect(page.get_by_role("dialog")).to_contain_text("Business objectives are written")
    page.get_by_role("button", name="Cancel").click()
    write_objectives(page)

    for number, name in enumerate(NAMES, 1):
        rail(page, number).click()
        expect(rail(page, number)).to_have_attribute("aria-current", "page")
        if number == 4:
            give_motive(page)
            owner.wait_for_analysis(model)
        approve(page, name)
        expect(rail(page, number)).to_contain_text("Approved")

    page.get_by_role("link", name="Read as one document").click()
    document = page.get_by_role("article")
    for name in NAMES:
        expect(document.get_by_role("heading", name=re.compile(name), level=2)).to_be_visible()
    expect(document.get_by_text(re.compile("^Approved. Owner"))).to_have_count(7)
    expect(document.get_by_role("cell", name=OBJECTIVE).first).to_be_visible()
    assert violations_in_both_themes(page) == []


@only_embedded
def test_people_write_before_the_stages_are_computed_and_lose_nothing_when_they_are(
    page: Page, model: str
) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/pasta/stages/", hold)
    page.goto(f"/m/{model}/pasta")
    expect(rail(page, 1)).to_contain_text("Computing")
    assert violations_while_loading(page) == []
    section(page, "Business objectives").get_by_role("button", name="Add objective").click()
    written = page.get_by_role("dialog", name="Add objective").get_by_role("textbox", name="Objective")
    written.fill(OBJECTIVE)

    for route in held:
        route.continue_()

    expect(page.get_by_text("checks met").first).to_be_attached()
    expect(written).to_have_value(OBJECTIVE)


@only_embedded
def test_a_stage_goes_stale_with_a_reason_and_a_deletion_is_undone(
    page: Page, model: str, owner: Visitor
) -> None:
    page.goto(f"/m/{model}/pasta?stage=1")
    write_objectives(page)
    rail(page, 2).click()
    approve(page, "Technical scope")

    # Another window writes: this one hears of it.
    added = {"title": "Refunds are right", "criticality": "low", "depends_on": []}
    owner.post(f"/api/models/{model}/pasta/objectives/", added)

    expect(rail(page, 2)).to_contain_text("Stale")
    stale = page.get_by_role("region", name="Changes since approval")
    expect(stale).to_contain_text("1 objective added: Refunds are right")
    assert violations_in_both_themes(page) == []

    page.keyboard.press("k")
    section(page, "Business objectives").get_by_role("button", name="Refunds are right").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(rail(page, 2)).to_contain_text("Approved")
    page.get_by_role("alert").filter(has_text="deleted").get_by_role("button", name="Undo").click()
    expect(section(page, "Business objectives")).to_contain_text("Refunds are right")
    expect(rail(page, 2)).to_contain_text("Stale")


@only_embedded
def test_scope_and_a_set_of_countermeasures_are_written_and_weighed(
    page: Page, model: str, owner: Visitor
) -> None:
    page.goto(f"/m/{model}/pasta?stage=2")
    section(page, "Out of scope").get_by_role("button", name="Add scope exclusion").click()
    dialog = page.get_by_role("dialog", name="Add scope exclusion")
    field = dialog.get_by_role("combobox", name="Out of scope")
    field.focus()
    expect(field).to_have_attribute("aria-expanded", "false")
    field.press("ArrowDown")
    expect(field).to_have_attribute("aria-expanded", "true")
    field.fill("db")
    page.get_by_role("option", name=re.compile("^db Workload")).click()
    dialog.get_by_role("textbox", name="Reason").fill("The platform team reviews it.")
    assert violations(page) == []
    dialog.get_by_role("button", name="Add scope exclusion").click()
    expect(section(page, "Components").get_by_role("cell", name="out", exact=True)).to_have_count(1)
    rail(page, 5).click()
    expect(section(page, "Out of scope")).to_contain_text("The platform team reviews it.")

    rail(page, 7).click()
    sets = section(page, "Sets of countermeasures")
    sets.get_by_role("button", name="Add set of countermeasures").click()
    dialog = page.get_by_role("dialog", name="Add set of countermeasures")
    dialog.get_by_role("textbox", name="Set", exact=True).fill("Quick wins")
    dialog.get_by_label("Mitigations").first.fill("M1")
    page.get_by_role("option", name=re.compile("^M1 ")).click()
    dialog.get_by_role("spinbutton", name="Cost").fill("3")
    dialog.get_by_role("textbox", name="Unit of cost").fill("days")
    dialog.get_by_role("switch", name="This set is chosen").check(force=True)
    assert violations(page) == []
    dialog.get_by_role("button", name="Add set of countermeasures").click()
    expect(sets.get_by_role("cell", name="3 days")).to_be_visible()
    brings = section(page, "What each set brings")
    expect(brings).to_contain_text("its mitigations name no control")
    expect(page.get_by_role("listitem").filter(has_text="A set of countermeasures is chosen")).to_be_visible()
    assert violations_in_both_themes(page) == []


@only_embedded
def test_two_people_edit_one_row(page: Page, model: str, owner: Visitor) -> None:
    row = owner.post(f"/api/models/{model}/pasta/objectives/", {"title": OBJECTIVE, "criticality": "low"})
    page.goto(f"/m/{model}/pasta?stage=1")
    section(page, "Business objectives").get_by_role("button", name=OBJECTIVE).click()
    dialog = page.get_by_role("dialog", name="Edit objective")
    dialog.get_by_role("textbox", name="Objective").fill("Mine")

    address = f"/api/models/{model}/pasta/objectives/{row['id']}/"
    owner.put(address, {"title": "Theirs", "criticality": "low", "version": 0})
    dialog.get_by_role("button", name="Save").click()

    conflict = page.get_by_role("alert", name="Edited by another person")
    expect(conflict).to_contain_text("Theirs")
    assert violations(page) == []
    dialog.get_by_role("button", name="Save my version").click()
    expect(section(page, "Business objectives")).to_contain_text("Mine")


@only_embedded
def test_an_empty_model_says_what_to_do_also_on_a_phone(page: Page, owner: Visitor) -> None:
    model = owner.model("Nothing yet")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"/m/{model}/pasta?stage=2")

    expect(section(page, "Components")).to_contain_text("Import your files")
    expect(page.get_by_role("link", name="Import files").first).to_be_visible()
    assert overflow(page) == 0
    assert violations_in_both_themes(page) == []
