"""The drawing is filtered, and a saved view brings the same to somebody else."""

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser import steps
from tests.browser.accessibility import violations
from tests.browser.demo_model import MediaModel, make_media_model
from tests.browser.modes import only_embedded
from tests.browser.profiles import profile
from tests.browser.test_drawing import step_to
from tests.services.deployment import Server

pytestmark = only_embedded

TRANSCODER = "compose:transcoder"


@pytest.fixture
def demo(page: Page, live: Server) -> MediaModel:
    """The studio's model on the canvas."""
    made = make_media_model(live)
    steps.add_cookies(page.context, made.visitor)
    page.goto(f"/m/{made.model}/architecture")
    expect(steps.node(page, TRANSCODER)).to_be_visible()
    return made


def test_filters_narrow_together_and_a_view_brings_them_to_another_browser(
    page: Page, demo: MediaModel, browser: Browser, live: Server
) -> None:
    choose(page, "Footage of visitors")
    expect(steps.node(page, TRANSCODER)).not_to_have_class(DIMMED)
    expect(chips(page)).to_contain_text("1 element and 0 flows match")

    page.get_by_role("button", name=re.compile("^Filter")).click()
    steps.tick(page.get_by_role("checkbox", name="Flows from the internet"))
    steps.tick(page.get_by_role("checkbox", name=re.compile(r"^Build \d")))
    page.keyboard.press("Escape")
    expect(chips(page).get_by_role("listitem")).to_have_text(
        ["Lifecycle: build", "Data: Footage of visitors", "Flows from the internet"]
    )
    page.get_by_role("button", name="Take off the filter Lifecycle: build").click()
    expect(chips(page).get_by_role("listitem")).to_have_count(2)
    assert violations(page) == []

    link = save_view(page, demo, "Footage")
    with profile(browser, base_url=live.url) as context:
        steps.add_cookies(context, demo.visitor)
        other = context.new_page()
        other.goto(link)
        expect_footage_from_the_internet(other, zoomed=zoom(page))


def expect_footage_from_the_internet(other: Page, *, zoomed: str) -> None:
    """See what the view says, and take all filters off."""
    expect(chips(other).get_by_role("listitem")).to_have_text(
        ["Data: Footage of visitors", "Flows from the internet"]
    )
    expect(other.get_by_role("button", name="Layers", exact=True)).to_be_visible()
    expect(other.get_by_role("status", name="Zoom")).to_have_text(zoomed)

    other.get_by_role("button", name="Clear", exact=True).click()
    expect(steps.node(other, TRANSCODER)).not_to_have_class(DIMMED)
    expect(other.get_by_role("region", name="Filters")).to_have_count(0)


def test_a_view_whose_data_set_is_gone_says_so_and_shows_the_rest(page: Page, demo: MediaModel) -> None:
    choose(page, "Footage of visitors")
    page.get_by_role("button", name=re.compile("^Filter")).click()
    steps.tick(page.get_by_role("checkbox", name="Critical"))
    page.keyboard.press("Escape")
    link = save_view(page, demo, "Footage")
    (data_set,) = demo.visitor.get(f"/api/models/{demo.model}/data-sets/")["results"]
    uid = data_set["uid"]
    batch = {"id": "without-footage", "ops": [{"op": "del", "on": "element", "uid": uid}]}
    demo.visitor.post(f"/api/models/{demo.model}/batches/", batch)

    page.goto(link)

    expect(page.get_by_text("No longer there: the data set that it filters by")).to_be_visible()
    expect(chips(page).get_by_role("listitem")).to_have_text(["Critical"])


def test_flows_are_filtered_by_keyboard_and_the_outline_marks_them(page: Page, demo: MediaModel) -> None:
    page.keyboard.press("o")
    step_to(page, re.compile("^transcoder Workload"))
    page.keyboard.press("Enter")
    page.keyboard.type("wf")

    expect(chips(page).get_by_role("listitem")).to_have_text(["Flows from transcoder"])
    expect(page.get_by_role("treeitem", name=re.compile("^transcoder.*matches the filters"))).to_be_visible()
    page.keyboard.type("ww")
    expect(page.get_by_role("region", name="Filters")).to_have_count(0)


def test_trust_is_assumed_from_the_kind_of_a_zone_until_somebody_says_otherwise(
    page: Page, demo: MediaModel
) -> None:
    page.get_by_role("button", name="Filter", exact=True).click()
    level = page.get_by_role("checkbox", name=re.compile(r"^Trusted"))
    expect(level).to_have_accessible_description("Assumed from the kind")
    steps.tick(level)
    page.keyboard.press("Escape")
    expect(steps.node(page, TRANSCODER)).not_to_have_class(DIMMED)

    page.goto(f"/m/{demo.model}/architecture?select=node:compose")
    trust = page.get_by_role("region", name=re.compile("^Trust in"))
    expect(trust).to_contain_text("Assumed from the kind")
    assert violations(page) == []
    trust.get_by_role("combobox", name="Trust level").click()
    page.get_by_role("option", name="Semi trusted").click()
    expect(trust).not_to_contain_text("Assumed from the kind")

    page.get_by_role("button", name="Filter", exact=True).click()
    said = page.get_by_role("checkbox", name=re.compile(r"^Semi trusted"))
    expect(said).to_have_accessible_description("")
    steps.tick(said)
    page.keyboard.press("Escape")
    expect(steps.node(page, TRANSCODER)).not_to_have_class(DIMMED)


DIMMED = re.compile("bh-dim")


def chips(page: Page) -> Locator:
    """The line that says which filters are on."""
    return page.get_by_role("region", name="Filters")


def choose(page: Page, data_set: str) -> None:
    """Filter by what holds the data set."""
    page.get_by_role("button", name="Filter", exact=True).click()
    page.get_by_role("combobox", name="Holds or carries").click()
    page.get_by_role("option", name=data_set).click()
    page.keyboard.press("Escape")


def zoom(page: Page) -> str:
    """How near the drawing is."""
    return page.get_by_role("status", name="Zoom").inner_text()


def save_view(page: Page, demo: MediaModel, name: str) -> str:
    """Show every layer, save what is seen under the name, and return the link to it."""
    page.get_by_role("button", name=re.compile("^Layers")).click()
    boxes = page.get_by_role("group", name="Show on the canvas").get_by_role("checkbox")
    expect(boxes.first).to_be_visible()
    for box in boxes.all():
        steps.tick(box)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Zoom out").click()
    page.get_by_role("button", name="Views").click()
    page.get_by_role("textbox", name="Name of the view").fill(name)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("button", name=f"Actions for {name}")).to_be_visible()
    page.keyboard.press("Escape")
    views = demo.visitor.get(f"/api/models/{demo.model}/views/")["results"]
    view = next(view for view in views if view["name"] == name)
    return f"/m/{demo.model}/architecture?view={view['id']}"
