"""A developer asks to accept a risk, an approver asks back and approves, and open pages follow."""

import re
import uuid
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import steps
from tests.browser.accessibility import overflow, violations, violations_in_both_themes
from tests.browser.chromium import DESKTOP, PHONE, new_context
from tests.browser.modes import only_team
from tests.services.deployment import Server
from tests.services.visitor import Visitor

COMPOSE = """\
services:
  web:
    image: registry.example.com/web:1.4
    privileged: true
"""


class Review:
    """A model of a team with an owner, an approver and a developer, each with browsers of their own."""

    def __init__(self, browser: Browser, server: Server, open_pages: ExitStack) -> None:
        self._browser, self._open = browser, open_pages
        self.owner = Visitor(server.url)
        self.owner.sign_up(address_of("olga"), name="Olga Owner")
        self.model = self.owner.model("Shop")
        self.owner.import_files(self.model, {"docker-compose.yml": COMPOSE.encode()})
        self.team = self.owner.get("/api/teams/")["results"][0]["id"]
        self.anna = self.owner.invite(address_of("anna"), role="approver", name="Anna Approver")
        self.dev = self.owner.invite(address_of("dev"), role="editor", name="Dev Eloper")

    def page(self, who: Visitor, *, size: tuple[int, int] = DESKTOP) -> Page:
        """Open a browser of the person."""
        context = new_context(self._browser, base_url=who.url, size=size)
        self._open.callback(context.close)
        steps.add_cookies(context, who)
        return context.new_page()


def address_of(name: str) -> str:
    return f"{name}-{uuid.uuid4().hex[:8]}@bulkhead.example"


@pytest.fixture
def review(browser: Browser, live: Server) -> Iterator[Review]:
    with ExitStack() as open_pages:
        yield Review(browser, live, open_pages)


def request_acceptance(page: Page, review: Review) -> None:
    page.goto(f"/m/{review.model}/threats/1")
    page.get_by_role("button", name="Request acceptance").click()
    dialog = page.get_by_role("dialog", name="Accept the risk of T1")
    dialog.get_by_role("textbox", name="Justification").fill("Replaced this quarter.")
    dialog.get_by_label("Approvers").first.click()
    page.get_by_role("option", name="Anna Approver").click()
    dialog.get_by_role("textbox", name="Justification").click()
    assert violations_in_both_themes(page) == []
    dialog.get_by_role("button", name="Request acceptance").click()
    expect(dialog).to_be_hidden()


@only_team
def test_a_risk_is_accepted_after_a_question_and_a_second_tab_follows(review: Review) -> None:
    dev, watching, anna = (review.page(who) for who in (review.dev, review.dev, review.anna))
    watching.goto(f"/m/{review.model}/threats/1")
    anna.goto(f"/t/{review.team}/acceptances")
    expect(anna.get_by_role("heading", name="No accepted risks")).to_be_visible()

    request_acceptance(dev, review)
    expect(watching.get_by_text("Dev Eloper asks Anna Approver to accept the risk (A1).")).to_be_visible()
    expect(dev.get_by_role("button", name="Request acceptance")).to_have_count(0)

    # The approver sees it without a reload, opens it by the keyboard and asks back.
    row = anna.get_by_role("row", name=re.compile("A1"))
    expect(row).to_contain_text("Your decision")
    row.focus()
    anna.keyboard.press("Enter")
    anna.get_by_role("button", name="Ask back").click()
    question = anna.get_by_role("dialog", name="Ask back about A1")
    expect(question.get_by_role("button", name="Ask back")).to_be_disabled()
    question.get_by_role("textbox", name="Note").fill("Which host?")
    question.get_by_role("button", name="Ask back").click()
    expect(question).to_be_hidden()

    dev.get_by_role("button", name="A1", exact=True).click()
    dev.get_by_role("button", name="Edit and submit again").click()
    edit = dev.get_by_role("dialog", name="Edit A1")
    expect(edit.get_by_text("Which host?")).to_be_visible()
    assert violations(dev) == []
    edit.get_by_role("textbox", name="Justification").fill("Host db-3, replaced this quarter.")
    edit.get_by_role("button", name="Submit again").click()
    expect(edit).to_be_hidden()

    anna.get_by_role("button", name="Approve", exact=True).click()
    approval = anna.get_by_role("dialog", name="Approve A1")
    approval.get_by_role("button", name="Approve").click()
    expect(approval).to_be_hidden()

    accepted = re.compile(r"Accepted by Anna Approver until .* \(A1\)\. Expires in 90 days\.")
    expect(watching.get_by_text(accepted)).to_be_visible()
    expect(watching.get_by_role("button", name="Status of T1").first).to_contain_text("Accepted")


