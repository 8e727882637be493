"""A spreadsheet of threats is dropped on a page: the dialog asks what its columns hold, and imports it."""

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.accessibility import overflow, violations
from tests.browser.chromium import DESKTOP, PHONE
from tests.browser.modes import only_embedded
from tests.engine.importers.interchange.tables.workbook_files import RISKS, workbook
from tests.services.deployment import Server

pytestmark = only_embedded


def test_columns_of_a_dropped_table_are_mapped_and_remembered(
    page: Page, live: Server, tmp_path: Path
) -> None:
    visitor = steps.enter(page, live)
    model = visitor.model("Shop")
    visitor.import_files(
        model, {"docker-compose.yml": b"services: {Shop: {image: registry.example.com/web:1.4}}"}
    )
    book = tmp_path / "risks.xlsx"
    book.write_bytes(workbook(RISKS))
    page.goto(f"/m/{model}/history")
    expect(page.get_by_role("navigation", name="Model")).to_be_visible()

    steps.drop(page, book)

    columns = page.get_by_role("region", name="Columns of risks.xlsx, sheet Sheet 1")
    expect(columns.get_by_role("combobox", name="Risk", exact=True)).to_have_value("Title")
    _choose(page, "Where", "Element")
    _choose(page, "P1", "Critical")
    _choose(page, "Stage", "Status")
    preview = columns.get_by_role("region", name="First rows as threats")
    expect(preview.get_by_role("listitem").first).to_contain_text("Critical")
    expect(preview.get_by_role("listitem").first).to_contain_text("Shop")
    for width, height in (PHONE, DESKTOP):
        page.set_viewport_size({"width": width, "height": height})
        assert overflow(page) == 0
        assert violations(page) == []
    columns.get_by_role("button", name="Use this mapping").click()
    dialog = page.get_by_role("dialog", name="Import into Shop")
    expect(dialog.get_by_text("2 threats. Columns are mapped.")).to_be_visible()
    dialog.get_by_role("button", name="Import", exact=True).click()
    steps.expect_import_ended(page)

    rows = visitor.get(f"/api/models/{model}/threats/?search=Orders")["results"]
    assert [(row["title"], row["severity"]) for row in rows] == [("Orders are read by anyone", "critical")]
    steps.drop(page, book)
    expect(dialog.get_by_text("Mapped as your team did before.")).to_be_visible()


def _choose(page: Page, label: str, option: str) -> None:
    page.get_by_role("combobox", name=label, exact=True).click()
    page.get_by_role("option", name=option, exact=True).click()
