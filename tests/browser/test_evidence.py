"""Each status says what stands behind it, and an approver confirms what a person says against a file."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.accessibility import violations
from tests.browser.modes import only_team
from tests.services.deployment import Server
from tests.services.visitor import Visitor
from tests.waiting import wait_until

COMPOSE = """\
services:
  web:
    image: registry.example.com/web:1.4
    privileged: true
  db:
    image: postgres:16
    privileged: true
"""
RULE = "container-privileged"


class Shop:
    """A model with two privileged containers; Bob says of one of them that it is not."""

    def __init__(self, server: Server, page: Page) -> None:
        self.owner = steps.enter(page, server)
        self.model = self.owner.model("Shop")
        self.load(COMPOSE)
        self.numbers = {row["subject"]["name"]: row["number"] for row in self.threats()}

    def threats(self) -> list[dict[str, Any]]:
        rows = self.owner.get(f"/api/models/{self.model}/threats/?page_size=200")["results"]
        return [row for row in rows if row["rule"] == RULE]

    def load(self, text: str) -> dict[str, object]:
        return self.owner.import_files(self.model, {"docker-compose.yml": text.encode()})

    def overrule(self, bob: Visitor) -> None:
        op = {"op": "set", "on": "element", "uid": "compose:db/db"}
        facts = {"privileged": {"value": False}}
        bob.post(
            f"/api/models/{self.model}/batches/", {"id": "say", "ops": [{**op, "props": {"facts": facts}}]}
        )
        wait_until(
            lambda: any(row["status"] == "resolved" for row in self.threats()),
            what="the analysis",
        )

    def propose(self, status: str) -> int:
        body = {"threats": [self.numbers["web"]], "control": "remove-privileged", "status": status}
        return int(self.owner.post(f"/api/models/{self.model}/mitigations/", body)["number"])


@pytest.fixture
def shop(page: Page, live: Server) -> Shop:
    return Shop(live, page)


@only_team
def test_a_word_against_a_file_waits_for_an_approver(page: Page, shop: Shop) -> None:
    shop.overrule(shop.owner.invite(f"bob-{shop.model}@example.com", role="editor", name="Bob"))
    page.goto(f"/m/{shop.model}/threats/{shop.numbers['db']}")
    expect(page.get_by_text("Resolved by what a person says; no import has shown it.")).to_be_visible()
    expect(page.get_by_text("docker-compose.yml:7").first).to_be_visible()

    page.goto(f"/m/{shop.model}/questions")
    expect(
        page.get_by_text("People say something else than the files about 1 fact. 1 to confirm.")
    ).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="Confirm Privileged of db").click()

    expect(page.get_by_text(re.compile("Confirmed by"))).to_be_visible()
    expect(page.get_by_text("All are confirmed.")).to_be_visible()


@only_team
def test_who_verifies_by_hand_says_what_they_checked(page: Page, shop: Shop) -> None:
    number = shop.propose("planned")
    page.goto(f"/m/{shop.model}/mitigations?open={number}")
    drawer = page.get_by_role("dialog", name=f"M{number}")
    drawer.get_by_role("button", name=f"Status of M{number}").click()
    page.get_by_role("menuitem", name="Verified").click()

    dialog = page.get_by_role("dialog", name=f"Verify M{number}")
    dialog.get_by_role("button", name="Verify").click()
    expect(dialog.get_by_text("Say what you checked")).to_be_visible()
    dialog.get_by_role("textbox", name="What did you check?").fill("Looked at the running host.")
    dialog.get_by_role("button", name="Verify").click()

    confirmed = re.compile(r"^Confirmed by .+ on .+, with a note\. No import has shown it\.$")
    expect(drawer.get_by_text(confirmed)).to_be_visible()
    expect(drawer.get_by_text("Looked at the running host.").first).to_be_visible()
