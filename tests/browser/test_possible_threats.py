"""What is drawn by hand shows its possible threats at once, and a person says which of them apply."""

import re
import uuid

import pytest
from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.accessibility import violations
from tests.browser.demo_model import make_media_model
from tests.browser.modes import only_embedded
from tests.browser.test_drawing import card, name_it, saved, step_to
from tests.services.deployment import Server
from tests.services.visitor import Visitor
from tests.waiting import wait_until

pytestmark = only_embedded


@pytest.fixture
def stored(page: Page, live: Server) -> str:
    """A model with one data store and nothing known of it; no page of it is open."""
    visitor = steps.enter(page, live)
    model = visitor.model("Blank")
    props = {"kind": "datastore", "name": "orders", "x": 0, "y": 0, "width": 200, "height": 64}
    store = {"op": "set", "on": "element", "uid": "store", "props": props}
    visitor.post(f"/api/models/{model}/batches/", {"id": uuid.uuid4().hex, "ops": [store]})
    visitor.wait_for_analysis(model)
    return model


def test_a_drawn_element_has_a_hollow_mark_and_counts_nowhere(page: Page, live: Server) -> None:
    visitor = steps.enter(page, live)
    model = visitor.model("Blank")
    page.goto(f"/m/{model}/architecture")
    expect(page.get_by_role("complementary", name="Palette")).to_be_visible()
    page.keyboard.press("o")
    _draw(page, "Data store", "orders")

    mark = page.locator("[data-possible=true]").first
    expect(mark).to_be_visible()
    expect(mark).to_have_attribute("title", re.compile(r"^\d+ possible threats, none found$"))
    assert sum(visitor.get(f"/api/models/{model}/")["threats"].values()) == 0

    page.get_by_role("tab", name="Threats").click()
    panel = page.get_by_role("tabpanel", name="Threats")
    expect(panel.get_by_role("radio", name=re.compile("^Possible"))).to_be_checked()
    expect(panel.get_by_role("button", name="Applies").first).to_be_visible()
    assert violations(page) == []


# As somebody draws a shop on a whiteboard: who calls whom, and nothing more. One of each kind.
WHITEBOARD = {
    "Actor": ("customers",),
    "External service": ("payments",),
    "Workload": ("web",),
    "Data store": ("orders",),
}
CALLS = (("customers", "web"), ("web", "orders"), ("web", "payments"))
LEADING = {
    "actor": {"spoofing", "repudiation"},
    "external-service": {"spoofing", "repudiation"},
    "workload": {
        *("spoofing", "tampering", "repudiation"),
        *("information-disclosure", "denial-of-service", "elevation-of-privilege"),
    },
    "datastore": {"tampering", "repudiation", "information-disclosure", "denial-of-service"},
    "flow": {"tampering", "information-disclosure", "denial-of-service"},
}


def test_a_drawn_system_shows_what_is_possible_and_finds_what_a_person_says(page: Page, live: Server) -> None:
    visitor = steps.enter(page, live)
    model = visitor.model("Whiteboard")
    page.goto(f"/m/{model}/architecture")
    expect(page.get_by_role("complementary", name="Palette")).to_be_visible()
    page.keyboard.press("o")
    for kind, names in WHITEBOARD.items():
        for name in names:
            _draw(page, kind, name)
            expect(card(page, name).locator("[data-possible=true]")).to_be_visible()
    for source, destination in CALLS:
        step_to(page, re.compile(f"^{source}"))
        page.keyboard.press("c")
        page.get_by_role("combobox", name=f"Connect {source} to").fill(destination)
        page.keyboard.press("Enter")
        expect(page.get_by_role("treeitem", name=re.compile(f"^{source}"))).to_be_focused()
    drawn = saved(visitor, model, lambda drawn: len(drawn["flows"]) == len(CALLS))
    visitor.wait_for_analysis(model)

    for part in (*drawn["elements"], *drawn["flows"]):
        of_part = f"certainty=possible&roll_up=true&element={part['id']}"
        rows = visitor.get(f"/api/models/{model}/threats/?{of_part}")["results"]
        assert len(rows) <= 6, part
        leading = {category for row in rows for category in row["categories"]}
        assert leading >= LEADING[part.get("kind", "flow")], part
    assert _found(visitor, model) == set()

    flow = drawn["flows"][0]["uid"]
    page.goto(f"/m/{model}/architecture?select={flow}")
    page.get_by_role("tab", name="Facts").click()
    steps.tick(
        page.get_by_role("group", name="Encrypted", exact=True).get_by_role("radio", name="No", exact=True)
    )
    wait_until(lambda: _found(visitor, model) == {flow}, what="the found threat")


