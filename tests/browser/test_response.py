"""A response: it starts at an element of the canvas, two people carry it out, and it is closed for good."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import steps
from tests.browser.modes import only_team
from tests.incident_response.response_client import CLUSTER
from tests.services.deployment import Server


@pytest.fixture
def colleague(live: Server, browser: Browser, page: Page) -> Iterator[Page]:
    """The page of an editor; `page` is at the element of the owner's model."""
    owner = steps.enter(page, live)
    model = str(owner.model("Shop"))
    owner.import_files(model, {"web.yaml": CLUSTER.encode()})
    elements = owner.get(f"/api/models/{model}/elements/?kind=workload")["results"]
    page.goto(f"/m/{model}/architecture?select={elements[0]['id']}")
    with steps.invited(browser, live, owner, role="editor", name="Eva Editor") as eva:
        yield eva


@only_team
def test_two_people_carry_out_a_response_and_close_it(page: Page, colleague: Page) -> None:
    page.get_by_role("link", name="Respond to compromise").click()
    dialog = page.get_by_role("dialog", name="Start a response")
    dialog.get_by_role("textbox", name="Title").fill("INC-7 shell in web")
    dialog.get_by_role("button", name="Start response").click()
    expect(page.get_by_role("heading", name="INC-7 shell in web")).to_be_visible()
    colleague.goto(page.url)

    page.get_by_role("button", name="Mark as done: step 1").click()
    step = (
        colleague.get_by_role("list", name="Steps")
        .get_by_role("listitem")
        .filter(has_text="1. Find the affected")
    )
    expect(step).to_contain_text("by Test Person")
    colleague.get_by_role("textbox", name="Note on step 2").fill("Cordoned at 10:07")
    colleague.get_by_role("button", name="Add note").click()
    expect(page.get_by_role("list", name="Notes on step 2")).to_contain_text("Cordoned at 10:07")

    page.get_by_role("button", name="3. Isolate the instance").click()
    policy = page.get_by_role("group", name="quarantine.yaml of step 3")
    expect(policy).to_contain_text('namespace: "shop"')
    colleague.get_by_role("button", name="Skip step 2").click()
    colleague.get_by_role("textbox", name="Reason").fill("The node is gone")
    colleague.get_by_role("button", name="Skip step", exact=True).click()
    expect(page.get_by_text(re.compile("Skipped .* by Eva Editor: The node is gone"))).to_be_visible()

    page.get_by_role("button", name="Close response").click()
    page.get_by_role("textbox", name="Outcome").fill("Replaced by a clean image.")
    page.get_by_role("dialog").get_by_role("button", name="Close response").click()
    for one in (page, colleague):
        expect(one.get_by_text("Outcome: Replaced by a clean image.")).to_be_visible()
        expect(one.get_by_role("button", name=re.compile("Mark as done|Skip step|Add note"))).to_have_count(0)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download as Markdown").click()
    assert "Cordoned at 10:07" in Path(download.value.path()).read_text()
