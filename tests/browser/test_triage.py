"""Many threats are decided with few clicks, or with the keyboard alone."""

import csv
import io
import re

import openpyxl
from playwright.sync_api import Download, Locator, Page, expect

from tests.browser import steps
from tests.browser.accessibility import overflow, violations, violations_in_both_themes
from tests.browser.modes import only_embedded
from tests.services.deployment import Server
from tests.services.visitor import Visitor

pytestmark = only_embedded
PRIVILEGED = "container-privileged"
REASON = "The hosts are thrown away after each build."


def compose(services: int) -> bytes:
    """As many services, each of whose containers runs privileged."""
    parts = [
        f"  worker-{n}:\n    image: registry.example.com/worker:1.4\n    privileged: true\n"
        for n in range(services)
    ]
    return ("services:\n" + "".join(parts)).encode()


def imported(page: Page, live: Server, services: int) -> tuple[Visitor, str]:
    visitor = steps.enter(page, live)
    model = str(visitor.model("Build farm"))
    visitor.import_files(model, {"docker-compose.yml": compose(services)})
    visitor.wait_for_analysis(model)  # it adds attack scenarios
    return visitor, model


def threats(visitor: Visitor, model: str, query: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = visitor.get(f"/api/models/{model}/threats/?page_size=200&{query}")[
        "results"
    ]
    return found


def test_sixty_equal_threats_are_decided_and_assigned_with_four_clicks(page: Page, live: Server) -> None:
    visitor, model = imported(page, live, 60)
    equal = [one["number"] for one in threats(visitor, model, f"rule={PRIVILEGED}")]
    assert len(equal) == 60
    page.goto(f"/m/{model}/threats")
    row = page.get_by_role("row").filter(has_text="60 containers").filter(has_text="privileged")

    row.get_by_role("checkbox").click()
    expect(page.get_by_role("status").filter(has_text="60 selected")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="Not applicable").click()
    dialog = page.get_by_role("dialog", name="Not applicable: 60 threats")
    dialog.get_by_role("textbox", name="Reason").fill(REASON)
    dialog.get_by_role("checkbox", name="Assign to me").click()
    assert violations(page) == []
    dialog.get_by_role("button", name="Set not applicable").click()

    expect(dialog).to_be_hidden()
    decided = threats(visitor, model, "status=not-applicable&owner=me")
    assert {one["number"] for one in decided} == set(equal)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Undone: 60 threats")).to_be_visible()
    assert threats(visitor, model, "status=not-applicable") == []
    assert threats(visitor, model, "owner=me") == []


def test_a_hundred_and_ninety_threats_are_triaged_with_the_keyboard_alone(page: Page, live: Server) -> None:
    visitor, model = imported(page, live, 50)
    assert visitor.get(f"/api/models/{model}/threats/")["threat_count"] >= 190
    page.goto(f"/m/{model}/threats?flat=1")
    rows = page.get_by_role("grid").get_by_role("row")
    expect(rows.nth(1)).to_be_visible()

    _set_three_not_applicable(page, rows)
    assert len(threats(visitor, model, "status=not-applicable")) == 3

    # The focus is where it was; what was written in the field was no command.
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Shift+X")
    expect(page.get_by_text("3 selected")).to_be_visible()
    page.keyboard.press("m")
    expect(page.get_by_role("textbox", name="New mitigation")).to_be_focused()
    page.keyboard.type("An unprivileged runtime")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Mitigation proposed: 3 threats")).to_be_visible()

    expect(page.get_by_role("dialog")).to_have_count(0)

    page.keyboard.press("*")
    selected = page.get_by_text(re.compile(r"^\d{3} selected$"))
    expect(selected).to_be_visible()
    total = int(selected.inner_text().split()[0])
    page.keyboard.press("a")
    expect(page.get_by_role("combobox", name="Owner")).to_be_focused()
    me = page.get_by_role("option", name=re.compile(r"\(me\)$"))
    expect(me).to_be_visible()  # a letter may be lost that comes before the list
    page.keyboard.type("me")
    expect(page.get_by_role("option")).to_have_count(1)
    expect(me).to_be_visible()
    page.keyboard.press("Enter")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text(re.compile(rf"^Assigned to .*: {total} threats$"))).to_be_visible()
    assert visitor.get(f"/api/models/{model}/threats/?owner=me")["threat_count"] == total

    expect(page.get_by_role("dialog")).to_have_count(0)

    page.keyboard.press("u")
    expect(page.get_by_text(f"Undone: {total} threats")).to_be_visible()
    assert visitor.get(f"/api/models/{model}/threats/?owner=me")["threat_count"] == 0
    page.keyboard.press("?")
    help_dialog = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(help_dialog.get_by_text("Undo the latest change")).to_be_visible()


