"""Random drawings, made with the mouse alone: nothing lies on anything else, and undo leads back to blank.

BULKHEAD_DRAWINGS says how many are drawn; a failure names the seed of its drawing.
"""

import os
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.modes import only_team
from tests.browser.mouse import Box, Mouse, box_of, drawn, wait_for_rest
from tests.services.deployment import Server
from tests.services.visitor import Visitor
from tests.waiting import wait_until

DRAWINGS = int(os.environ.get("BULKHEAD_DRAWINGS", "1"))
ELEMENTS = 10
FLOWS = 6
# What is drawn; the first two in this order, so that there is something to draw into.
FIRST = ("cluster", "boundary")
KINDS = ("namespace", "namespace", "workload", "workload", "workload", "container", "container", "container",
         "datastore", "actor", "boundary", "ci-pipeline")  # fmt: skip
FRAMES = {"boundary", "cluster", "namespace"}
TITLE = 14  # pixels from the top of a frame to the middle of its name, unless it is drawn small
DOT = 4  # pixels from the border of an element to the middle of the outer half of a dot

Drawn = Mapping[str, Box]


@dataclass
class Drawing:
    """A drawing while it is made: the page, and the rows that the server has of it."""

    page: Page
    visitor: Visitor
    model: str
    chance: random.Random
    catalogue: dict[str, Any]
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    flows: set[tuple[str, str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Go to the blank canvas."""
        self.page.goto(f"/m/{self.model}/architecture")
        expect(self.page.get_by_role("complementary", name="Palette")).to_be_visible()
        self.mouse = Mouse(self.page)
        kinds = {kind["id"]: kind for kind in self.catalogue["kinds"]}
        self.labels = {uid: kind["label"] for uid, kind in kinds.items()}
        self.parents = {uid: set(kind["parents"]) for uid, kind in kinds.items()}

    def make(self) -> None:
        """Draw elements and flows in any order."""
        kinds = [*FIRST, *self.chance.choices(KINDS, k=ELEMENTS - len(FIRST))]
        # Enough ends for the flows, wherever chance has put none.
        kinds[-3:] = ["datastore", "actor", "workload"]
        connections = FLOWS
        while kinds or connections:
            ready = len(self.ends()) > 2 and connections > 0
            if kinds and not (ready and self.chance.random() < 0.4):
                self.place(kinds.pop(0))
            else:
                self.connect()
                connections -= 1

    def take_all_back(self) -> None:
        """Undo step by step."""
        for _ in range(ELEMENTS + FLOWS):
            self.page.keyboard.press("ControlOrMeta+z")
            self.mouse.pause(60)
            assert_apart(drawn(self.page), self.rows)
        expect(self.page.locator(".react-flow__node")).to_have_count(0)
        self.read(lambda: not (self.rows or self.flows))

    # --- what the mouse does ---------------------------------------------------------------------------

    def place(self, kind: str) -> None:
        """Drag a kind into one of the frames that are in sight, or onto the ground."""
        boxes = self.look()
        target, (x, y) = self.spot_for(kind, boxes)
        known = set(self.rows)

        self.mouse.place(self.labels[kind], x, y)

        self.read(lambda: len(self.rows) == len(known) + 1)
        (new,) = set(self.rows) - known
        assert (kind, self.rows[new]["parent"]) == (kind, target)
        assert_apart(drawn(self.page), self.rows)

    def connect(self) -> None:
        """Draw a flow from a dot of one element to another element."""
        boxes = self.look()
        source, destination, dot = self.pair(boxes)

        self.mouse.jump(*self.grip(source, boxes))
        self.mouse.pause(self.chance.randint(50, 400))
        self.mouse.to(*dot, step=8)
        self.mouse.pause(self.chance.randint(170, 400))
        self.page.wait_for_function(f"([dot, uid]) => ({UNDER})(dot).dot === uid", arg=[dot, source])
        self.mouse.drag(*self.grip(destination, boxes))
        way = self.page.get_by_role("menuitem", name="Data flow")
        if self.has_several_ways(source, destination):
            way.click()

        expect(self.page.locator("[data-flow]")).to_have_count(len(self.flows) + 1)
        self.read(lambda: (source, destination) in self.flows)
        assert_apart(drawn(self.page), self.rows)

    def look(self) -> Drawn:
        """Let go of what is selected, see the whole drawing, and where everything lies."""
        inspector = self.page.locator("[data-inspector]")
        # Where the pointer rests on a tool, the first press closes what that says of itself.
        for _ in range(2):
            if inspector.count() > 0:
                self.page.keyboard.press("Escape")
                self.mouse.pause()
        expect(inspector).to_have_count(0)
        self.page.keyboard.press("f")
        wait_for_rest(self.page)
        wait_until(lambda: set(drawn(self.page)) == set(self.rows), what="the whole drawing in sight")
        return drawn(self.page)

    def read(self, is_saved: Callable[[], bool]) -> None:
        """Read what the server has, once what was done is saved."""

        def is_read() -> bool:
            self._read()
            return is_saved()

        wait_until(is_read, what="the drawing on the server")

    def _read(self) -> None:
        architecture = self.visitor.get(f"/api/models/{self.model}/architecture/")
        self.rows = {row["uid"]: row for row in architecture["elements"] if not row["gone"]}
        flows = [flow for flow in architecture["flows"] if not flow["gone"]]
        self.flows = {(flow["source"], flow["destination"]) for flow in flows}

    # --- where ----------------------------------------------------------------------------------------

    def spot_for(self, kind: str, boxes: Drawn) -> tuple[str | None, tuple[float, float]]:
        """Return a point over the canvas, and what a new element of this kind is to sit in there."""
        holders = [uid for uid in boxes if self.rows[uid]["kind"] in self.parents[kind]]
        targets: list[str | None] = [*holders, None]
        self.chance.shuffle(targets)
        canvas = box_of(self.page.locator(".react-flow"))
        for target in targets:
            ground = boxes[target] if target else canvas
            for point in self.points(ground):
                if (
                    self.holder_at(kind, point, boxes) == target
                    and self.page.evaluate(UNDER, point)["ground"]
                ):
                    return target, point
        raise AssertionError("there is no room to drop anything")

    def points(self, ground: Box) -> Iterator[tuple[float, float]]:
        """Yield points of a box, by chance."""
        for _ in range(40):
            across, down = self.chance.random(), self.chance.random()
            yield ground.x + across * ground.width, ground.y + down * ground.height

    def holder_at(self, kind: str, point: tuple[float, float], boxes: Drawn) -> str | None:
        """Return the innermost frame under a point, or card that may hold this kind; "" where it may not."""
        over = [
            uid
            for uid, box in boxes.items()
            if box.holds(*point) and (self.is_frame(uid) or self.rows[uid]["kind"] in self.parents[kind])
        ]
        if not over:
            return None
        inner = max(over, key=lambda uid: len(ancestors(uid, self.rows)))
        return inner if self.rows[inner]["kind"] in self.parents[kind] else ""

    def is_frame(self, uid: str) -> bool:
        """Whether something is drawn as a frame."""
        holds_any = any(row["parent"] == uid for row in self.rows.values())
        return holds_any or self.rows[uid]["kind"] in FRAMES

    def ends(self) -> list[str]:
        """Return what data can flow to and from."""
        return [uid for uid, row in self.rows.items() if row["kind"] in self.catalogue["flow_ends"]]

    def pair(self, boxes: Drawn) -> tuple[str, str, tuple[float, float]]:
        """Return two elements without a flow yet, and the outer half of a dot of the first."""
        ends = self.ends()
        pairs = [(a, b) for a in ends for b in ends if a != b and (a, b) not in self.flows]
        self.chance.shuffle(pairs)
        for source, destination in pairs:
            reachable = all(
                self.page.evaluate(UNDER, self.grip(uid, boxes))["node"] == uid
                for uid in (source, destination)
            )
            if not reachable:
                continue
            for dot in self.dots(source, boxes[source]):
                if self.page.evaluate(UNDER, dot)["ground"]:
                    return source, destination, dot
        raise AssertionError("nothing can be connected any more")

    def dots(self, uid: str, box: Box) -> list[tuple[float, float]]:
        """Return the outer halves of the dots that can be reached without passing over something else."""
        x, y = box.middle
        above = (x, box.y - DOT)
        if self.is_frame(uid):
            return [above]
        around = [above, (x, box.y + box.height + DOT), (box.x - DOT, y), (box.x + box.width + DOT, y)]
        self.chance.shuffle(around)
        return around

    def grip(self, uid: str, boxes: Drawn) -> tuple[float, float]:
        """Return the point by which an element is taken: the name of a frame, the middle of a card."""
        box = boxes[uid]
        x, y = box.middle
        return (x, box.y + TITLE * box.height / self.rows[uid]["height"]) if self.is_frame(uid) else (x, y)

    def has_several_ways(self, source: str, destination: str) -> bool:
        """Whether one is asked how they are connected."""
        kinds = (self.rows[source]["kind"], self.rows[destination]["kind"])
        return any(
            kinds[0] in rule["sources"] and kinds[1] in rule["targets"]
            for rule in self.catalogue["relations"]
        )


# What lies under a point: a dot, a node, and whether it is the canvas at all.
UNDER = """([x, y]) => {
  const at = document.elementFromPoint(x, y);
  return {
    dot: at?.closest("[data-connect]")?.dataset.connect ?? null,
    node: at?.closest(".react-flow__node")?.dataset.id ?? null,
    ground: Boolean(at?.closest(".react-flow__viewport, .react-flow__pane")),
  };
}"""


def ancestors(uid: str, rows: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Return what an element sits in, nearest first."""
    parent = rows[uid]["parent"]
    return [parent, *ancestors(parent, rows)] if parent in rows else []


def assert_apart(boxes: Drawn, rows: Mapping[str, Mapping[str, Any]]) -> None:
    """No two boxes in the window share a point, unless one is inside the other as a whole."""
    for uid, box in boxes.items():
        for other, place in boxes.items():
            if uid == other or uid in ancestors(other, rows):
                continue
            if other in ancestors(uid, rows):
                assert is_within(box, place), f"{other} does not hold {uid}"
            else:
                assert not is_on(box, place), f"{uid} lies on {other}"


def is_within(inner: Box, outer: Box) -> bool:
    """Whether a box lies in another, save for what rounding makes of it."""
    corners = ((inner.x, inner.y), (inner.x + inner.width, inner.y + inner.height))
    return all(outer.holds(*corner, margin=-0.5) for corner in corners)


def is_on(a: Box, b: Box) -> bool:
    """Whether two boxes share more than what rounding makes of it."""
    across = min(a.x + a.width, b.x + b.width) - max(a.x, b.x)
    down = min(a.y + a.height, b.y + b.height) - max(a.y, b.y)
    return across > 0.5 and down > 0.5


# Nothing in it depends on how the server runs.
@only_team
def test_nothing_lies_on_anything_else_in_what_a_hand_draws(page: Page, live: Server) -> None:
    visitor = steps.enter(page, live)
    catalogue = visitor.get("/api/catalogue/")
    for seed in range(1, DRAWINGS + 1):
        drawing = Drawing(page, visitor, visitor.model(f"Seed {seed}"), random.Random(seed), catalogue)
        try:
            drawing.make()
            drawing.take_all_back()
        except AssertionError as error:
            error.add_note(f"in the drawing of seed {seed}")
            raise
