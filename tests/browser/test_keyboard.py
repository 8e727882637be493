"""The canvas without a mouse: every key is a real one, and after each it is asked where the focus is."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.meeting import Meeting, all_saved, meeting
from tests.services.deployment import Server

pytestmark = pytest.mark.parametrize("live", ["embedded"], indirect=True)


@pytest.fixture
def room(browser: Browser, live: Server) -> Iterator[Meeting]:
    with meeting(browser, live) as called:
        yield called


def test_letters_meant_for_a_name_do_nothing_when_somebody_deletes_the_element(room: Meeting) -> None:
    ana = room.sit_down(room.owner)
    ben = room.sit_down(room.invite("Ben"))
    ben.select("compose:cache")
    ben.page.keyboard.press("F2")
    expect(ben.node("compose:cache").get_by_role("textbox", name="Name")).to_be_focused()
    ben.page.keyboard.type("sessions")
    ana.select("compose:cache")
    ana.page.keyboard.press("Delete")
    expect(ben.node("compose:cache")).to_have_count(0)
    all_saved([ana, ben])
    before = room.drawn()

    # As shortcuts: arrange everything, add an element, show the outline.
    ben.page.keyboard.type("la no", delay=30)

    said = ben.page.get_by_role("alert")
    expect(said).to_have_text("Olga Owner deleted cache while you renamed it. You had written “sessions”.")
    expect(ben.page.get_by_role("dialog")).to_have_count(0)
    expect(ben.page.get_by_role("tree")).to_have_count(0)
    all_saved([ana, ben])
    assert room.drawn() == before
    ben.page.mouse.click(*_middle(ben.page))
    ben.page.keyboard.press("n")
    expect(ben.page.get_by_role("combobox", name="Add an element")).to_be_focused()


def test_a_comment_that_was_begun_waits_for_whoever_comes_back(room: Meeting) -> None:
    ana = room.sit_down(room.owner)
    ben = room.sit_down(room.invite("Ben"))
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


def _middle(page: Page) -> tuple[float, float]:
    """A point of the canvas where nothing is drawn."""
    box = page.get_by_role("region", name="Canvas").bounding_box()
    assert box is not None
    return box["x"] + box["width"] - 60, box["y"] + box["height"] / 2