def _set_three_not_applicable(page: Page, rows: Locator) -> None:
    page.keyboard.press("j")
    expect(rows.nth(1)).to_be_focused()
    page.keyboard.press("Shift+J")
    page.keyboard.press("Shift+J")
    expect(page.get_by_text("3 selected")).to_be_visible()
    expect(rows.nth(3)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("n")
    expect(page.get_by_role("textbox", name="Reason")).to_be_focused()
    page.keyboard.type(REASON)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_click_with_shift_checks_all_rows_up_to_it(page: Page, live: Server) -> None:
    _, model = imported(page, live, 2)
    page.goto(f"/m/{model}/threats")
    boxes = page.locator("tbody").get_by_role("checkbox")
    boxes.nth(0).click()

    boxes.nth(2).click(modifiers=["Shift"])

    for place in range(3):
        expect(boxes.nth(place)).to_be_checked()
    expect(boxes.nth(3)).not_to_be_checked()


def test_a_threat_shows_owner_date_and_activity_in_one_stream(page: Page, live: Server) -> None:
    visitor, model = imported(page, live, 2)
    number = threats(visitor, model, f"rule={PRIVILEGED}")[0]["number"]
    page.goto(f"/m/{model}/threats/{number}")

    page.get_by_role("button", name="No date").click()
    page.get_by_role("textbox", name="Due date").fill("2020-02-03")
    page.get_by_role("button", name="Set due date").click()
    expect(page.get_by_text(re.compile(r"^Overdue by [\d,]+ days$"))).to_be_visible()
    page.get_by_role("textbox", name="Comment").fill("Seen in the review")
    page.get_by_role("button", name="Comment", exact=True).click()
    expect(page.get_by_role("article").filter(has_text="Seen in the review")).to_be_visible()
    expect(page.get_by_text("set the due date of")).to_be_visible()
    assert violations(page) == []

    page.goto(f"/m/{model}/threats?due=overdue&flat=1")
    expect(page.get_by_role("grid").get_by_role("row")).to_have_count(2)


def test_what_matters_most_is_shown_and_the_rest_folded(page: Page, live: Server) -> None:
    visitor, model = imported(page, live, 30)
    team = visitor.get("/api/teams/")["results"][0]["id"]
    visitor.patch(f"/api/teams/{team}/", {"triage_budget": 4})
    page.goto(f"/m/{model}/threats?flat=1")

    page.get_by_role("button", name="The 4 that matter most").click()

    rows = page.get_by_role("grid").get_by_role("row")
    expect(rows).to_have_count(5)
    expect(page.get_by_text(re.compile(r"[\d,]+ more threats are folded\."))).to_be_visible()
    page.get_by_role("button", name="Show all").click()
    expect(rows).to_have_count(51)


def test_a_change_of_many_is_undone_from_the_history(page: Page, live: Server) -> None:
    visitor, model = imported(page, live, 3)
    seen = visitor.get(f"/api/models/{model}/threats/")["seen"]
    change = {"status": "not-applicable", "reason": REASON}
    body = {"selection": {"numbers": [1, 2]}, "seen": seen, "change": change}
    visitor.post(f"/api/models/{model}/threats/changes/", body)
    page.goto(f"/m/{model}/history?tab=events")

    event = page.get_by_role("listitem").filter(has_text="decided 2 threats")
    expect(event.get_by_text("Not applicable")).to_be_visible()
    event.get_by_role("button", name="Undo: decided 2 threats").click()

    expect(event.get_by_text("Undone")).to_be_visible()
    expect(page.get_by_text("undid a change of 2 threats").first).to_be_visible()
    assert threats(visitor, model, "status=not-applicable") == []


def test_filters_are_saved_shared_renamed_and_deleted(page: Page, live: Server) -> None:
    visitor, model = imported(page, live, 2)
    other = str(visitor.model("Another farm"))
    visitor.import_files(other, {"docker-compose.yml": compose(1)})
    page.goto(f"/m/{model}/threats?severity=critical&severity=high&owner=none&group=element")

    page.get_by_role("button", name="Saved filters").click()
    menu = page.get_by_role("region", name="Saved filters")
    name = menu.get_by_role("textbox", name="Name of the filter")
    expect(name).to_have_value("Critical, High · Owner: No owner · by element")
    menu.get_by_role("checkbox", name="Share with the team").check()
    menu.get_by_role("button", name="Save", exact=True).click()
    expect(menu.get_by_text("Shared by you")).to_be_visible()
    assert violations(page) == []

    menu.get_by_role("button", name="Actions for Critical, High").click()
    page.get_by_role("menuitem", name="Rename").click()
    menu.get_by_role("textbox", name="New name of").fill("Nobody's")
    page.keyboard.press("Enter")
    expect(menu.get_by_role("button", name=re.compile("^Nobody's"))).to_be_visible()

    # It holds in every model of the team.
    page.goto(f"/m/{other}/threats")
    page.get_by_role("button", name="Saved filters").click()
    page.get_by_role("button", name=re.compile("^Nobody's")).click()
    expect(page).to_have_url(re.compile(r"group=element&owner=none&severity=critical&severity=high"))
    expect(page.get_by_role("list", name="Active filters")).to_contain_text("No owner")
    page.get_by_role("button", name="Saved filters").click()
    page.get_by_role("button", name="Actions for Nobody's").click()
    page.get_by_role("menuitem", name="Delete").click()
    page.get_by_role("button", name="Delete filter").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert visitor.get(f"/api/models/{model}/views/?shows=threats")["results"] == []


def test_the_list_and_a_selection_are_exported(page: Page, live: Server) -> None:
    visitor, model = imported(page, live, 3)
    page.goto(f"/m/{model}/threats?flat=1&rule={PRIVILEGED}")
    equal = {f"T{one['number']}" for one in threats(visitor, model, f"rule={PRIVILEGED}")}

    with page.expect_download() as listed:
        page.get_by_role("button", name="Export", exact=True).click()
        page.get_by_role("menuitem", name="CSV", exact=True).click()
    assert listed.value.suggested_filename.startswith("threats-build-farm-")
    assert exported(listed.value) == equal

    first = page.get_by_role("checkbox", name=re.compile(r"^Select T\d+$")).first
    number = (first.get_attribute("aria-label") or "").removeprefix("Select ")
    first.click()
    bar = page.get_by_role("region", name="Selected threats")
    bar.get_by_role("button", name="More actions").click()
    with page.expect_download() as selected:
        page.get_by_role("menuitem", name="Export as CSV").click()
    assert exported(selected.value) == {number}

    bar.get_by_role("button", name="More actions").click()
    with page.expect_download() as workbook:
        page.get_by_role("menuitem", name="Export as Excel (XLSX)").click()
    content = io.BytesIO(workbook.value.path().read_bytes())  # a download has no extension here
    rows = openpyxl.load_workbook(content)["Threats"]
    assert [row[0].value for row in rows.iter_rows(min_row=2)] == [number]


def exported(download: Download) -> set[str]:
    """The numbers of the threats in the file."""
    with download.path().open(encoding="utf-8-sig", newline="") as file:
        return {row["Number"] for row in csv.DictReader(file)}


def test_the_bar_fits_a_phone(page: Page, live: Server) -> None:
    _, model = imported(page, live, 3)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"/m/{model}/threats?flat=1")

    page.get_by_role("checkbox", name=re.compile(r"^Select T\d+$")).first.click()

    expect(page.get_by_role("region", name="Selected threats")).to_be_visible()
    assert overflow(page) <= 0
    assert violations_in_both_themes(page) == []
