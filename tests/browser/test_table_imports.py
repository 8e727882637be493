"""A spreadsheet of threats is dropped on a page: the dialog asks what its columns hold, and imports it."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.accessibility import overflow, violations
from tests.browser.chromium import DESKTOP, PHONE
from tests.browser.modes import only_embedded
from tests.engine.importers.interchange.tables.test_sheet_mappings import BOOK
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


def test_each_sheet_of_a_dropped_workbook_becomes_its_part_of_a_new_model(
    page: Page, live: Server, tmp_path: Path
) -> None:
    visitor = steps.enter(page, live)
    file = tmp_path / "Ticket shop.xlsx"
    file.write_bytes(BOOK)
    steps.open_models(page)

    steps.drop(page, file)

    columns = page.get_by_role("region", name="Columns of Ticket shop.xlsx, sheet Assets")
    expect(columns.get_by_role("combobox", name="Rows are")).to_have_value("Components")
    _choose(page, "What", "Name")
    _choose(page, "Sort", "Kind")
    _choose(page, "Store", "Data store")
    _choose(page, "Where", "Trust boundary")
    preview = columns.get_by_role("region", name="First rows as components")
    expect(preview.get_by_role("listitem").last).to_contain_text("Data store in DMZ")
    for width, height in (PHONE, DESKTOP):
        page.set_viewport_size({"width": width, "height": height})
        assert overflow(page) == 0
        assert violations(page) == []
    columns.get_by_role("button", name="Use this mapping").click()
    columns = page.get_by_role("region", name="Columns of Ticket shop.xlsx, sheet Flows")
    _choose(page, "Begins", "Source")
    _choose(page, "Ends", "Destination")
    columns.get_by_role("button", name="Use this mapping").click()
    columns = page.get_by_role("region", name="Columns of Ticket shop.xlsx, sheet Threats")
    _choose(page, "Rows are", "Not imported")
    columns.get_by_role("button", name="Use this mapping").click()
    dialog = page.get_by_role("dialog", name="New model")
    expect(dialog.get_by_text("2 components. Columns are mapped.")).to_be_visible()
    expect(dialog.get_by_text("1 row. Not imported, as you said.")).to_be_visible()
    dialog.get_by_role("button", name="Create and import").click()
    expect(page).to_have_url(re.compile("/m/[^/]+/imports"))
    steps.expect_import_ended(page)

    model = page.url.split("/m/")[1].split("/")[0]
    flows = visitor.get(f"/api/models/{model}/flows/")["results"]
    assert [(one["source"]["name"], one["destination"]["name"]) for one in flows] == [("Shop", "Orders")]


def _choose(page: Page, label: str, option: str) -> None:
    page.get_by_role("combobox", name=label, exact=True).click()
    page.get_by_role("option", name=option, exact=True).click()
