"""A person finds the path to a database, follows it, tries the fix, plans it, and sees it gone."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.accessibility import violations
from tests.browser.modes import only_embedded
from tests.services.deployment import Server
from tests.services.visitor import Visitor
from tests.waiting import wait_until

pytestmark = only_embedded

OPEN = b"""services:
  web:
    image: nginx:1.27.0
    environment: {DATABASE_URL: "mongodb://customers:27017/app"}
  customers:
    image: mongo:7.0.5
    ports: ["27017:27017"]
"""
FIXED = b"""services:
  web:
    image: nginx:1.27.0
    environment: {DATABASE_URL: "mongodb://customers:27017/app"}
  customers:
    image: mongo:7.0.5
    ports: ["27017:27017"]
    environment:
      MONGO_INITDB_ROOT_USERNAME: app
      MONGO_INITDB_ROOT_PASSWORD_FILE: /run/secrets/root
"""
INTERNET = "Anyone on the internet"
GOAL = "The data of a store: customers"
STEP = "Read and change a store without a login"
CONTROL = "Require authentication on the data store"
ATTACK = "scenario:internet:stored-data"


@pytest.fixture
def exposed(page: Page, live: Server) -> tuple[Visitor, str]:
    """A model whose customer database the internet reaches, with its attack paths computed."""
    visitor = steps.enter(page, live)
    model = visitor.model("Customers")
    visitor.import_files(model, {"compose.yaml": OPEN})
    visitor.wait_for_analysis(model)
    return visitor, model


def _score(visitor: Visitor, model: str) -> int | None:
    rows = visitor.get(f"/api/models/{model}/attack-paths/goals/?search=customers")["results"]
    return next((row["score"] for row in rows), None)


def _residual(visitor: Visitor, model: str) -> float:
    """How likely the attack on the database is with what is done."""
    rows = visitor.get(f"/api/models/{model}/threats/?method=pasta&search=customers")["results"]
    threats = [visitor.get(f"/api/models/{model}/threats/{row['number']}/") for row in rows]
    return sum(one["scenario"]["residual"] or 0 for one in threats if one["rule"] == ATTACK)


def _ask(page: Page, model: str) -> None:
    page.goto(f"/m/{model}/attack-paths")
    _choose(page, "From", INTERNET)
    _choose(page, "To", GOAL)


def _choose(page: Page, label: str, option: str) -> None:
    page.get_by_role("combobox", name=label, exact=True).click()
    page.get_by_role("option", name=option, exact=True).click()


def test_a_path_is_found_fixed_and_gone(page: Page, exposed: tuple[Visitor, str]) -> None:
    visitor, model = exposed
    _ask(page, model)

    answer = page.get_by_role("region", name="Answer")
    listed = answer.get_by_role("list", name="Steps of the path")
    expect(listed.get_by_role("heading")).to_contain_text(["Reach an internal component from the internet"])
    expect(listed).to_contain_text(STEP)
    expect(listed).to_contain_text("compose.yaml:7")
    assert violations(page) == []

    box = listed.get_by_role("checkbox", name=re.compile(re.escape(CONTROL))).first
    steps.tick(box)
    what_if = page.get_by_role("region", name="What if")
    expect(what_if).to_contain_text(re.compile(r"Cuts \d+ of \d+ paths"))
    expect(what_if).to_contain_text(re.compile(r"Removes \d+ % of the risk"))
    expect(what_if).to_contain_text(re.compile(r"score 90 → (?!90)"))

    listed.get_by_role("button", name=re.compile(f"^Plan {re.escape(CONTROL)}")).first.click()
    expect(page.get_by_text("M1 planned")).to_be_visible()
    _follow_on_the_canvas(page, listed_count=listed.get_by_role("listitem").count)

    before, left = _score(visitor, model) or 0, _residual(visitor, model)
    visitor.patch(f"/api/models/{model}/mitigations/1/", {"status": "implemented"})
    wait_until(lambda: _residual(visitor, model) < left, what="the residual risk with the mitigation")
    visitor.import_files(model, {"compose.yaml": FIXED})
    wait_until(lambda: (_score(visitor, model) or 0) < before, what="attack paths of the fixed file")
    assert visitor.get(f"/api/models/{model}/mitigations/1/")["status"] == "verified"
    _ask(page, model)
    expect(listed).to_contain_text("Read unencrypted traffic")
    expect(listed).not_to_contain_text(STEP)


def _follow_on_the_canvas(page: Page, *, listed_count: Callable[[], int]) -> None:
    assert listed_count() > 0
    page.get_by_role("link", name="Show on the canvas").click()
    player = page.get_by_role("complementary", name="Attack path")
    expect(player.get_by_text("Whole path")).to_be_visible()
    expect(page.locator("[data-attack-path] [data-step='1'] path")).to_be_attached()
    expect(page).to_have_url(re.compile(r"fix=store-authentication"))

    page.keyboard.press("ArrowRight")
    expect(
        player.get_by_role("heading", name="1. Reach an internal component from the internet")
    ).to_be_visible()
    expect(page).to_have_url(re.compile(r"step=1"))
    assert violations(page) == []
    player.get_by_role("button", name="Next").click()
    expect(player.get_by_role("status").last).to_have_text(re.compile("^Step 2 of"))
    page.reload()
    expect(player.get_by_role("status").last).to_have_text(re.compile("^Step 2 of"))
    page.keyboard.press("ArrowLeft")
    expect(player.get_by_role("heading", name=re.compile("^1[.]"))).to_be_visible()
    page.keyboard.press("Escape")
    expect(player).to_have_count(0)
    expect(page).not_to_have_url(re.compile(r"path="))


def test_a_crown_jewel_is_marked_and_unmarked_with_undo(page: Page, exposed: tuple[Visitor, str]) -> None:
    visitor, model = exposed
    page.goto(f"/m/{model}/attack-paths?tab=crown-jewels")
    page.get_by_role("button", name="Mark a crown jewel").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Title").fill("The web server")
    dialog.get_by_role("combobox", name="Element").fill("web")
    page.get_by_role("option", name="web (in Docker host)", exact=True).click()
    assert violations(page) == []
    dialog.get_by_role("button", name="Mark crown jewel").click()
    expect(page.get_by_role("heading", name="The web server")).to_be_visible()

    page.get_by_role("button", name="Unmark The web server").click()
    expect(page.get_by_role("heading", name="The web server")).to_have_count(0)
    said = page.get_by_role("alert").filter(has_text="The web server is no crown jewel")
    said.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("heading", name="The web server")).to_be_visible()
    page.get_by_role("tab", name="Goals").click()
    wait_until(lambda: _goals(visitor, model) == 3, what="the goal of the crown jewel")
    expect(page.get_by_role("link", name="The web server")).to_be_visible()


def _goals(visitor: Visitor, model: str) -> int:
    return int(visitor.get(f"/api/models/{model}/attack-paths/")["run"]["goals"])


def test_the_tree_of_a_goal_is_edited_by_keyboard_drawn_and_taken_back(
    page: Page, exposed: tuple[Visitor, str]
) -> None:
    visitor, model = exposed
    goal = visitor.get(f"/api/models/{model}/attack-paths/goals/?search=customers")["results"][0]["key"]
    page.goto(f"/m/{model}/attack-paths/{goal}")
    page.get_by_role("tab", name="Attack tree").click()
    tree = page.get_by_role("tree", name=re.compile("^Attack tree: "))
    root = tree.get_by_role("treeitem", name=re.compile("^(AND|OR) The data of a store"))
    expect(root).to_have_attribute("aria-expanded", "true")
    assert violations(page) == []

    root.focus()
    page.keyboard.press("ArrowLeft")
    expect(tree.get_by_role("treeitem")).to_have_count(1)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("End")
    last = tree.get_by_role("treeitem").last
    expect(last).to_be_focused()
    expect(last).to_have_attribute("aria-selected", "true")

    _state_detectability(page, reason="Requests are logged and watched")
    expect(last).to_have_accessible_name(re.compile("Edited"))
    last.press("Home")
    expect(root).to_have_attribute("aria-selected", "true")
    page.get_by_role("button", name="Add another way").click()
    dialog = page.get_by_role("dialog", name="Add another way")
    dialog.get_by_label("What the attacker does").fill("Bribe an operator")
    dialog.get_by_role("button", name="Add", exact=True).click()
    bribe = tree.get_by_role("treeitem", name=re.compile("^Bribe an operator Added cost 5"))
    expect(bribe).to_be_visible()
    expect(page.get_by_text(re.compile(r"computed: \d+ %")).first).to_be_visible()
    said = page.get_by_role("alert").filter(has_text="Bribe an operator added")
    said.get_by_role("button", name="Undo").click()
    expect(bribe).to_have_count(0)

    page.get_by_text("Picture", exact=True).click()
    expect(page.get_by_role("img", name=re.compile("^Attack tree: "))).to_be_visible()
    assert violations(page) == []
    with page.expect_download() as download:
        page.get_by_role("link", name="PNG").click()
    assert download.value.suggested_filename == f"attack-tree-{goal}.png"


def _state_detectability(page: Page, *, reason: str) -> None:
    page.get_by_role("button", name="Edit", exact=True).click()
    dialog = page.get_by_role("dialog", name="Edit node")
    dialog.get_by_label("Detectability").fill("80")
    expect(dialog.get_by_role("button", name="Save")).to_be_disabled()
    dialog.get_by_label("Reason").fill(reason)
    assert violations(page) == []
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)