def _found(visitor: Visitor, model: str) -> set[str]:
    """The uids of what a threat is found of."""
    found = visitor.get(f"/api/models/{model}/threats/?certainty=found")["results"]
    return {row["subject"]["uid"] for row in found}


def _draw(page: Page, kind: str, name: str) -> None:
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    page.get_by_role("combobox", name="Add an element").fill(kind)
    page.keyboard.press("Enter")
    name_it(page, name)
    expect(page.get_by_role("treeitem", name=name)).to_be_visible()


def test_one_applies_by_a_key_and_is_found_and_undo_takes_it_back(page: Page, stored: str) -> None:
    page.goto(f"/m/{stored}/threats?certainty=possible")
    rows = page.get_by_role("row").filter(has=page.get_by_role("button", name="Applies", exact=True))
    link = rows.first.get_by_role("link").first
    expect(link).to_contain_text("orders")
    title = link.inner_text()
    assert violations(page) == []

    rows.first.focus()
    page.keyboard.press("a")

    expect(page.get_by_text(re.compile(r"^T\d+ applies$"))).to_be_visible()
    page.get_by_text("Found", exact=False).first.click()
    expect(page.get_by_role("link", name=title)).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("link", name=title)).to_have_count(0)


def test_its_page_asks_for_what_is_missing_and_shows_what_is_known(page: Page, live: Server) -> None:
    made = make_media_model(live)
    steps.add_cookies(page.context, made.visitor)
    waiting = made.visitor.get(f"/api/models/{made.model}/threats/?certainty=possible&page_size=100")[
        "results"
    ]
    threat = next(row for row in waiting if row["rule"] == "store-unencrypted-at-rest")
    detail = made.visitor.get(f"/api/models/{made.model}/threats/{threat['number']}/")

    page.goto(f"/m/{made.model}/threats/{threat['number']}")

    missing = page.get_by_role("region", name="Missing facts")
    for one in detail["missing"]:
        expect(missing).to_contain_text(one["text"])
    purpose = page.get_by_role("region", name="Known facts").get_by_role("row", name=re.compile("^Purpose"))
    expect(purpose).to_contain_text("database")
    expect(purpose).to_contain_text("inferred from docker-compose.yml")
    expect(page.get_by_role("button", name=re.compile("^Status of"))).to_have_count(0)
    assert violations(page) == []


def test_several_are_answered_at_once(page: Page, stored: str) -> None:
    page.goto(f"/m/{stored}/threats?certainty=possible")
    boxes = page.get_by_role("checkbox", name=re.compile(r"^Select T\d+$"))
    expect(boxes.first).to_be_visible()
    boxes.first.check()

    bar = page.get_by_role("region", name="Selected threats")
    expect(bar).to_contain_text("1 selected")
    bar.get_by_role("button", name=re.compile("^Select all")).click()
    expect(boxes.last).to_be_checked()
    bar.get_by_role("button", name="Don't know").click()

    expect(page.get_by_text(re.compile("marked as not known yet$"))).to_be_visible()
    expect(page.get_by_text("Not known yet").first).to_be_visible()
    expect(bar).to_have_count(0)
