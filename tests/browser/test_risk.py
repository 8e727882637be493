"""A team edits its risk matrix, and a threat that is rated by CVSS follows both."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.accessibility import overflow, violations
from tests.services.deployment import Server

pytestmark = pytest.mark.parametrize("live", ["embedded"], indirect=True)

COMPOSE = """\
services:
  web:
    image: registry.example.com/web:1.4
    privileged: true
"""
VECTOR = "CVSS:3.1/AV:L/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N"


def test_the_matrix_of_a_team_and_a_rating_by_cvss_reach_the_threat(page: Page, live: Server) -> None:
    owner = steps.enter(page, live)
    model = owner.model("Shop")
    owner.import_files(model, {"docker-compose.yml": COMPOSE.encode()})
    team = owner.get("/api/session/")["teams"][0]["id"]

    page.goto(f"/t/{team}/settings")
    page.get_by_role("link", name="Edit risk matrix").click()
    cell = page.get_by_role("button", name=re.compile("^Almost certain × Severe"))
    cell.click()  # after the highest level comes the lowest
    expect(cell).to_have_accessible_name("Almost certain × Severe: Low")
    expect(page.get_by_text("A cell has a lower level")).to_be_visible()
    expect(page.get_by_role("button", name="Save")).to_be_disabled()
    page.get_by_role("button", name="Discard changes").click()
    page.get_by_role("textbox", name="Level 2").fill("Watch")
    page.get_by_role("textbox", name="Impact 2").fill("Hardly any")
    assert violations(page) == []
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Risk matrix saved")).to_be_visible()
    expect(page.get_by_role("button", name="Reset to default")).to_be_enabled()

    page.goto(f"/m/{model}/posture")
    page.get_by_role("button", name="Change method").click()
    dialog = page.get_by_role("dialog", name="How risk is rated")
    dialog.get_by_role("radio", name="CVSS", exact=True).check()
    assert violations(page) == []
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_role("paragraph").filter(has_text="Rated by: CVSS")).to_be_visible()

    page.goto(f"/m/{model}/threats/1")
    risk = page.get_by_role("region", name="Risk", exact=True)
    expect(risk).to_contain_text("No CVSS score is known")
    risk.get_by_role("button", name="Enter CVSS vector").click()
    page.get_by_role("textbox", name="CVSS vector").fill(VECTOR)
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(risk).to_contain_text("CVSS 3.1: 1.8 (low)")
    expect(risk).to_contain_text(re.compile("× Hardly any"))
    assert violations(page) == []
    assert overflow(page) == 0
