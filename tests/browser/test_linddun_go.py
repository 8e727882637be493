"""Two people play LINDDUN GO: votes appear at the other at once, and what applies becomes a threat."""

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.browser import steps
from tests.browser.accessibility import overflow, violations, violations_in_both_themes
from tests.browser.chromium import PHONE
from tests.browser.modes import only_embedded, only_team
from tests.browser.profiles import profile
from tests.services.deployment import Server
from tests.services.visitor import Visitor

COMPOSE = """\
services:
  web:
    image: registry.example.com/web:1.4
    ports: ["443:443"]
    environment:
      DATABASE_URL: postgres://db:5432/shop
  db:
    image: postgres:16
"""
CUSTOMERS = {
    "name": "Customers",
    "classification": "confidential",
    "personal_data": True,
    "on": [{"on": "element", "uid": "compose:db"}],
}
TITLE = "Exports link customers"


@dataclass(frozen=True, slots=True)
class Table:
    """The model, and the pages of two people who have it open."""

    model: str
    owner: Page
    editor: Page

    def open(self) -> None:
        """Go to the page and wait until both hear of each other."""
        for page in (self.owner, self.editor):
            page.goto(f"/m/{self.model}/linddun-go")
            expect(page.get_by_role("heading", name="LINDDUN GO", level=1)).to_be_visible()

    def start(self, *, without: tuple[str, ...] = ()) -> None:
        """Start a session of both with some of the cards."""
        expect(self.owner.get_by_text("Eva Editor", exact=True).first).to_be_visible()
        for category in without:
            self.owner.get_by_role("checkbox", name=category).uncheck()
        self.owner.get_by_role("button", name=re.compile("^Deal ")).click()
        for page in (self.owner, self.editor):
            expect(card(page, "L1")).to_be_visible()


@pytest.fixture
def owner(live: Server, page: Page) -> Visitor:
    return steps.enter(page, live)


@pytest.fixture
def table(live: Server, browser: Browser, page: Page, owner: Visitor) -> Iterator[Table]:
    model = str(owner.model("Shop"))
    owner.import_files(model, {"docker-compose.yml": COMPOSE.encode()})
    owner.post(f"/api/models/{model}/data-sets/", CUSTOMERS)
    address = f"eva-{uuid.uuid4().hex[:8]}@bulkhead.example"
    editor = owner.invite(address, role="editor", name="Eva Editor")
    with profile(browser, base_url=live.url) as context:
        steps.add_cookies(context, editor)
        yield Table(model, page, context.new_page())


OTHERS = ("Identifying", "Non-repudiation", "Detecting", "Data disclosure", "Unawareness", "Non-compliance")


def card(page: Page, name: str) -> Locator:
    return page.get_by_role("article", name=f"Card {name}")


def votes(page: Page) -> Locator:
    return page.get_by_role("region", name="Votes").get_by_role("listitem")


@only_team
def test_votes_turns_and_threats_appear_at_the_other_at_once(table: Table) -> None:
    table.open()
    table.start(without=OTHERS)
    expect(table.owner.get_by_text("Card 1 of 5")).to_be_visible()

    table.editor.keyboard.press("2")
    expect(votes(table.owner)).to_contain_text(["Eva Editor"])
    expect(votes(table.owner)).to_contain_text(["Unsure"])
    table.editor.get_by_role("textbox", name="Note").fill("Look at the access log")
    table.editor.get_by_role("heading", level=2).first.click()
    expect(votes(table.owner)).to_contain_text(["Look at the access log"])

    table.owner.get_by_role("button", name="Next card").click()
    expect(card(table.editor, "L2")).to_be_visible()
    expect(card(table.editor, "L2")).to_contain_text("Eva Editor reads")
    expect(table.owner.get_by_role("button", name="Next card")).to_be_focused()

    table.editor.get_by_role("link", name=re.compile("^L4 ")).click()
    elements = card(table.editor, "L4").get_by_role("region", name="Elements")
    elements.get_by_role("button", name="db", exact=True).click()
    table.editor.keyboard.press("1")
    expect(votes(table.editor)).to_contain_text(["db"])
    record(table.editor)
    threat = table.owner.get_by_role("complementary", name="Table").get_by_role("link", name=TITLE)
    expect(threat).to_be_visible()
    threat.click()

    expect(table.owner.get_by_role("heading", name=TITLE)).to_be_visible()
    expect(table.owner.get_by_role("main")).to_contain_text("Linking")
    table.owner.goto(f"/m/{table.model}/threats?category=linking&search=Exports")
    expect(table.owner.get_by_role("link", name=re.compile(TITLE))).to_be_visible()


