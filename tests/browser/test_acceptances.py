"""Acceptance of several threats is requested in one step, and several requests are decided at once."""

import re
import uuid
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import steps
from tests.browser.accessibility import overflow, violations
from tests.browser.chromium import DESKTOP, PHONE
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
        context = self._open.enter_context(profile(self._browser, base_url=who.url, size=size))
        steps.add_cookies(context, who)
        return context.new_page()


def address_of(name: str) -> str:
    return f"{name}-{uuid.uuid4().hex[:8]}@bulkhead.example"


@pytest.fixture
def review(browser: Browser, live: Server) -> Iterator[Review]:
    with ExitStack() as open_pages:
        yield Review(browser, live, open_pages)


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
