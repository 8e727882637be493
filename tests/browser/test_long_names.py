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


def test_list_of_models_leaves_room_for_names_at_every_width(page: Page, live: Server) -> None:
    owner = steps.enter(page, live)
    owner.model(LONG_NAME)
    team = owner.get("/api/teams/")["results"][0]["id"]

    page.goto(f"/t/{team}")

    header = page.get_by_role("columnheader", name="Model", exact=True)
    expect(page.get_by_role("link", name=LONG_NAME)).to_be_visible()
    for width in (1440, 1280, 1024):
        page.set_viewport_size({"width": width, "height": 900})
        assert header.evaluate("(cell) => cell.offsetWidth") >= 180, width
        table = page.get_by_role("grid", name="Models")
        assert table.evaluate("(one) => one.offsetWidth <= one.parentElement.clientWidth"), width


def test_breadcrumb_cuts_the_name_of_the_model_and_not_of_the_team(page: Page, live: Server) -> None:
    owner = steps.enter(page, live)
    model = owner.model(f"{LONG_NAME}, second site")
    page.set_viewport_size({"width": 1024, "height": 900})

    page.goto(f"/m/{model}/threats")

    team = page.get_by_role("navigation", name="Breadcrumb").get_by_role("link").first
    expect(team).to_be_visible()
    assert team.evaluate("(link) => link.scrollWidth <= link.clientWidth")


def test_days_of_the_audit_log_are_inside_of_a_phone(page: Page, live: Server) -> None:
    owner = steps.enter(page, live)
    team = owner.get("/api/teams/")["results"][0]["id"]
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})

    page.goto(f"/t/{team}/settings/audit")

    expect(page.get_by_role("textbox", name="To day")).to_be_in_viewport(ratio=1)
