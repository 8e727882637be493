"""A decision is taken for the same threats of another model; a mitigation gets threats on its own page."""

import re

from playwright.sync_api import Page, expect

from tests.browser.accessibility import violations
from tests.browser.modes import only_embedded
from tests.browser.test_triage import PRIVILEGED, REASON, compose, imported, threats
from tests.services.deployment import Server

pytestmark = only_embedded


def test_a_decision_holds_in_another_model_and_threats_are_attached_to_a_mitigation(
    page: Page, live: Server
) -> None:
    visitor, model = imported(page, live, 2)
    other = str(visitor.model("Another farm"))
    visitor.import_files(other, {"docker-compose.yml": compose(3)})
    number = threats(visitor, model, f"rule={PRIVILEGED}")[0]["number"]
    body = {"status": "not-applicable", "reason": REASON}
    visitor.patch(f"/api/models/{model}/threats/{number}/", body)
    page.goto(f"/m/{model}/threats/{number}")

    page.get_by_role("button", name=f"Actions on T{number}").click()
    page.get_by_role("menuitem", name="Decide in other models").click()
    dialog = page.get_by_role("dialog", name=f"T{number} in other models")
    expect(dialog.get_by_role("checkbox", name="Another farm")).to_be_checked()
    assert violations(page) == []
    dialog.get_by_role("button", name="Decide about 3 threats in 1 model").click()
    expect(page.get_by_text("Decided about 3 threats in 1 model")).to_be_visible()
    assert len(threats(visitor, other, f"rule={PRIVILEGED}&status=not-applicable")) == 3
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Undone")).to_be_visible()
    assert threats(visitor, other, "status=not-applicable") == []

    unlike = next(one for one in threats(visitor, other, "") if "privileged" not in str(one["title"]))
    work = {"threats": [unlike["number"]], "title": "Run them rootless", "description": ""}
    visitor.post(f"/api/models/{other}/mitigations/", work)
    page.goto(f"/m/{other}/mitigations?open=1")
    page.get_by_role("button", name="Attach threats").click()
    search = page.get_by_role("dialog", name="Attach threats to M1")
    search.get_by_role("textbox", name="Search threats").fill("privileged")
    search.get_by_role("button", name=re.compile("privileged")).first.click()
    expect(page.get_by_text(re.compile(r"^M1 mitigates T\d+$"))).to_be_visible()
    page.keyboard.press("Escape")
    drawer = page.get_by_role("dialog", name="M1")
    expect(drawer.get_by_role("heading", name="Mitigates 2 threats")).to_be_visible()
    assert violations(page) == []
    drawer.get_by_role("button", name=f"Detach T{unlike['number']}", exact=True).click()
    expect(drawer.get_by_role("heading", name="Mitigates 1 threat")).to_be_visible()