@only_team
def test_selected_threats_are_requested_in_one_step(review: Review) -> None:
    page = review.page(review.dev)
    page.goto(f"/m/{review.model}/threats?flat=1")
    for number in (1, 2):
        page.get_by_role("checkbox", name=f"Select T{number}", exact=True).check()

    bar = page.get_by_role("region", name="Selected threats")
    bar.get_by_role("button", name="Accept risk").click()
    dialog = page.get_by_role("dialog", name="Accept the risk of 2 threats")
    dialog.get_by_role("button", name="Cancel").click()
    expect(dialog).to_be_hidden()
    page.keyboard.press("r")
    expect(dialog.get_by_role("textbox", name="Justification")).to_be_focused()
    page.keyboard.type("Replaced this quarter.")
    dialog.get_by_label("Approvers").first.click()
    page.get_by_role("option", name="Anna Approver").click()
    dialog.get_by_role("textbox", name="Justification").click()
    dialog.get_by_role("button", name="Request acceptance").click()

    expect(dialog).to_be_hidden()
    expect(page.get_by_text("A1 requested for 2 threats")).to_be_visible()
    [row] = review.anna.get(f"/api/teams/{review.team}/acceptances/?to_decide=true")["results"]
    assert (row["state"], row["threat_count"]) == ("proposed", 2)


@only_team
def test_nobody_is_offered_to_decide_about_their_own_request(review: Review) -> None:
    page = review.page(review.anna)
    page.goto(f"/m/{review.model}/threats/1")
    page.get_by_role("button", name="Request acceptance").click()
    dialog = page.get_by_role("dialog", name="Accept the risk of T1")
    dialog.get_by_role("textbox", name="Justification").fill("Mine.")
    # Olga is the only other person who may approve.
    expect(dialog.get_by_text("Olga Owner")).to_be_visible()
    dialog.get_by_role("button", name="Request acceptance").click()
    expect(dialog).to_be_hidden()

    page.get_by_role("button", name="A1", exact=True).click()

    expect(page.get_by_role("button", name="Withdraw")).to_be_visible()
    expect(page.get_by_role("button", name="Approve", exact=True)).to_have_count(0)


@only_team
def test_several_requests_are_decided_at_once_on_a_phone(review: Review) -> None:
    options = review.dev.get(f"/api/models/{review.model}/acceptances/options/")
    for number in (1, 2):
        request = {
            "selection": {"numbers": [number]},
            "justification": "Replaced this quarter.",
            "residual_risk": "low",
            "expires_on": options["default_expires_on"],
            "approvers": [one["id"] for one in options["approvers"]],
        }
        review.dev.post(f"/api/models/{review.model}/acceptances/", request)
    page = review.page(review.anna, size=PHONE)
    page.goto(f"/t/{review.team}/acceptances")

    for number in (1, 2):
        page.get_by_role("checkbox", name=f"Select A{number}").check()
    assert overflow(page) == 0
    page.get_by_role("region", name="Selected requests").get_by_role("button", name="Approve").click()
    dialog = page.get_by_role("dialog", name="Approve 2 requests")
    assert violations(page) == []
    dialog.get_by_role("button", name="Approve").click()

    expect(dialog).to_be_hidden()
    expect(page.get_by_role("row", name=re.compile("A[12]")).filter(has_text="Active")).to_have_count(2)
