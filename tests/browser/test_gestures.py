"""Dragging on the canvas at the speed of a mouse."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.modes import only_team
from tests.browser.mouse import Mouse, box_of, drawn, node_box, view, wait_for_rest
from tests.browser.test_drawing import saved
from tests.services.deployment import Server
from tests.services.visitor import Visitor
from tests.waiting import wait_until

pytestmark = only_team


@pytest.fixture
def shop(page: Page, live: Server) -> tuple[Visitor, str]:
    """A namespace with a store in it, people beside it, and nothing selected."""
    visitor = steps.enter(page, live)
    model = visitor.model("Shop")
    ops = [
        box("shop", "namespace", 0, 0, 420, 420),
        box("orders", "datastore", 200, 60, 200, 64, parent="shop"),
        box("people", "actor", 640, 60, 200, 64),
        box("far", "actor", 640, 500, 200, 64),
    ]
    visitor.post(f"/api/models/{model}/batches/", {"id": "shop", "ops": ops})
    page.add_init_script("localStorage.setItem('bulkhead.canvas.palette-shown', 'true')")
    page.goto(f"/m/{model}/architecture")
    expect(steps.node(page, "shop")).to_be_visible()
    expect(page.get_by_role("complementary", name="Palette")).to_be_visible()
    wait_for_rest(page)
    return visitor, model


def box(
    uid: str, kind: str, x: float, y: float, width: float, height: float, *, parent: str | None = None
) -> dict[str, object]:
    props = {"kind": kind, "name": uid, "parent": parent, "x": x, "y": y, "width": width, "height": height}
    return {"op": "set", "on": "element", "uid": uid, "props": props}


def test_the_view_rests_while_something_is_dragged_in_from_the_palette(
    page: Page, shop: tuple[Visitor, str]
) -> None:
    visitor, model = shop
    mouse = Mouse(page)
    # The namespace begins at the rim: that is where the pointer comes in.
    pan_to(page, mouse, "shop")
    before = view(page)
    canvas = box_of(page.locator(".react-flow"))
    target = node_box(page, "shop")

    mouse.take("Data store")
    page.mouse.down()
    # Slowly through the rim, with a rest in it.
    mouse.to(canvas.x + 20, target.y + 300, step=12)
    mouse.pause(400)
    mouse.to(canvas.x + 90, target.y + 330, step=12)
    mouse.pause()
    assert view(page) == before
    page.mouse.up()
    expect(page.get_by_role("textbox", name="Name", exact=True)).to_be_focused()
    page.keyboard.press("Escape")

    drawn = saved(visitor, model, lambda drawn: len(drawn["elements"]) == 5)
    assert {row["parent"] for row in drawn["elements"] if row["kind"] == "datastore"} == {"shop"}


def test_the_view_moves_along_when_something_is_held_at_the_rim(
    page: Page, shop: tuple[Visitor, str]
) -> None:
    mouse = Mouse(page)
    canvas = box_of(page.locator(".react-flow"))
    people = node_box(page, "people")
    mouse.to(people.x + 60, people.y + 30)
    page.mouse.down()
    before = view(page)
    mouse.to(canvas.x + canvas.width - 10, people.y + 30)

    page.wait_for_function(
        "before => document.querySelector('.react-flow__viewport').style.transform !== before", arg=before
    )
    page.mouse.up()


def test_a_dot_stays_under_the_pointer_and_a_press_on_its_outer_half_connects(
    page: Page, shop: tuple[Visitor, str]
) -> None:
    visitor, model = shop
    mouse = Mouse(page)
    people = node_box(page, "people")
    orders = node_box(page, "orders")
    mouse.to(*people.middle)
    mouse.pause(300)

    # The dot's middle is on the border of the card: five pixels beyond it is its outer half.
    mouse.to(people.x - 5, people.y + people.height / 2, step=8)
    mouse.pause(400)
    expect(page.locator("[data-connect]")).to_have_count(4)
    mouse.drag(*orders.middle)

    expect(page.locator("[data-flow]")).to_have_count(1)
    flows = saved(visitor, model, lambda drawn: len(drawn["flows"]) == 1)["flows"]
    assert [(flow["source"], flow["destination"]) for flow in flows] == [("people", "orders")]


def test_what_is_let_go_beside_the_canvas_says_so_before_and_after(
    page: Page, shop: tuple[Visitor, str]
) -> None:
    mouse = Mouse(page)
    steps.node(page, "people").click()
    inspector = page.get_by_role("complementary", name="Inspector: people")
    expect(inspector).to_be_visible()
    wait_for_rest(page)
    count = len(drawn(page))
    x, y = box_of(inspector).middle

    mouse.take("Data store")
    page.mouse.down()
    mouse.to(x, y)
    expect(page.get_by_text("Let go over the canvas", exact=True)).to_be_visible()
    assert page.evaluate("([x, y]) => getComputedStyle(document.elementFromPoint(x, y)).cursor", [x, y]) == (
        "no-drop"
    )
    page.mouse.up()

    expect(page.get_by_text("Data store not added: let go over the canvas.")).to_be_visible()
    expect(page.get_by_text("Let go over the canvas", exact=True)).to_have_count(0)
    assert len(drawn(page)) == count


def test_an_element_that_is_dragged_beyond_the_canvas_stays_in_sight(
    page: Page, shop: tuple[Visitor, str]
) -> None:
    mouse = Mouse(page)
    steps.node(page, "people").click()
    inspector = page.get_by_role("complementary", name="Inspector: people")
    expect(inspector).to_be_visible()
    wait_for_rest(page)
    beyond = box_of(inspector)
    people = node_box(page, "people")

    mouse.to(people.x + 60, people.y + 30)
    mouse.drag(beyond.x + 200, beyond.y + 400, step=40)

    def is_in_sight() -> bool:
        canvas = box_of(page.locator(".react-flow"))
        return canvas.x <= node_box(page, "people").x < canvas.x + canvas.width

    wait_until(is_in_sight, what="the element in sight")


def test_selecting_by_a_rectangle_selects_no_text(page: Page, shop: tuple[Visitor, str]) -> None:
    mouse = Mouse(page)
    steps.node(page, "people").click()
    inspector = page.get_by_role("complementary", name="Inspector: people")
    expect(inspector).to_be_visible()
    wait_for_rest(page)
    canvas = box_of(page.locator(".react-flow"))
    # Some text was clicked before: a browser lets Shift go on from there.
    page.get_by_role("heading", name="people").click()

    mouse.to(canvas.x + canvas.width - 30, canvas.y + canvas.height - 90)
    page.keyboard.down("Shift")
    mouse.drag(canvas.x + 40, canvas.y + 70, step=40)
    page.keyboard.up("Shift")

    expect(page.get_by_text("selected", exact=False).first).to_be_attached()
    assert page.evaluate("String(getSelection())") == ""


def test_all_is_in_sight_once_it_is_arranged(page: Page, shop: tuple[Visitor, str]) -> None:
    visitor, model = shop
    ops = [box(f"box-{index}", "datastore", 3000 + index * 260, 4000, 200, 64) for index in range(12)]
    visitor.post(f"/api/models/{model}/batches/", {"id": "more", "ops": ops})
    for _ in range(3):
        page.get_by_role("button", name="Zoom in").click()

    page.keyboard.type("la")

    expect(page.get_by_text("everything arranged")).to_be_attached()
    page.wait_for_function(ALL_IN_SIGHT, arg=16)


def test_a_large_model_opens_on_all_of_it(page: Page, shop: tuple[Visitor, str]) -> None:
    visitor, model = shop
    ops = [
        box(f"box-{index}", "datastore", (index % 8) * 300, 900 + (index // 8) * 100, 200, 64)
        for index in range(64)
    ]
    visitor.post(f"/api/models/{model}/batches/", {"id": "more", "ops": ops})

    page.goto(f"/m/{model}/architecture")

    page.wait_for_function(ALL_IN_SIGHT, arg=68)


# Whether so many nodes are drawn, all of them on the canvas.
ALL_IN_SIGHT = """count => {
  const canvas = document.querySelector(".react-flow")?.getBoundingClientRect();
  if (!canvas) return false;
  const drawn = [...document.querySelectorAll(".react-flow__node")];
  const nodes = drawn.map((node) => node.getBoundingClientRect());
  const inside = nodes.filter((node) => node.left >= canvas.left && node.right <= canvas.right
    && node.top >= canvas.top && node.bottom <= canvas.bottom);
  return nodes.length === count && inside.length === count;
}"""


def pan_to(page: Page, mouse: Mouse, uid: str) -> None:
    """Drag the ground until the element begins at the left rim of the canvas."""
    canvas = box_of(page.locator(".react-flow"))
    at = node_box(page, uid)
    start: Any = (canvas.x + canvas.width - 60, canvas.y + 90)
    mouse.to(*start)
    mouse.drag(start[0] - (at.x - canvas.x), start[1])
