"""A report is made on the page, downloaded, shared by a link, and deleted."""

import re
from pathlib import Path

import pypdf
from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.accessibility import overflow, violations
from tests.browser.modes import only_embedded
from tests.services.deployment import Server
from tests.shop_model import COMPOSE


@only_embedded
def test_a_report_is_made_downloaded_shared_and_deleted(page: Page, live: Server) -> None:
    visitor = steps.enter(page, live)
    model = str(visitor.model("Shop"))
    visitor.import_files(model, {"docker-compose.yml": COMPOSE.encode()})
    page.goto(f"/m/{model}/reports")
    expect(page.get_by_role("heading", name="No reports yet")).to_be_visible()

    page.get_by_role("button", name="New report").click()
    dialog = page.get_by_role("dialog", name="New report")
    dialog.get_by_role("button", name="Executive summary").click()
    dialog.get_by_role("button", name="Move Data flow diagrams up").click()
    dialog.get_by_label("Classification").fill("For the board")
    assert violations(page) == []
    dialog.get_by_role("button", name="Create report").click()
    expect(dialog).to_have_count(0)

    with page.expect_download() as saved:
        page.get_by_role("link", name="Download PDF report").click()
    assert "For the board" in text_of(saved.value.path())
    expect(page.get_by_role("table", name="Reports of Shop")).to_contain_text("4 sections · For the board")

    page.get_by_role("button", name="Actions for PDF report").click()
    page.get_by_role("menuitem", name="Share by link").click()
    sharing = page.get_by_role("dialog", name="Share by link")
    sharing.get_by_role("button", name="Create link").click()
    address = sharing.get_by_role("textbox", name="Link").input_value()
    expect(sharing.get_by_role("list", name="Links")).to_contain_text("0 downloads")
    assert not re.search("/api/", address)
    page.keyboard.press("Escape")

    page.set_viewport_size({"width": 390, "height": 844})
    assert overflow(page) == 0
    page.get_by_role("button", name="Actions for PDF report").click()
    page.get_by_role("menuitem", name="Delete").click()
    page.get_by_role("button", name="Delete report").click()
    expect(page.get_by_role("heading", name="No reports yet")).to_be_visible()
    answer = page.request.get(address)
    assert answer.status == 404


def text_of(file: Path) -> str:
    """The text of a PDF."""
    return "\n".join(one.extract_text() for one in pypdf.PdfReader(file).pages)
