"""A model is drawn from blank: by the mouse, and by the keyboard alone."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.browser import steps
from tests.browser.accessibility import violations
from tests.browser.chromium import PHONE
from tests.browser.modes import only_team
from tests.browser.mouse import wait_for_rest
from tests.browser.profiles import profile
from tests.services.deployment import Server
from tests.services.visitor import Visitor
from tests.waiting import wait_until

pytestmark = only_team

FACTS = "**/elements/*/"


@pytest.fixture
def blank(page: Page, live: Server) -> tuple[Visitor, str]:
    """An empty model on the canvas."""
    visitor = steps.enter(page, live)
    model = visitor.model("Blank")
    page.goto(f"/m/{model}/architecture")
    expect(page.get_by_role("complementary", name="Palette")).to_be_visible()
    return visitor, model


def test_a_model_is_drawn_by_the_mouse(page: Page, blank: tuple[Visitor, str]) -> None:
    visitor, model = blank
    drag_from_palette(page, "Cluster", 700, 450)
    name_it(page, "prod")
    expect(card(page, "prod")).to_be_visible()

    drag_from_palette(page, "Data store", 700, 480)
    name_it(page, "orders")
    drag_from_palette(page, "Actor", 560, 250)
    name_it(page, "people")
    draw_flow(page, "people", "orders")

    drawn = saved(visitor, model, lambda drawn: len(drawn["flows"]) == 1)
    kinds = {element["name"]: element["kind"] for element in drawn["elements"]}
    assert kinds == {"prod": "cluster", "orders": "datastore", "people": "actor"}
    uids = {element["name"]: element["uid"] for element in drawn["elements"]}
    parents = {element["name"]: element["parent"] for element in drawn["elements"]}
    assert parents["orders"] == uids["prod"]
    assert [(flow["source"], flow["destination"]) for flow in drawn["flows"]] == [
        (uids["people"], uids["orders"])
    ]
    assert violations(page) == []


def test_a_model_is_drawn_by_the_keyboard_alone(page: Page, blank: tuple[Visitor, str]) -> None:
    visitor, model = blank
    page.keyboard.press("o")
    for kind, name in (("Namespace", "shop"), ("Workload", "web"), ("Actor", "people")):
        page.keyboard.press("Escape")
        page.keyboard.press("n")
        page.get_by_role("combobox", name="Add an element").fill(kind)
        page.keyboard.press("Enter")
        name_it(page, name)
        expect(page.get_by_role("treeitem", name=name)).to_be_visible()

    step_to(page, "web")
    page.keyboard.press("m")
    page.get_by_role("combobox", name="Move into").fill("shop")
    page.keyboard.press("Enter")
    expect(page.get_by_role("treeitem", name="web")).to_be_focused()
    page.keyboard.press("c")
    page.get_by_role("combobox", name="Connect web to").fill("people")
    page.keyboard.press("Enter")
    expect(page.get_by_role("treeitem", name="web")).to_be_focused()
    step_to(page, "people")
    page.keyboard.press("F2")
    name_it(page, "customers")
    expect(page.get_by_role("treeitem", name="customers")).to_be_focused()

    drawn = saved(visitor, model, lambda drawn: "customers" in names_in(drawn))
    uids = {element["name"]: element["uid"] for element in drawn["elements"]}
    parents = {element["name"]: element["parent"] for element in drawn["elements"]}
    assert parents["web"] == uids["shop"]
    assert len(drawn["flows"]) == 1

    page.keyboard.press("Delete")
    expect(page.get_by_role("treeitem", name="customers")).to_have_count(0)
    page.keyboard.press("ControlOrMeta+z")
    expect(page.get_by_role("treeitem", name="customers")).to_be_visible()


def test_elements_are_copied_into_another_model(page: Page, blank: tuple[Visitor, str]) -> None:
    visitor, _ = blank
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    drag_from_palette(page, "Actor", 560, 250)
    name_it(page, "people")
    drag_from_palette(page, "Data store", 800, 450)
    name_it(page, "orders")
    draw_flow(page, "people", "orders")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.press("ControlOrMeta+c")
    expect(page.get_by_text("2 elements copied")).to_be_attached()

    other = visitor.model("Other")
    page.goto(f"/m/{other}/architecture")
    expect(page.get_by_role("complementary", name="Palette")).to_be_visible()
    page.keyboard.press("ControlOrMeta+v")
    expect(card(page, "orders")).to_be_visible()

    drawn = saved(visitor, other, lambda drawn: len(drawn["flows"]) == 1)
    names = {element["uid"]: element["name"] for element in drawn["elements"]}
    (flow,) = drawn["flows"]
    assert sorted(names.values()) == ["orders", "people"]
    assert (names[flow["source"]], names[flow["destination"]]) == ("people", "orders")


def test_what_is_cut_is_pasted_by_the_keys_pressed_right_after(
    page: Page, blank: tuple[Visitor, str]
) -> None:
    visitor, model = blank
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    drag_from_palette(page, "Data store", 560, 250)
    name_it(page, "orders")
    drag_from_palette(page, "Actor", 800, 450)
    name_it(page, "people")
    saved(visitor, model, lambda drawn: names_in(drawn) == {"orders", "people"})
    page.reload()
    expect(card(page, "orders")).to_be_visible()
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(FACTS, hold)

    page.keyboard.press("ControlOrMeta+a")
    with page.expect_request(FACTS):
        page.keyboard.press("ControlOrMeta+x")
    page.keyboard.press("ControlOrMeta+v")
    expect(card(page, "orders")).to_have_count(1)
    page.route(FACTS, lambda route: route.continue_())  # what is asked for later
    for route in held:
        route.continue_()

    expect(page.get_by_text("Paste 2 elements")).to_be_attached()
    expect(card(page, "orders")).to_have_count(1)
    expect(card(page, "orders copy")).to_have_count(0)


def test_less_motion_starts_no_transition_for_each_move_of_a_node(
    page: Page, blank: tuple[Visitor, str]
) -> None:
    """Each transition, however short, gives a node a layer of its own: large drawings stand still."""
    drag_from_palette(page, "Data store", 700, 450)
    name_it(page, "orders")

    lasting = card(page, "orders").evaluate(
        """(node) => [node, ...node.querySelectorAll("*")].map(
          (one) => getComputedStyle(one).transitionDuration)"""
    )

    assert page.evaluate("matchMedia('(prefers-reduced-motion: reduce)').matches")
    assert set(lasting) == {"0s"}


def test_a_relation_is_drawn_looked_at_deleted_and_brought_back(
    page: Page, blank: tuple[Visitor, str]
) -> None:
    visitor, model = blank
    drag_from_palette(page, "CI pipeline", 560, 300)
    name_it(page, "deployer")
    drag_from_palette(page, "Workload", 800, 450)
    name_it(page, "web")

    connect(page, "deployer", "web")
    page.get_by_role("menuitem", name="Deploys").click()
    inspector = page.get_by_role("complementary", name="Inspector: Relation")
    expect(inspector.get_by_role("heading", name="deployer → web")).to_be_visible()
    expect(page.locator("[data-relation]")).to_have_count(1)
    assert violations(page) == []

    page.keyboard.press("Delete")
    expect(page.locator("[data-relation]")).to_have_count(0)
    page.keyboard.press("ControlOrMeta+z")
    drawn = saved(visitor, model, lambda drawn: len(drawn["relations"]) == 1)
    assert [relation["type"] for relation in drawn["relations"]] == ["deploys"]

    page.keyboard.press("Escape")
    card(page, "deployer").click()
    expect(page.get_by_role("complementary", name="Inspector: deployer")).to_be_visible()
    wait_for_rest(page)
    middle = page.locator("[data-relation] path").evaluate(MIDDLE)
    page.mouse.click(middle["x"], middle["y"])
    expect(inspector).to_be_visible()


def test_a_label_without_room_shows_under_the_pointer(page: Page, blank: tuple[Visitor, str]) -> None:
    visitor, model = blank
    facts = {"protocol": {"value": "https"}, "port": {"value": 443}}
    ops = [
        box("web", x=0),
        box("db", x=240),
        {
            "op": "set",
            "on": "flow",
            "uid": "flow:web->db",
            "props": {"source": "web", "destination": "db", "name": "", "facts": facts},
        },
    ]
    visitor.post(f"/api/models/{model}/batches/", {"id": "two-boxes", "ops": ops})
    page.goto(f"/m/{model}/architecture")
    line = page.locator("[data-flow] path")
    line.wait_for(state="attached")
    wait_for_rest(page)
    expect(page.get_by_text("HTTPS:443")).to_have_count(0)

    middle = line.evaluate(MIDDLE)
    page.mouse.move(middle["x"], middle["y"])

    expect(page.get_by_text("HTTPS:443")).to_be_visible()
    page.mouse.move(middle["x"], middle["y"] + 200)
    expect(page.get_by_text("HTTPS:443")).to_have_count(0)


def box(name: str, *, x: float) -> dict[str, object]:
    props = {"kind": "datastore", "name": name, "parent": None, "x": x, "y": 0, "width": 200, "height": 64}
    return {"op": "set", "on": "element", "uid": name, "props": props}


def test_a_relation_is_drawn_by_the_keyboard(page: Page, blank: tuple[Visitor, str]) -> None:
    page.keyboard.press("o")
    for kind, name in (("CI pipeline", "deployer"), ("Workload", "web")):
        page.keyboard.press("Escape")
        page.keyboard.press("n")
        page.get_by_role("combobox", name="Add an element").fill(kind)
        page.keyboard.press("Enter")
        name_it(page, name)
    step_to(page, "deployer")
    page.keyboard.press("c")
    page.get_by_role("combobox", name="Connect deployer to").fill("web")
    page.keyboard.press("Enter")
    page.get_by_role("combobox", name="How they are connected").fill("deploys")
    page.keyboard.press("Enter")

    expect(page.get_by_role("complementary", name="Inspector: Relation")).to_be_visible()


def test_a_product_is_drawn_with_its_name_and_purpose(page: Page, blank: tuple[Visitor, str]) -> None:
    page.get_by_role("textbox", name="Find a kind of element or a product").fill("postgres")
    drag_from_palette(page, "PostgreSQL", 700, 450)
    page.keyboard.press("Enter")

    inspector = page.get_by_role("complementary", name="Inspector: PostgreSQL")
    inspector.get_by_role("tab", name="Facts").click()
    expect(inspector.get_by_role("combobox", name="Purpose")).to_have_value("Database")
    expect(inspector.get_by_text("Data store", exact=True)).to_be_visible()


def test_from_afar_the_drawing_is_a_picture_on_which_one_selects(
    page: Page, blank: tuple[Visitor, str]
) -> None:
    drag_from_palette(page, "Data store", 700, 450)
    name_it(page, "orders")
    page.keyboard.press("Escape")
    picture = page.get_by_role("img", name="from afar")
    expect(picture).to_have_count(0)

    page.mouse.move(700, 450)
    for _ in range(40):
        page.mouse.wheel(0, 200)
    expect(picture).to_be_attached()
    page.mouse.move(900, 300)
    expect(page.locator(".react-flow__node")).to_have_count(0)
    page.mouse.click(700, 450)

    expect(page.get_by_label("Inspector: ")).to_contain_text("orders")
    expect(page.locator(".react-flow__node")).to_have_count(1)


def test_from_afar_a_finger_selects_as_a_click_does(
    page: Page, blank: tuple[Visitor, str], browser: Browser, live: Server
) -> None:
    visitor, model = blank
    props = {"kind": "datastore", "name": "orders", "x": 0, "y": 0, "width": 200, "height": 64}
    batch = {"id": "orders", "ops": [{"op": "set", "on": "element", "uid": "orders", "props": props}]}
    visitor.post(f"/api/models/{model}/batches/", batch)
    with profile(browser, base_url=live.url, size=PHONE) as phone:
        steps.add_cookies(phone, visitor)
        touched = phone.new_page()
        touched.goto(page.url)
        expect_tap_selects(touched, "orders")


def expect_tap_selects(touched: Page, uid: str) -> None:
    """See an element from afar and touch it."""
    wait_for_rest(touched)
    box = steps.node(touched, uid).bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    touched.mouse.move(x, y)
    for _ in range(12):
        touched.mouse.wheel(0, 200)
    expect(touched.get_by_role("img", name="from afar")).to_be_attached()

    touched.touchscreen.tap(x, y)

    expect(touched.get_by_role("toolbar", name="Selection")).to_contain_text(uid)


def drag_from_palette(page: Page, kind: str, x: float, y: float) -> None:
    """Drag a kind from the palette and let it go at a point of the window."""
    item = page.get_by_role("complementary", name="Palette").get_by_role("button", name=kind, exact=True)
    item.scroll_into_view_if_needed()
    item.hover()
    page.mouse.down()
    page.mouse.move(x - 40, y - 40, steps=4)
    page.mouse.move(x, y, steps=4)
    page.mouse.up()


def name_it(page: Page, name: str) -> None:
    """Write the name of what was just added, in its place."""
    field = page.get_by_role("textbox", name="Name", exact=True)
    expect(field).to_be_focused()
    page.keyboard.type(name)
    page.keyboard.press("Enter")
    expect(field).to_have_count(0)


def saved(visitor: Visitor, model: str, holds: Callable[[Any], bool]) -> Any:
    """Return what the server has of a drawing once it holds: "Saved" may still stand there from before."""
    drawn: list[Any] = []

    def is_there() -> bool:
        drawn[:] = [visitor.get(f"/api/models/{model}/architecture/")]
        return holds(drawn[0])

    wait_until(is_there, what="what was drawn, on the server")
    return drawn[0]


def names_in(drawn: Any) -> set[str]:
    """Return the names of all elements."""
    return {element["name"] for element in drawn["elements"]}


def card(page: Page, name: str) -> Locator:
    """What is drawn under this name."""
    return page.locator(".react-flow__node").filter(has_text=name).last


def step_to(page: Page, name: str | re.Pattern[str]) -> None:
    """Go down the outline to a row, by the arrow keys."""
    row = page.get_by_role("treeitem", name=name)
    steps.go_down_to(page, row)


def draw_flow(page: Page, source: str, destination: str) -> None:
    """Drag from a point of one element to another, between which only data can flow."""
    connect(page, source, destination)
    expect(page.locator("[data-flow]")).to_have_count(1)


# The middle of a line, in the window.
MIDDLE = """path => {
  const at = path.getPointAtLength(path.getTotalLength() / 2);
  const { x, y } = at.matrixTransform(path.getScreenCTM());
  return { x, y };
}"""


def connect(page: Page, source: str, destination: str) -> None:
    """Drag from a point of one element to another."""
    page.keyboard.press("Escape")
    wait_for_rest(page)
    card(page, source).hover()
    page.locator("[data-connect]").first.wait_for()
    point = page.locator("[data-connect]").last.bounding_box()
    end = card(page, destination).bounding_box()
    assert point is not None
    assert end is not None
    page.mouse.move(point["x"] + 6, point["y"] + 6)
    page.mouse.down()
    page.mouse.move(end["x"] + 30, end["y"] + 20, steps=6)
    page.mouse.up()
