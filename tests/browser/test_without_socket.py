"""Behind a proxy that lets no WebSocket through, what one does is saved all the same."""

from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.accessibility import violations
from tests.browser.demo_model import make_media_model
from tests.browser.modes import only_embedded
from tests.services.deployment import Server
from tests.services.visitor import Visitor
from tests.waiting import wait_until

# What a browser makes of a connection that is refused.
NO_SOCKET = """window.WebSocket = class {
  constructor() { setTimeout(() => this.onclose?.({ code: 1006 }), 5); }
  send() { throw new Error("not open"); }
  close() {}
};"""


@only_embedded
def test_edits_are_posted_shown_and_taken_back(page: Page, live: Server) -> None:
    demo = make_media_model(live)
    steps.add_cookies(page.context, demo.visitor)
    page.add_init_script(NO_SOCKET)
    page.goto(f"/m/{demo.model}/architecture?select=compose:transcoder")
    state = page.get_by_role("status", name="Changes")
    expect(state).to_have_text("Saved, not live")
    assert violations(page) == []

    page.keyboard.press("F2")
    page.get_by_role("textbox", name="Name", exact=True).fill("encoder")
    page.keyboard.press("Enter")
    wait_until(
        lambda: names(demo.visitor, demo.model)["compose:transcoder"] == "encoder", what="the other name"
    )
    expect(state).to_have_text("Saved, not live")
    page.get_by_role("button", name="Undo: Rename to encoder").click()
    expect(page.get_by_role("heading", name="transcoder")).to_be_visible()
    wait_until(
        lambda: names(demo.visitor, demo.model)["compose:transcoder"] == "transcoder", what="the name again"
    )
    expect(state).to_have_text("Saved, not live")

    changes = demo.visitor.get(f"/api/models/{demo.model}/changes/")["results"]
    assert len([change for change in changes if change["origin"] in {"person", "undo"}]) == 2


def names(visitor: Visitor, model: str) -> dict[str, str]:
    """The name of every element, by uid."""
    return {row["uid"]: row["name"] for row in visitor.get(f"/api/models/{model}/architecture/")["elements"]}