def record(page: Page) -> None:
    page.keyboard.press("t")
    dialog = page.get_by_role("dialog", name="Record a threat from L4")
    expect(dialog.get_by_text("db", exact=True)).to_be_visible()
    dialog.get_by_role("textbox", name="Title").fill(TITLE)
    assert violations(page) == []
    dialog.get_by_role("button", name="Record threat").click()
    expect(dialog).to_be_hidden()


@only_embedded
def test_of_two_who_move_on_at_once_one_is_heard(table: Table, owner: Visitor) -> None:
    sessions = f"/api/models/{table.model}/linddun-go/sessions/"

    def owner_first(route: Route) -> None:
        owner.post(urlsplit(route.request.url).path, {"version": 0, "move": "skip"})
        route.continue_()

    # A page that is open already may send its next request before it is told to hand requests over.
    table.editor.route("**/move/", owner_first)
    table.open()
    table.start(without=OTHERS)

    table.editor.keyboard.press("n")

    expect(table.editor.get_by_text("The session has moved on since you saw it.")).to_be_visible()
    expect(card(table.editor, "L2")).to_be_visible()
    running = owner.get(sessions)["results"][0]["id"]
    assert owner.get(f"{sessions}{running}/")["position"] == 1


@only_embedded
def test_a_session_is_finished_and_read_again(table: Table) -> None:
    page = table.owner
    table.open()
    table.start(without=OTHERS)
    page.keyboard.press("1")
    expect(votes(page)).to_contain_text(["Applies"])
    for number in range(2, 6):
        page.keyboard.press("n" if number % 2 else "s")
        expect(card(page, f"L{number}")).to_be_visible()
    page.keyboard.press("n")
    expect(page.get_by_role("heading", name="All cards were played")).to_be_visible()
    page.get_by_role("main").get_by_role("button", name="Finish session").last.click()
    page.get_by_role("dialog", name="Finish the session").get_by_role("button", name="Finish session").click()

    for one in (page, table.editor):
        expect(one.get_by_role("heading", name="Summary")).to_be_visible()
    expect(page.get_by_text("Without votes: L2, L3, L4, L5.")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()
    assert re.fullmatch(r"linddun-go-shop-\d{4}-\d\d-\d\d\.md", download.value.suggested_filename)
    assert "Applies: 1" in download.value.path().read_text()
    page.get_by_role("link", name="All sessions").click()
    expect(page.get_by_role("listitem").filter(has_text="3 of 5 cards discussed")).to_be_visible()


@only_embedded
def test_the_canvas_shows_what_a_card_is_about(table: Table) -> None:
    page = table.owner
    table.open()
    table.start()
    page.get_by_role("link", name=re.compile("^L4 ")).click()
    expect(card(page, "L4")).to_be_visible()

    page.get_by_role("link", name="Show on canvas").click()

    bar = page.get_by_role("region", name="Card")
    expect(bar).to_contain_text("1 element and 0 flows match")
    expect(bar).to_contain_text("L4 Stored records can be linked")
    assert violations(page) == []
    bar.get_by_role("link", name="To the card").click()
    expect(card(page, "L4")).to_be_visible()


@only_embedded
def test_the_page_is_accessible_in_both_themes_and_on_a_phone(table: Table) -> None:
    page = table.owner
    table.open()
    assert violations(page) == []
    table.start()
    page.keyboard.press("1")
    expect(votes(page)).to_contain_text(["Applies"])
    assert violations_in_both_themes(page) == []
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})

    assert overflow(page) == 0
    assert violations(page) == []
