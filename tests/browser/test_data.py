"""From a word in a name to a threat to people: suggested, confirmed, asked about, told."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser import steps
from tests.browser.accessibility import overflow, violations
from tests.browser.modes import only_embedded
from tests.services.deployment import Server
from tests.services.visitor import Visitor
from tests.waiting import wait_until

# The pages are the same in both modes of the server; one of them is enough.
pytestmark = only_embedded
SHOP = b"""\
services:
  web:
    image: registry.example.com/web:1.4
    environment:
      ORDERS_DB_HOST: orders-db
  orders-db:
    image: postgres:16
  patients:
    image: mysql:9
"""


def shop(page: Page, live: Server) -> tuple[Visitor, str]:
    """Come in with a new account that has imported the shop."""
    visitor = steps.enter(page, live)
    model = visitor.model("Shop")
    visitor.import_files(model, {"docker-compose.yml": SHOP})
    return visitor, model


def suggestion(page: Page, name: str) -> Locator:
    """The line of what names suggest."""
    toggle = page.get_by_role("button", name=name, exact=True)
    return page.get_by_role("listitem").filter(has=toggle)


def data_set(page: Page, name: str) -> Locator:
    """The row of a data set in the table."""
    return page.get_by_role("table").get_by_role("row").filter(has_text=name)


def test_a_name_suggests_data_whose_threats_come_from_what_people_say(page: Page, live: Server) -> None:
    _, model = shop(page, live)
    page.goto(f"/m/{model}/data")
    expect(suggestion(page, "Orders")).to_contain_text("“orders” is in the name of orders-db")

    page.get_by_role("button", name="Confirm Orders", exact=True).click()

    expect(data_set(page, "Orders")).to_contain_text("Confidential")
    expect(suggestion(page, "Orders")).to_have_count(0)
    answer_that_nobody_decided_on_a_purpose(page)

    data_set(page, "Orders").get_by_role("link", name=re.compile("threats? caused by Orders")).click()
    page.get_by_role("link", name="No purpose defined for Orders").click()
    page.get_by_role("region", name="Why this was flagged").get_by_role("link", name="Orders").first.click()
    expect(page.get_by_role("dialog", name="Data set")).to_contain_text("Not decided")


def answer_that_nobody_decided_on_a_purpose(page: Page) -> None:
    """Open the data set, where rules ask for its purposes, and say that there are none."""
    data_set(page, "Orders").click()
    drawer = page.get_by_role("dialog", name="Data set")
    asked = drawer.get_by_role("article").filter(has_text="For which purposes is Orders used?")
    asked.get_by_role("button", name="None").click()
    expect(asked).to_contain_text("Answered: none")
    drawer.get_by_role("button", name="Close").click()


def test_a_decision_is_taken_back_from_its_message(page: Page, live: Server) -> None:
    visitor, model = shop(page, live)
    page.goto(f"/m/{model}/data")

    page.get_by_role("button", name="Decline Health records").click()
    expect(suggestion(page, "Health records")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()

    expect(suggestion(page, "Health records")).to_be_visible()
    assert visitor.get(f"/api/models/{model}/data-sets/")["count"] == 0


def test_data_is_put_on_an_element_beside_the_canvas(page: Page, live: Server) -> None:
    _, model = shop(page, live)
    page.goto(f"/m/{model}/architecture")
    steps.node(page, "compose:web/web").click()
    data = page.get_by_role("region", name="Data on web")

    data.get_by_role("button", name="Add a data set to web").click()
    page.get_by_label("Find or name a data set").fill("Baskets")
    expect(page.get_by_role("option", name="New data set Baskets")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    chip = data.get_by_role("link", name="Baskets")
    expect(chip).to_be_visible()
    assert violations(page) == []
    data.get_by_role("button", name="Take Baskets off web").click()
    expect(chip).to_have_count(0)
    told = page.get_by_role("alert").filter(has_text="no longer on web")
    told.get_by_role("button", name="Undo").click()
    expect(chip).to_be_visible()


def test_a_data_set_is_described_changed_and_deleted(page: Page, live: Server) -> None:
    visitor, model = shop(page, live)
    page.goto(f"/m/{model}/data")
    page.get_by_role("button", name="Add data set").click()
    adding = page.get_by_role("dialog", name="Add a data set")
    assert violations(page) == []
    adding.get_by_label("Name").fill("Sensor readings")
    adding.get_by_text("It is never deleted").click()
    adding.get_by_role("button", name="Add data set").click()

    drawer = page.get_by_role("dialog", name="Data set")
    expect(drawer.get_by_role("heading", name="Sensor readings", exact=True)).to_be_visible()
    expect(drawer).to_contain_text("Never deleted")
    drawer.get_by_label("Add an element that holds it").fill("patients")
    page.get_by_role("option", name=re.compile("^patients Workload")).click()
    expect(drawer.get_by_role("link", name="patients")).to_be_visible()
    assert violations(page) == []

    drawer.get_by_role("button", name="Edit", exact=True).click()
    drawer.get_by_role("radiogroup").get_by_text("No", exact=True).click()
    drawer.get_by_role("button", name="Save").click()
    expect(drawer).to_contain_text("Not personal")

    drawer.get_by_role("button", name="Delete", exact=True).click()
    asking = page.get_by_role("dialog", name="Delete Sensor readings?")
    expect(asking).to_contain_text(re.compile("taken off 1 element.*patients"))
    asking.get_by_role("button", name="Delete data set").click()
    expect(data_set(page, "Sensor readings")).to_have_count(0)
    wait_until(lambda: visitor.get(f"/api/models/{model}/data-sets/")["count"] == 0, what="the deletion")
    assert overflow(page) <= 0


def test_a_model_without_anything_says_what_to_do(page: Page, live: Server) -> None:
    visitor = steps.enter(page, live)
    model = visitor.model("Bare")

    page.goto(f"/m/{model}/data")

    expect(page.get_by_role("heading", name="Nothing is drawn yet")).to_be_visible()
    page.get_by_role("link", name="Import files").click()
    expect(page.get_by_role("heading", name="Imports", exact=True)).to_be_visible()
