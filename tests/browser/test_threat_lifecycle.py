"""One threat in all its states: three people work on it, and a second tab follows."""

import re
import uuid
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser import steps
from tests.browser.accessibility import violations
from tests.browser.modes import only_team
from tests.browser.profiles import profile
from tests.services.deployment import Server
from tests.services.visitor import Visitor

COMPOSE = """\
services:
  web:
    image: registry.example.com/web:1.4
    privileged: true
"""
FIXED = COMPOSE.replace("    privileged: true\n", "")
RULE = "container-privileged"
PATIENCE_MS = 60_000


class Walk:
    """A model with one privileged container. The developer may approve too, but no request of their own."""

    def __init__(self, browser: Browser, server: Server, open_pages: ExitStack) -> None:
        self._browser, self._open = browser, open_pages
        self.architect = Visitor(server.url)
        self.architect.sign_up(_address("arch"), name="Ari Architect")
        self.model = self.architect.model("Shop")
        self.load(COMPOSE)
        self.developer = self.architect.invite(_address("dev"), role="approver", name="Dev Eloper")
        self.approver = self.architect.invite(_address("anna"), role="approver", name="Anna Approver")
        rows = self.architect.get(f"/api/models/{self.model}/threats/?page_size=200")["results"]
        self.number = next(row["number"] for row in rows if row["rule"] == RULE)

    def page(self, who: Visitor) -> Page:
        """The threat in a browser of the person."""
        context = self._open.enter_context(profile(self._browser, base_url=who.url))
        steps.add_cookies(context, who)
        page = context.new_page()
        page.goto(f"/m/{self.model}/threats/{self.number}")
        expect(self.status(page)).to_be_visible()
        return page

    def load(self, text: str) -> None:
        ended = self.architect.import_files(self.model, {"docker-compose.yml": text.encode()})
        assert ended["state"] == "succeeded", ended

    def status(self, page: Page) -> Locator:
        return page.get_by_role("button", name=f"Status of T{self.number}").first

    def choose(self, page: Page, status: str) -> None:
        """Choose a status in the menu of the threat."""
        self.status(page).click()
        page.get_by_role("menuitem", name=re.compile(f"^{status}")).click()


def _address(name: str) -> str:
    return f"{name}-{uuid.uuid4().hex[:8]}@bulkhead.example"


@pytest.fixture
def walk(browser: Browser, live: Server) -> Iterator[Walk]:
    with ExitStack() as open_pages:
        yield Walk(browser, live, open_pages)


@only_team
def test_a_threat_goes_through_all_its_states_before_three_people(walk: Walk) -> None:
    architect, watching = walk.page(walk.architect), walk.page(walk.architect)
    developer = walk.page(walk.developer)

    _ask_and_answer(walk, architect, developer, watching)
    _judge_and_reopen(walk, architect, watching)
    _mitigate(walk, developer, watching)
    _verify_and_regress(walk, watching)
    approver = walk.page(walk.approver)
    _accept(walk, developer, approver, watching)
    _revoke(walk, approver, watching)

    # What happened stands in one stream, for all three.
    stream = watching.get_by_role("region", name="Activity")
    for word in ("answered the question", "Not applicable", "Which host[?]"):
        expect(stream.get_by_text(re.compile(word)).first).to_be_visible()


def _shows(walk: Walk, page: Page, status: str) -> None:
    expect(walk.status(page)).to_contain_text(status, timeout=PATIENCE_MS)


def _ask_and_answer(walk: Walk, architect: Page, developer: Page, watching: Page) -> None:
    walk.choose(architect, "Needs info")
    question = architect.get_by_role("dialog", name=f"Needs info: T{walk.number}")
    question.get_by_role("textbox", name="What is unclear").fill("Which host?")
    question.get_by_role("combobox", name="Ask").or_(question.get_by_role("textbox", name="Ask")).click()
    architect.get_by_role("option", name="Dev Eloper").click()
    assert violations(architect) == []
    question.get_by_role("button", name="Set needs info").click()
    expect(question).to_be_hidden()
    _shows(walk, watching, "Needs info")
    expect(watching.get_by_text(re.compile("Waits for Dev Eloper"))).to_be_visible()

    thread = developer.get_by_role("article", name="Thread by Ari Architect")
    thread.get_by_label("Answer").fill("On db-3, for the driver.")
    thread.get_by_label("Answer").press("Control+Enter")
    _shows(walk, watching, "Open")
    expect(watching.get_by_text("On db-3, for the driver.")).to_be_visible()
    expect(watching.get_by_text(re.compile("Waits for"))).to_have_count(0)


