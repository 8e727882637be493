"""A review: one person leads two others over threats, canvas and questions, to minutes and the sign-off."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser import steps
from tests.browser.accessibility import overflow, violations, violations_in_both_themes
from tests.browser.chromium import PHONE
from tests.browser.modes import only_embedded, only_team
from tests.browser.mouse import wait_for_rest
from tests.services.deployment import Server
from tests.services.visitor import Visitor

COMPOSE = """\
services:
  web:
    image: registry.example.com/web:1.4
    ports: ["443:443"]
    volumes: ["/var/run/docker.sock:/var/run/docker.sock"]
    environment:
      DATABASE_URL: postgres://db:5432/shop
  db:
    image: postgres:16
"""
SOCKET = "container-runtime-socket-mounted"


@dataclass(frozen=True, slots=True)
class Meeting:
    """The model, and the pages of the owner, who leads, of an editor and of an approver."""

    model: str
    visitor: Visitor
    owner: Page
    editor: Page
    approver: Page

    @property
    def all(self) -> tuple[Page, ...]:
        """The pages of all three."""
        return self.owner, self.editor, self.approver

    @property
    def followers(self) -> tuple[Page, ...]:
        """The pages of those who do not lead."""
        return self.editor, self.approver

    def start(self) -> dict[str, Any]:
        """Start the review, let the others join, and return it."""
        self.owner.goto(f"/m/{self.model}/review")
        for page in self.followers:
            page.goto(f"/m/{self.model}/mitigations")
        self.owner.get_by_role("button", name="Start review").click()
        for page in self.followers:
            bar(page).get_by_role("button", name="Join").click()
            expect(bar(page).get_by_role("button", name="Following Test Person")).to_be_visible()
        expect(bar(self.owner)).to_contain_text(re.compile("You present. .* follow."))
        reviews = f"/api/models/{self.model}/reviews/"
        running = self.visitor.get(reviews)["results"][0]["id"]
        found: dict[str, Any] = self.visitor.get(f"{reviews}{running}/")
        return found

    def show(self, item: dict[str, Any]) -> None:
        """Show an item of the agenda to all."""
        self.owner.goto(f"/m/{self.model}/review")
        self.owner.get_by_role("main").get_by_role("button", name=item["title"]).first.click()


@pytest.fixture
def meeting(live: Server, browser: Browser, page: Page) -> Iterator[Meeting]:
    owner = steps.enter(page, live)
    model = str(owner.model("Shop"))
    owner.import_files(model, {"docker-compose.yml": COMPOSE.encode()})
    owner.wait_for_analysis(model)  # it may order the agenda anew
    with (
        steps.invited(browser, live, owner, role="editor", name="Eva Editor") as eva,
        steps.invited(browser, live, owner, role="approver", name="Petra Prüfer") as petra,
    ):
        yield Meeting(model, owner, page, eva, petra)


def bar(page: Page) -> Locator:
    return page.get_by_role("region", name="Review", exact=True)


def item_of(review: dict[str, Any], kind: str) -> dict[str, Any]:
    return next(
        one for one in review["items"] if one["kind"] == kind and (kind != "threat" or one["count"] == 1)
    )


@only_team
def test_all_follow_the_presenter_from_threats_to_the_sign_off(meeting: Meeting) -> None:
    review = meeting.start()
    threat = item_of(review, "threat")

    meeting.show(threat)
    for page in meeting.all:
        expect(page).to_have_url(re.compile(f"/threats/{threat['key']}$"))
        expect(page.get_by_role("heading", level=1)).to_contain_text(threat["title"])
    decide(meeting.owner, "Runs on a lab machine only")
    for page in meeting.followers:
        expect(page.get_by_role("main")).to_contain_text("Not applicable")

    steps.open_page(meeting.owner, "Architecture")
    node = meeting.owner.locator('.react-flow__node[data-id="compose:db"]')
    for page in meeting.followers:
        expect(page).to_have_url(re.compile("/architecture"))
    wait_for_rest(meeting.owner)
    node.click(position={"x": 80, "y": 8})
    for page in meeting.followers:
        expect(page).to_have_url(re.compile("select="))
        expect(page.get_by_label(re.compile("^Inspector: "))).to_contain_text("compose:db")

    question = item_of(review, "question")
    meeting.show(question)
    for page in meeting.all:
        expect(page.get_by_role("heading", name=question["title"], level=2)).to_be_visible()

    note(meeting.editor, "Ask the platform team")
    end(meeting.owner)
    for page in meeting.all:
        expect(page.get_by_role("heading", name="Minutes")).to_be_visible()
        expect(page.get_by_role("main")).to_contain_text("Runs on a lab machine only")
        expect(page.get_by_role("main")).to_contain_text("Ask the platform team")
    expect(meeting.owner.get_by_text("You presented, so another one has to sign.")).to_be_visible()

    meeting.approver.get_by_role("textbox", name="Note").fill("Fine for this release")
    meeting.approver.get_by_role("button", name="Sign off", exact=True).click()
    for page in meeting.all:
        expect(page.get_by_text(re.compile("^Signed off by Petra Prüfer"))).to_be_visible()
        expect(page.get_by_role("banner").get_by_text("Approved")).to_be_visible()


def decide(page: Page, reason: str) -> None:
    page.keyboard.press("n")
    dialog = page.get_by_role("dialog", name=re.compile("^Not applicable"))
    dialog.get_by_role("textbox", name="Reason").fill(reason)
    dialog.get_by_role("button", name="Set not applicable").click()
    expect(dialog).to_be_hidden()


def note(page: Page, text: str) -> None:
    bar(page).get_by_role("button", name="Notes").click()
    dialog = page.get_by_role("dialog", name="Notes")
    dialog.get_by_role("textbox", name="Your note").fill(text)
    page.keyboard.press("Control+Enter")
    expect(bar(page).get_by_role("button", name="Notes (1)")).to_be_visible()
    page.keyboard.press("Escape")


def end(page: Page) -> None:
    page.get_by_role("button", name="End review").click()
    page.get_by_role("dialog", name="End the review").get_by_role("button", name="End review").click()


@only_team
def test_who_looks_elsewhere_comes_back_and_who_takes_over_leads(meeting: Meeting) -> None:
    review = meeting.start()
    meeting.show(item_of(review, "threat"))
    for page in meeting.all:
        expect(page).to_have_url(re.compile("/threats/"))
    steps.open_page(meeting.editor, "Data")
    expect(meeting.editor.get_by_role("heading", name="Data", exact=True)).to_be_visible()

    bar(meeting.editor).get_by_role("button", name="Follow Test Person").click()
    expect(meeting.editor).to_have_url(re.compile("/threats/"))

    bar(meeting.editor).get_by_role("button", name="More of the review").click()
    meeting.editor.get_by_role("menuitem", name="Take over presenting").click()
    expect(bar(meeting.editor)).to_contain_text("You present.")
    for page in (meeting.owner, meeting.approver):
        expect(bar(page).get_by_role("button", name="Following Eva Editor")).to_be_visible()
    steps.open_page(meeting.editor, "Coverage")
    for page in (meeting.owner, meeting.approver):
        expect(page).to_have_url(re.compile("/coverage"))


@only_embedded
def test_the_pages_are_accessible_in_both_themes_and_on_a_phone(meeting: Meeting) -> None:
    page = meeting.owner
    page.goto(f"/m/{meeting.model}/review")
    expect(page.get_by_role("button", name="Start review")).to_be_visible()
    assert violations(page) == []
    meeting.start()
    assert violations_in_both_themes(page) == []
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    assert overflow(page) == 0
    assert violations(page) == []
    end(page)
    expect(page.get_by_role("heading", name="Minutes")).to_be_visible()
    assert overflow(page) == 0
    assert violations(page) == []
