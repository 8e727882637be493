"""The mouse as a hand moves it: in steps of some pixels a frame, and with pauses."""

import math
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser import steps

FRAME_MS = 16
_STEP = 26.0  # pixels in a frame
_DRAWN = """() => [...document.querySelectorAll(".react-flow__node")].map((node) => {
  const { x, y, width, height } = node.getBoundingClientRect();
  return { uid: node.dataset.id, x, y, width, height };
})"""
_VIEW = """() => document.querySelector(".react-flow__viewport").style.transform"""
# The view has not moved for some frames: longer than the page waits before it brings something in sight.
_AT_REST = """() => new Promise((resolve) => {
  const view = () => document.querySelector(".react-flow__viewport")?.style.transform;
  const before = view();
  let frames = 0;
  const look = () => {
    const rests = before !== undefined && view() === before;
    frames += 1;
    if (!rests || frames > 10) resolve(rests);
    else requestAnimationFrame(look);
  };
  look();
})"""


@dataclass(frozen=True, slots=True)
class Box:
    """Where something lies in the window."""

    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> tuple[float, float]:
        """The point in the middle."""
        return self.x + self.width / 2, self.y + self.height / 2

    def holds(self, x: float, y: float, *, margin: float = 0) -> bool:
        """Whether the point lies in it, so far from the border."""
        return (
            self.x + margin <= x <= self.x + self.width - margin
            and self.y + margin <= y <= self.y + self.height - margin
        )


class Mouse:
    """Moves the mouse of a page; knows where it is."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._at = (720.0, 450.0)
        page.mouse.move(*self._at)

    def pause(self, ms: int = 120) -> None:
        """Rest, as a hand does between two movements: part of what the page is given."""
        self._page.wait_for_timeout(ms)

    def jump(self, x: float, y: float) -> None:
        """Be somewhere else at once: for a way on which nothing happens."""
        self._page.mouse.move(x, y)
        self._page.wait_for_timeout(FRAME_MS)
        self._at = (x, y)

    def to(self, x: float, y: float, *, step: float = _STEP) -> None:
        """Move in a straight line, slower at the end."""
        from_x, from_y = self._at
        count = max(1, math.ceil(math.hypot(x - from_x, y - from_y) / step))
        for index in range(1, count + 1):
            share = 1 - (1 - index / count) ** 1.3
            self._page.mouse.move(from_x + (x - from_x) * share, from_y + (y - from_y) * share)
            self._page.wait_for_timeout(FRAME_MS)
        self._at = (x, y)

    def drag(self, x: float, y: float, *, step: float = _STEP) -> None:
        """Press here, move there, and let go after a moment."""
        self._page.mouse.down()
        self.to(x, y, step=step)
        self.pause()
        self._page.mouse.up()

    def take(self, kind: str) -> None:
        """Be at a kind in the palette."""
        palette = self._page.get_by_role("complementary", name="Palette")
        item = palette.get_by_role("button", name=kind, exact=True)
        item.scroll_into_view_if_needed()
        box = item.bounding_box()
        assert box
        self.jump(box["x"] + 60, box["y"] + box["height"] / 2)

    def place(self, kind: str, x: float, y: float) -> None:
        """Drag a kind from the palette to a point and leave its name as it is."""
        self.take(kind)
        self.drag(x, y)
        field = self._page.get_by_role("textbox", name="Name", exact=True)
        expect(field).to_be_focused()
        self._page.keyboard.press("Escape")
        expect(field).to_have_count(0)


def drawn(page: Page) -> dict[str, Box]:
    """Return where each element lies in the window."""
    boxes: list[dict[str, Any]] = page.evaluate(_DRAWN)
    return {box.pop("uid"): Box(**box) for box in boxes}


def view(page: Page) -> str:
    """Return how the drawing is moved and scaled."""
    return str(page.evaluate(_VIEW))


def wait_for_rest(page: Page) -> None:
    """Wait until the drawing is there and its view does not move."""
    page.wait_for_function(_AT_REST)


def box_of(target: Locator) -> Box:
    """Return where something lies in the window."""
    box = target.bounding_box()
    assert box
    return Box(**box)


def node_box(page: Page, uid: str) -> Box:
    """Return where an element lies in the window."""
    return box_of(steps.node(page, uid))