def _judge_and_reopen(walk: Walk, architect: Page, watching: Page) -> None:
    walk.choose(architect, "Not applicable")
    reason = architect.get_by_role("dialog", name=f"T{walk.number} is not applicable")
    reason.get_by_role("textbox", name="Reason").fill("A host of its own.")
    reason.get_by_role("button", name="Set not applicable").click()
    _shows(walk, watching, "Not applicable")
    expect(watching.get_by_text("Not applicable because: A host of its own.")).to_be_visible()

    walk.choose(architect, "Open")
    _shows(walk, watching, "Open")


def _mitigate(walk: Walk, developer: Page, watching: Page) -> None:
    developer.get_by_role("button", name=re.compile("^Propose .+")).first.click()
    card = developer.get_by_role("article", name="Mitigation M1")
    expect(card).to_be_visible()
    seen = watching.get_by_role("article", name="Mitigation M1")
    for status in ("Planned", "In progress", "Implemented"):
        card.get_by_role("button", name="Status of M1").click()
        developer.get_by_role("menuitem", name=status, exact=True).click()
        expect(seen.get_by_role("button", name="Status of M1")).to_contain_text(status)
    _shows(walk, watching, "Mitigated")
    expect(seen.get_by_text("not yet seen in the files")).to_be_visible()


def _verify_and_regress(walk: Walk, watching: Page) -> None:
    card = watching.get_by_role("article", name="Mitigation M1")
    walk.load(COMPOSE)
    expect(card.get_by_text("the newest import still shows the fault")).to_be_visible(timeout=PATIENCE_MS)
    expect(card.get_by_text("Privileged: yes, docker-compose.yml:4")).to_be_visible()

    walk.load(FIXED)
    expect(card.get_by_text("Verified by an import.")).to_be_visible(timeout=PATIENCE_MS)
    expect(watching.get_by_text("An import shows that the facts have changed.")).to_be_visible()

    walk.load(COMPOSE)
    _shows(walk, watching, "Open")
    expect(card.get_by_text("Verified by an import.")).to_have_count(0)


def _accept(walk: Walk, developer: Page, approver: Page, watching: Page) -> None:
    developer.get_by_role("button", name="Request acceptance").click()
    request = developer.get_by_role("dialog", name=f"Accept the risk of T{walk.number}")
    request.get_by_role("textbox", name="Justification").fill("Replaced this quarter.")
    request.get_by_role("textbox", name="Until").fill((date.today() + timedelta(days=10)).isoformat())  # noqa: DTZ011
    request.get_by_label("Approvers").first.click()
    developer.get_by_role("option", name="Anna Approver").click()
    request.get_by_role("textbox", name="Justification").click()
    request.get_by_role("button", name="Request acceptance").click()
    expect(request).to_be_hidden()
    expect(watching.get_by_text("Dev Eloper asks Anna Approver to accept the risk (A1).")).to_be_visible()

    approver.get_by_role("button", name="A1", exact=True).click()
    approver.get_by_role("button", name="Ask back").click()
    question = approver.get_by_role("dialog", name="Ask back about A1")
    expect(question.get_by_role("button", name="Ask back")).to_be_disabled()
    question.get_by_role("textbox", name="Note").fill("Until which release?")
    question.get_by_role("button", name="Ask back").click()
    expect(question).to_be_hidden()

    developer.get_by_role("button", name="A1", exact=True).click()
    developer.get_by_role("button", name="Edit and submit again").click()
    edit = developer.get_by_role("dialog", name="Edit A1")
    expect(edit.get_by_text("Until which release?")).to_be_visible()
    assert violations(developer) == []
    edit.get_by_role("textbox", name="Justification").fill("Replaced with release 5.")
    edit.get_by_role("button", name="Submit again").click()
    expect(edit).to_be_hidden()
    # Who asked may approve what others ask, and is not offered to decide about this.
    expect(developer.get_by_role("button", name="Withdraw")).to_be_visible()
    expect(developer.get_by_role("button", name="Approve", exact=True)).to_have_count(0)

    approver.get_by_role("button", name="Approve", exact=True).click()
    approval = approver.get_by_role("dialog", name="Approve A1")
    approval.get_by_role("button", name="Approve").click()
    expect(approval).to_be_hidden()
    _shows(walk, watching, "Accepted")
    expect(watching.get_by_text(re.compile(r"Accepted by Anna Approver until .* \(A1\)\."))).to_be_visible()
    expect(watching.get_by_text(re.compile("^Expires in (9|10|11) days$")).first).to_be_visible()
    expect(watching.get_by_text("Expiring", exact=True).first).to_be_visible()


def _revoke(walk: Walk, approver: Page, watching: Page) -> None:
    approver.get_by_role("button", name="Revoke").click()
    dialog = approver.get_by_role("dialog", name="Revoke A1")
    dialog.get_by_role("textbox", name="Note").fill("Release 5 is late.")
    dialog.get_by_role("button", name="Revoke").click()
    expect(dialog).to_be_hidden()
    _shows(walk, watching, "Open")
    expect(watching.get_by_text("Revoked", exact=True).first).to_be_visible()
