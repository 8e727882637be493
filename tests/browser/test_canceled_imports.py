"""An import and a preview are canceled in the browser; a second tab follows, and both are tried again."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.accessibility import violations
from tests.browser.modes import only_embedded
from tests.services.deployment import Server

pytestmark = only_embedded

SERVICES = 1_500  # an import that takes long enough to be canceled


def test_a_preview_and_an_import_are_canceled_and_tried_again(
    page: Page, live: Server, tmp_path: Path
) -> None:
    visitor = steps.enter(page, live)
    model = visitor.model("Shop")
    file = tmp_path / "docker-compose.yml"
    services = "".join(f"  web-{n}:\n    image: web:{n}\n    privileged: true\n" for n in range(SERVICES))
    file.write_text(f"services:\n{services}")
    other = page.context.new_page()
    other.goto(f"/m/{model}/imports")
    expect(other.get_by_role("heading", name="Imports", level=1)).to_be_visible()
    page.goto(f"/m/{model}/threats")
    expect(page.get_by_role("navigation", name="Model")).to_be_visible()
    steps.drop(page, file)
    dialog = page.get_by_role("dialog", name="Import into")

    dialog.get_by_role("button", name="Preview changes").click()
    dialog.get_by_role("button", name="Cancel the preview").click()
    expect(dialog.get_by_text("The preview was canceled.")).to_be_visible()
    expect(dialog.get_by_role("button", name="Try again")).to_be_visible()
    assert violations(page) == []

    dialog.get_by_role("button", name="Import", exact=True).click()
    card = steps.import_card(page)
    card.get_by_role("button", name="Cancel the import").click()
    expect(card.get_by_role("heading", name="Import canceled")).to_be_visible()
    expect(card.get_by_text("Nothing was changed.")).to_be_visible()
    told = steps.import_card(other)
    expect(told.get_by_role("heading", name="Import canceled")).to_be_visible()
    expect(other.get_by_role("row", name=re.compile("Canceled"))).to_be_visible()
    assert violations(other) == []

    card.get_by_role("button", name="Try again").click()
    expect(dialog.get_by_text("docker-compose.yml")).to_be_visible()
    dialog.get_by_role("button", name="Import", exact=True).click()
    steps.expect_import_ended(page)
    assert visitor.get(f"/api/models/{model}/elements/")["count"] > SERVICES
