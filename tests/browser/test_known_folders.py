"""A folder is imported again under another name, and shows what was fixed."""

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.accessibility import violations
from tests.browser.modes import only_embedded
from tests.services.deployment import Server
from tests.shop_model import COMPOSE, FIXED

pytestmark = only_embedded


def test_a_checkout_of_another_name_replaces_what_it_is_a_newer_version_of(
    page: Page, live: Server, tmp_path: Path
) -> None:
    visitor = steps.enter(page, live)
    model = visitor.model("Shop")
    page.goto(f"/m/{model}/imports")
    _choose_folder(page, tmp_path / "shop", COMPOSE)
    page.get_by_role("dialog", name="Import into").get_by_role("button", name="Import", exact=True).click()
    steps.expect_import_ended(page)

    _choose_folder(page, tmp_path / "shop-main", FIXED)
    dialog = page.get_by_role("dialog", name="Import into")
    asked = dialog.get_by_role("radiogroup", name="The model knows 1 file of these names in the folder shop")
    expect(asked).to_be_visible()
    expect(dialog.get_by_role("button", name="Import", exact=True)).to_be_disabled()
    assert violations(page) == []
    asked.get_by_label("These are newer versions").click()
    dialog.get_by_role("button", name="Import", exact=True).click()
    expect(dialog).to_be_hidden()
    steps.expect_import_ended(page)

    assert visitor.get(f"/api/models/{model}/threats/?status=resolved")["count"] > 0
    files = {part["file"] for part in visitor.get(f"/api/models/{model}/elements/")["results"]}
    assert files - {"", None} == {"shop/compose.yml"}


def _choose_folder(page: Page, folder: Path, text: str) -> None:
    folder.mkdir()
    (folder / "compose.yml").write_text(text)
    page.get_by_role("button", name="Import files").click()
    dialog = page.get_by_role("dialog", name="Import into")
    dialog.get_by_label("Folder to import").set_input_files(folder)
