"""Alerts of Falco become findings, a suggestion is linked, and the threat shows what confirmed it."""

import json
import re

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.browser import steps
from tests.browser.modes import only_embedded, only_team
from tests.services.deployment import Server
from tests.shop_model import COMPOSE
from threatmodel.engine.library.loader import load_library


@pytest.fixture
def editor(live: Server, page: Page) -> Page:
    """The page of an editor at the assessments of a model with the Docker socket."""
    owner = steps.enter(page, live)
    model = str(owner.model("Shop"))
    owner.import_files(model, {"docker-compose.yml": COMPOSE.encode()})
    page.goto(f"/m/{model}/assessments")
    return page


def falco() -> bytes:
    """An alert on the service with the socket, with a technique of its threat, and one elsewhere."""
    rule = load_library().rule("container-runtime-socket-mounted")
    assert rule is not None
    technique = next(one for one in rule.references if one.startswith("attack:T")).removeprefix("attack:")
    alerts = [
        {
            "rule": "Terminal shell in container",
            "priority": "Warning",
            "time": "2026-03-01T12:00:00Z",
            "tags": [technique],
            "output": "command=hunter2-canary",
            "output_fields": {"container.name": name},
        }
        for name in ("shop-proxy-1", "unknown-tool")
    ]
    return b"\n".join(json.dumps(one).encode() for one in alerts)


@only_embedded
def test_alerts_are_imported_linked_and_confirmed(editor: Page) -> None:
    expect(editor.get_by_role("heading", name="No assessments yet")).to_be_visible()
    with editor.expect_file_chooser() as chooser:
        editor.get_by_role("button", name="Import Falco alerts").click()
    chooser.value.set_files({"name": "falco.json", "mimeType": "application/json", "buffer": falco()})

    expect(editor.get_by_text("Last import: 2 alerts read.")).to_be_visible()
    editor.get_by_text("1 place not in the model").click()
    expect(editor.get_by_text("unknown-tool", exact=True)).to_be_visible()
    with editor.expect_response(lambda answer: answer.request.method == "PATCH" and answer.ok):
        editor.get_by_role("button", name=re.compile(r"^Link T\d+$")).first.click()
    linked = editor.get_by_role("list", name="Linked to Terminal shell in container").first
    threat = linked.get_by_role("link", name=re.compile(r"^T\d+ "))
    editor.get_by_role("combobox", name="Status of Terminal shell in container").first.click()
    with editor.expect_response(lambda answer: answer.request.method == "PATCH" and answer.ok):
        editor.get_by_role("option", name="Confirmed").click()
    threat.click()

    expect(editor.get_by_text("Confirmed by runtime alerts of Mar 1, 2026")).to_be_visible()
    expect(editor.get_by_text(re.compile("hunter2"))).to_have_count(0)


@only_embedded
def test_the_same_file_is_chosen_again_and_counts_nothing(editor: Page) -> None:
    file: FilePayload = {"name": "falco.json", "mimeType": "application/json", "buffer": falco()}
    for button in ("Import Falco alerts", "Import more alerts", "Import more alerts"):
        with editor.expect_file_chooser() as chooser:
            editor.get_by_role("button", name=button).click()
        with editor.expect_response(re.compile("/alerts/$")):
            chooser.value.set_files(file)

    expect(editor.get_by_text("Last import: 2 alerts read. 2 were imported before.")).to_be_visible()
    names = ("compose:proxy", "unknown-tool")
    for name in names:
        status = f"Status of Terminal shell in container on {name}"
        expect(editor.get_by_role("combobox", name=status)).to_be_visible()


@only_team
def test_a_penetration_test_is_recorded_with_a_finding_that_is_linked_by_search(editor: Page) -> None:
    editor.get_by_role("button", name="Add assessment").click()
    dialog = editor.get_by_role("dialog", name="Add assessment")
    dialog.get_by_role("textbox", name="Title").fill("Test of spring")
    dialog.get_by_role("textbox", name="Performed on").fill("2026-03-12")
    dialog.get_by_role("textbox", name="Next due").fill("2099-03-12")
    dialog.get_by_role("button", name="Add assessment").click()
    expect(editor.get_by_role("heading", name="Test of spring")).to_be_visible()

    editor.get_by_role("button", name="Add finding").click()
    dialog = editor.get_by_role("dialog", name="Add finding")
    dialog.get_by_role("textbox", name="Title").fill("Socket reachable")
    dialog.get_by_role("button", name="Add finding").click()
    editor.get_by_role("button", name="Link Socket reachable").click()
    editor.get_by_role("menuitem", name="Link to a threat").click()
    dialog = editor.get_by_role("dialog", name="Link to a threat")
    dialog.get_by_role("textbox", name="Search threats").fill("socket")
    dialog.get_by_role("button", name=re.compile("socket", re.IGNORECASE)).first.click()

    linked = editor.get_by_role("list", name="Linked to Socket reachable")
    linked.get_by_role("link").click()
    expect(editor.get_by_text("Reported by penetration test of Mar 12, 2026")).to_be_visible()
