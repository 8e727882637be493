"""The canvas without a mouse: every key is a real one, and after each it is asked where the focus is."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import steps
from tests.browser.modes import only_embedded
from tests.browser.shared_model import SharedModel, all_saved
from tests.waiting import wait_until

pytestmark = only_embedded


def test_letters_meant_for_a_name_do_nothing_when_somebody_deletes_the_element(shared: SharedModel) -> None:
    ana = shared.join(shared.owner)
    ben = shared.join(shared.invite("Ben"))
    ben.select("compose:cache")
    ben.page.keyboard.press("F2")
    expect(ben.node("compose:cache").get_by_role("textbox", name="Name")).to_be_focused()
    ben.page.keyboard.type("sessions")
    # A pause ends what was meant for the field, and a busy machine makes one.
    ben.page.evaluate("Date.now = ((now) => () => now)(Date.now())")
    ana.select("compose:cache")
    ana.page.keyboard.press("Delete")
    expect(ben.node("compose:cache")).to_have_count(0)
    all_saved([ana, ben])
    before = shared.drawn()

    # As shortcuts: arrange everything, add an element, show the outline.
    ben.page.keyboard.type("la no", delay=30)

    said = ben.page.get_by_role("alert")
    expect(said).to_have_text("Olga Owner deleted cache while you renamed it. You had written “sessions”.")
    expect(ben.page.get_by_role("dialog")).to_have_count(0)
    expect(ben.page.get_by_role("tree")).to_have_count(0)
    all_saved([ana, ben])
    assert shared.drawn() == before
    ben.page.mouse.click(*_middle(ben.page))
    ben.page.keyboard.press("n")
    expect(ben.page.get_by_role("combobox", name="Add an element")).to_be_focused()


def test_a_comment_that_was_begun_waits_for_whoever_comes_back(shared: SharedModel) -> None:
    ana = shared.join(shared.owner)
    ben = shared.join(shared.invite("Ben"))
    ben.select("compose:cache")
    ben.page.get_by_role("tab", name="Comments").click()
    words = ben.page.get_by_role("textbox", name="Comment")
    words.fill("Who may read this?")
    ben.select("compose:db")
    expect(words).to_have_value("")
    ben.select("compose:cache")
    expect(words).to_have_value("Who may read this?")
    words.press("End")

    ana.select("compose:cache")
    ana.page.keyboard.press("Delete")
    expect(ben.page.get_by_role("alert")).to_contain_text("which is kept here for when it is brought back")
    ana.page.keyboard.press("ControlOrMeta+z")
    expect(ben.node("compose:cache")).to_be_visible()
    ben.select("compose:cache")

    expect(words).to_have_value("Who may read this?")


@pytest.mark.parametrize("key", ["ContextMenu", "Shift+F10"])
def test_the_menu_of_a_row_stays_open_and_gives_the_focus_back(shared: SharedModel, key: str) -> None:
    page = shared.join(shared.owner).page
    _open_outline(page)
    row = _go_to(page, "web")

    page.keyboard.press(key)

    expect(page.get_by_role("menuitem", name="Rename")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("menu")).to_have_count(0)
    expect(row).to_be_focused()


def test_the_focus_is_always_where_one_goes_on(shared: SharedModel) -> None:
    page = shared.join(shared.owner).page
    drawing = page.get_by_role("application", name="Drawing of the architecture")
    page.keyboard.press("/")
    expect(page.get_by_role("combobox", name="Find an element")).to_be_focused()
    page.keyboard.press("Escape")
    expect(drawing).to_be_focused()
    _find(page, "cache")
    expect(drawing).to_be_focused()
    expect(page.get_by_text("cache selected", exact=True)).to_be_attached()

    _open_outline(page)
    expect(_row(page, "cache")).to_be_focused()
    _find(page, "db")
    expect(_row(page, "db")).to_be_focused()
    for key, field in (("m", "Move into"), ("n", "Add an element"), ("c", "Connect db to")):
        page.keyboard.press(key)
        expect(page.get_by_role("combobox", name=field)).to_be_focused()
        page.keyboard.press("Escape")
        expect(_row(page, "db")).to_be_focused()

    page.keyboard.press("n")
    _choose(page, "Add an element", "Data store")
    expect(page.get_by_role("textbox", name="Name", exact=True)).to_be_focused()
    page.keyboard.type("backups")
    page.keyboard.press("Enter")
    expect(_row(page, "backups")).to_be_focused()
    page.keyboard.press("c")
    _choose(page, "Connect backups to", "web")
    expect(_row(page, "backups")).to_be_focused()
    expect(page.get_by_label("Inspector: Data flow")).to_be_visible()

    page.keyboard.press("?")
    help_ = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(help_.get_by_role("heading", name="Outline")).to_be_visible()
    page.keyboard.press("Escape")
    expect(help_).to_have_count(0)
    expect(_row(page, "backups")).to_be_focused()

    place = page.evaluate(PLACE)
    page.keyboard.press("Delete")
    expect(_row(page, "backups")).to_have_count(0)
    expect(page.locator("[role=treeitem]:focus")).to_have_count(1)
    assert abs(page.evaluate(PLACE) - place) <= 1
    page.keyboard.press("o")
    expect(drawing).to_be_focused()


def test_f6_leads_from_the_outline_to_the_inspector_and_back(shared: SharedModel) -> None:
    page = shared.join(shared.owner).page
    _open_outline(page)
    row = _go_to(page, "web")
    inspector = page.get_by_role("complementary", name="Inspector: web", exact=True)

    page.keyboard.press("Enter")
    expect(inspector).to_be_visible()
    expect(row).to_be_focused()
    page.keyboard.press("Enter")
    expect(inspector).to_be_focused()
    page.keyboard.press("F6")
    expect(row).to_be_focused()
    page.keyboard.press("F6")
    expect(page.get_by_role("application", name="Drawing of the architecture")).to_be_focused()
    page.keyboard.press("F6")
    expect(inspector).to_be_focused()

    _tab_to(page, page.get_by_role("tab", name="Threats"))
    for _ in range(2):
        page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="Connections")).to_be_focused()
    _tab_to(page, page.get_by_role("button", name=re.compile("^Flow to db")))
    page.keyboard.press("Enter")
    expect(page.get_by_role("complementary", name="Inspector: Data flow")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("[role=treeitem]:focus")).to_have_count(1)


def test_several_are_selected_in_the_outline_and_deleted(shared: SharedModel) -> None:
    page = shared.join(shared.owner).page
    _open_outline(page)
    _go_to(page, "cache")

    page.keyboard.press("Space")
    expect(_row(page, "cache")).to_have_attribute("aria-selected", "true")
    expect(page.get_by_label("Inspector: cache")).to_be_visible()
    page.keyboard.press("Shift+ArrowDown")
    expect(_row(page, "db")).to_be_focused()
    expect(page.get_by_text("2 elements selected")).to_be_attached()
    page.keyboard.press("ArrowDown")
    expect(_row(page, "web")).to_be_focused()
    page.keyboard.press("Control+Space")
    expect(page.locator("[role=treeitem][aria-selected=true]")).to_have_count(3)
    page.keyboard.press("Control+Space")
    expect(page.locator("[role=treeitem][aria-selected=true]")).to_have_count(2)
    before = shared.drawn()
    page.keyboard.type("al")
    wait_until(lambda: _same_left(shared), what="left edges that are aligned")
    assert shared.drawn()["compose:web"]["x"] == before["compose:web"]["x"]

    page.keyboard.press("ArrowUp")
    expect(_row(page, "db")).to_be_focused()
    page.keyboard.press("Delete")
    expect(_row(page, "db")).to_have_count(0)
    expect(_row(page, "cache")).to_have_count(0)


def test_a_boundary_is_resized_by_keys(shared: SharedModel) -> None:
    participant = shared.join(shared.owner)
    page = participant.page
    _open_outline(page)
    _go_to(page, "web")
    page.keyboard.press("Space")
    expect(page.get_by_label("Inspector: web", exact=True)).to_be_visible()
    page.keyboard.press("Control+ArrowRight")
    expect(page.get_by_text("Resize web")).to_be_attached()
    all_saved([participant])
    before = shared.drawn()["compose:web"]

    page.keyboard.press("Control+Shift+ArrowRight")
    page.keyboard.press("Control+ArrowRight")
    page.keyboard.press("Control+ArrowLeft")
    page.keyboard.press("Control+ArrowDown")

    expect(_row(page, "web")).to_be_focused()
    wanted = {"width": before["width"] + 40, "height": before["height"] + 8}
    wait_until(
        lambda: wanted.items() <= shared.drawn()["compose:web"].items(),
        what="a frame that is 40 wider and 8 taller",
    )


def test_the_page_says_what_it_is(shared: SharedModel) -> None:
    page = shared.join(shared.owner).page

    expect(page).to_have_title("Architecture · Shop · Bulkhead")
    expect(page.get_by_role("heading", level=1, name="Architecture of Shop")).to_be_attached()


# At which row the focus is.
PLACE = "Math.round(new DOMMatrix(getComputedStyle(document.activeElement).transform).f / 30)"


def _same_left(shared: SharedModel) -> bool:
    drawn = shared.drawn()
    return bool(drawn["compose:cache"]["x"] == drawn["compose:db"]["x"])


def _find(page: Page, name: str) -> None:
    page.keyboard.press("/")
    _choose(page, "Find an element", name)
    expect(page.get_by_label(f"Inspector: {name}")).to_be_visible()


def _choose(page: Page, field: str, words: str) -> None:
    expect(page.get_by_role("combobox", name=field)).to_be_focused()
    page.keyboard.type(words)
    expect(page.get_by_role("option").first).to_contain_text(words)
    page.keyboard.press("Enter")


def _tab_to(page: Page, wanted: Locator) -> None:
    expect(wanted).to_be_visible()
    for _ in range(40):
        page.keyboard.press("Tab")
        if wanted.count() and wanted.evaluate("one => one === document.activeElement"):
            return
    raise AssertionError("Tab does not lead there")


def _row(page: Page, name: str) -> Locator:
    """The row of a workload or a thing outside all of them."""
    return page.get_by_role("treeitem", name=re.compile(f"^{name} (?!Container)"))


def _open_outline(page: Page) -> None:
    page.keyboard.press("o")
    expect(page.locator("[role=treeitem]:focus")).to_have_count(1)


def _go_to(page: Page, name: str) -> Locator:
    """Go down the outline to a row."""
    row = _row(page, name)
    steps.go_down_to(page, row)
    return row


def _middle(page: Page) -> tuple[float, float]:
    """A point of the canvas where nothing is drawn."""
    box = page.get_by_role("region", name="Canvas").bounding_box()
    assert box is not None
    return box["x"] + box["width"] - 60, box["y"] + box["height"] / 2
