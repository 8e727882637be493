"""Long names and addresses wrap; they push nothing out of its table or dialog."""

from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.chromium import PHONE
from tests.browser.modes import only_embedded
from tests.services.deployment import Server

# The pages are the same in both modes of the server; one of them is enough.
pytestmark = only_embedded

LONG_NAME = "Payment gateway of the northern and southern warehouses, migrated from the former data center"
LONG_EMAIL = "maximiliane-alexandrina.von-hohenstaufen-wittelsbach@subsidiary.holdings.example"


def test_audit_log_leaves_room_for_what_changed(page: Page, live: Server) -> None:
    owner = steps.enter(page, live)
    owner.delete(f"/api/models/{owner.model(LONG_NAME)}/")
    team = owner.get("/api/teams/")["results"][0]["id"]

    page.goto(f"/t/{team}/settings/audit")

    table = page.get_by_role("table", name="Audit log")
    expect(table.get_by_text("Deleted a model")).to_be_visible()
    widths = {
        name: table.get_by_role("columnheader", name=name).evaluate("(cell) => cell.offsetWidth")
        for name in ("What", "Change")
    }
    assert widths["Change"] > widths["What"] / 2
    assert table.evaluate("(one) => one.offsetWidth <= one.parentElement.clientWidth")


def test_dialog_about_a_long_address_keeps_its_close_button(page: Page, live: Server) -> None:
    administrator = steps.enter(page, live)
    administrator.invite(LONG_EMAIL, role="viewer", name="Max")
    live.manage("users", "make-admin", administrator.get("/api/session/")["user"]["email"])
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})

    page.goto("/admin")
    page.get_by_role("button", name=f"Actions for {LONG_EMAIL}").click()
    page.get_by_role("menuitem", name="Disable account").click()

    dialog = page.get_by_role("dialog", name=f"Disable {LONG_EMAIL}?")
    expect(dialog.get_by_role("button", name="Close")).to_be_in_viewport(ratio=1)
