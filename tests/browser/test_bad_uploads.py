"""Dropping a file that cannot be imported: one clear message, and nothing half-imported."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.bad_files import BAD_FILES
from tests.browser import steps
from tests.browser.modes import only_team
from tests.services.deployment import Server

# With the worker in a process of its own, which is where a bad file could do harm.
pytestmark = only_team

REFUSED_AT_ONCE = {"empty.yaml": "The file is empty.", "large.yaml": "The limit is 24"}
TOLD_BY_THE_SERVER = [name for name in BAD_FILES if name not in REFUSED_AT_ONCE]


@pytest.mark.parametrize("name", REFUSED_AT_ONCE)
def test_refused_before_it_is_sent(page: Page, live: Server, tmp_path: Path, name: str) -> None:
    steps.enter(page, live)
    steps.open_models(page)

    steps.drop(page, _written(tmp_path, name))

    dialog = page.get_by_role("dialog", name="New model")
    expect(dialog.get_by_text(REFUSED_AT_ONCE[name])).to_be_visible()
    expect(dialog.get_by_role("button", name="Create and import")).to_be_disabled()


@pytest.mark.parametrize("name", TOLD_BY_THE_SERVER)
def test_told_by_the_import(page: Page, live: Server, tmp_path: Path, name: str) -> None:
    visitor = steps.enter(page, live)
    visitor.model("Shop")
    steps.open_models(page)

    steps.drop(page, _written(tmp_path, name))
    dialog = page.get_by_role("dialog", name="New model")
    dialog.get_by_role("button", name="Create and import").click()

    expect(dialog.get_by_role("alert")).to_have_count(1)
    expect(dialog.get_by_role("alert")).to_contain_text(name)
    expect(dialog.get_by_role("alert")).to_contain_text("No model was created.")
    team = visitor.get("/api/teams/")["results"][0]["id"]
    assert [row["name"] for row in visitor.get(f"/api/teams/{team}/models/")["results"]] == ["Shop"]


@pytest.mark.parametrize("name", TOLD_BY_THE_SERVER[:1])
def test_told_by_an_import_into_a_model_until_the_page_is_left(
    page: Page, live: Server, tmp_path: Path, name: str
) -> None:
    visitor = steps.enter(page, live)
    page.goto(f"/m/{visitor.model('Shop')}/threats")

    steps.import_again(page, _written(tmp_path, name))

    card = steps.import_card(page)
    expect(card.get_by_role("heading", name="Import failed")).to_be_visible()
    expect(card.get_by_role("alert")).to_contain_text("Nothing was changed.")
    steps.open_page(page, "History")
    expect(page.get_by_role("heading", name="History", exact=True)).to_be_visible()
    expect(card).to_have_count(0)


def _written(folder: Path, name: str) -> Path:
    path = folder / name
    path.write_bytes(BAD_FILES[name]())
    return path
