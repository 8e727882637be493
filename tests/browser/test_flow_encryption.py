"""The protocol of a drawn flow says at once whether it is encrypted; what a person says of it wins."""

import re
import uuid
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import steps
from tests.browser.accessibility import violations
from tests.browser.modes import only_embedded
from tests.services.deployment import Server

pytestmark = only_embedded


def _set(on: str, uid: str, **props: Any) -> dict[str, Any]:
    return {"op": "set", "on": on, "uid": uid, "props": props}


@pytest.fixture
def drawn(page: Page, live: Server) -> str:
    """A model in which web calls db, over a protocol that nobody has said; the flow is selected."""
    visitor = steps.enter(page, live)
    model = visitor.model("Shop")
    size = {"y": 0, "width": 200, "height": 64}
    ops = [
        _set("element", "web", kind="workload", name="web", x=0, **size),
        _set("element", "db", kind="datastore", name="db", x=500, **size),
        _set("flow", "f", source="web", destination="db"),
    ]
    visitor.post(f"/api/models/{model}/batches/", {"id": uuid.uuid4().hex, "ops": ops})
    page.goto(f"/m/{model}/architecture?select=f")
    page.get_by_role("tab", name="Facts").click()
    return model


def test_a_lock_follows_the_protocol_and_what_is_said_of_it(page: Page, drawn: str) -> None:
    inspector = page.get_by_role("complementary", name="Inspector: Data flow")
    expect(inspector.get_by_text("Drawn data flow", exact=True)).to_be_visible()
    expect(_lock(page)).to_have_count(0)

    _say_protocol(page, "https")
    expect(_lock(page)).to_have_count(1)
    expect(inspector.get_by_text("Drawn data flow HTTPS, encrypted")).to_be_visible()
    expect(inspector.get_by_text("HTTPS is encrypted")).to_be_visible()

    _say_protocol(page, "http")
    expect(_lock(page)).to_have_count(0)
    expect(inspector.get_by_text("Drawn data flow HTTP, not encrypted")).to_be_visible()
    expect(inspector.get_by_text("HTTP is not encrypted")).to_be_visible()

    _say_protocol(page, "https")
    encrypted = page.get_by_role("group", name="Encrypted", exact=True)
    steps.tick(encrypted.get_by_role("radio", name="No", exact=True))
    expect(_lock(page)).to_have_count(0)
    expect(inspector.get_by_text("Drawn data flow HTTPS, not encrypted")).to_be_visible()
    expect(inspector.get_by_text("HTTPS is encrypted")).to_have_count(0)
    assert violations(page) == []

    page.get_by_role("button", name="Encrypted: take back").click()
    expect(_lock(page)).to_have_count(1)
    page.goto(f"/m/{drawn}/architecture?select=db")
    page.get_by_role("tab", name="Connections").click()
    expect(page.get_by_role("button", name="Flow from web HTTPS, encrypted")).to_be_visible()


def _lock(page: Page) -> Locator:
    return page.locator("[data-encrypted=true]")


def _say_protocol(page: Page, protocol: str) -> None:
    page.get_by_role("button", name=re.compile(r"^Protocol: .*\. Change$")).click()
    page.get_by_role("textbox", name="Protocol").fill(protocol)
    page.keyboard.press("Enter")
