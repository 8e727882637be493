"""The canvas by fingers: one moves, two pinch, a tap selects, a long press opens a menu."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect

from tests.browser import steps
from tests.browser.chromium import PHONE
from tests.browser.modes import only_embedded
from tests.browser.mouse import wait_for_rest
from tests.browser.profiles import profile
from tests.browser.shared_model import SharedModel
from tests.waiting import wait_until

pytestmark = only_embedded
Point = tuple[float, float]
LONG_PRESS_MS = 900
_VIEW = "() => document.querySelector('.react-flow__viewport').style.transform"


@dataclass(frozen=True, slots=True)
class Touchscreen:
    """Fingers on the page of a phone."""

    page: Page
    devtools: CDPSession

    def touch(self, kind: str, *fingers: Point) -> None:
        points = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(fingers)]
        self.devtools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    def slide(self, ways: Sequence[tuple[Point, Point]], *, steps: int = 8) -> None:
        """Put fingers down one after the other, move each along its way, and lift them."""
        for count in range(1, len(ways) + 1):
            self.touch("touchStart", *(start for start, _ in ways[:count]))
        for step in range(1, steps + 1):
            part = step / steps
            self.touch("touchMove", *(
                (x + (to_x - x) * part, y + (to_y - y) * part) for (x, y), (to_x, to_y) in ways
            ))  # fmt: skip
            self.page.wait_for_timeout(16)
        self.touch("touchEnd")

    def on(self, uid: str) -> Point:
        """A point of the element's header, clear of the handles in the middle of its sides."""
        box = steps.node(self.page, uid).bounding_box()
        assert box is not None
        return (box["x"] + box["width"] / 4, box["y"] + 9)

    def view(self) -> str:
        return str(self.page.evaluate(_VIEW))

    def zoom(self) -> float:
        return float(self.view().split("scale(")[1].rstrip(")"))


@pytest.fixture
def screen(browser: Browser, shared: SharedModel) -> Iterator[Touchscreen]:
    with profile(browser, base_url=shared.owner.url, size=PHONE) as context:
        steps.add_cookies(context, shared.owner)
        page = context.new_page()
        page.goto(f"/m/{shared.model}/architecture")
        expect(steps.node(page, "compose:web")).to_be_visible()
        wait_for_rest(page)
        yield Touchscreen(page, context.new_cdp_session(page))


@pytest.mark.parametrize("uid", ["compose:web", "compose:web/web"])
def test_one_finger_on_what_is_not_selected_moves_the_view(
    screen: Touchscreen, shared: SharedModel, uid: str
) -> None:
    drawn, view = shared.drawn(), screen.view()
    (x, y) = screen.on(uid)

    screen.slide([((x, y), (x + 50, y + 60))])

    wait_until(lambda: screen.view() != view, what="another view")
    assert shared.drawn() == drawn
    assert "select=" not in screen.page.url


def test_a_tap_selects_and_one_finger_then_moves_the_element(
    screen: Touchscreen, shared: SharedModel
) -> None:
    drawn = shared.drawn()["compose:db"]
    screen.page.touchscreen.tap(*screen.on("compose:db"))
    screen.page.wait_for_url("**select=**")
    wait_for_rest(screen.page)  # the view may move to keep it in sight
    view, (x, y) = screen.view(), screen.on("compose:db")

    screen.slide([((x, y), (x, y + 40))])

    wait_until(lambda: shared.drawn()["compose:db"]["y"] > drawn["y"], what="the element further down")
    assert screen.view() == view


@pytest.mark.parametrize("selected", [False, True])
def test_two_fingers_on_one_element_pinch(
    screen: Touchscreen, shared: SharedModel, *, selected: bool
) -> None:
    drawn = shared.drawn()
    if selected:
        screen.page.touchscreen.tap(*screen.on("compose:web"))
        screen.page.wait_for_url("**select=**")
        wait_for_rest(screen.page)
    zoom, (x, y) = screen.zoom(), screen.on("compose:web")

    screen.slide([((x - 12, y), (x - 60, y)), ((x + 12, y), (x + 60, y))])

    wait_until(lambda: screen.zoom() > zoom * 1.5, what="a closer view")
    assert shared.drawn() == drawn


def test_a_long_press_opens_the_menu_of_the_element(screen: Touchscreen) -> None:
    point = screen.on("compose:db")

    screen.touch("touchStart", point)
    screen.page.wait_for_timeout(LONG_PRESS_MS)
    screen.touch("touchEnd")

    expect(screen.page.get_by_role("menu")).to_be_visible()
