"""An existing layout in which room is made: frames grow and push what is right of them or below."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from threatmodel.architecture.layout.auto_layout import MARGIN
from threatmodel.architecture.layout.boxes import GAP, HEADER, PADDING, Block, Rect
from threatmodel.architecture.layout.layout_tree import ROOT, Layout, Tree
from threatmodel.architecture.layout.shelf_packing import pack_shelves

_MIN_ROW_WIDTH: Final = 600.0  # of new rows beside all zones


class ExistingLayout:
    """Rectangles by uid; `layout` returns those that were changed."""

    def __init__(self, tree: Tree, rects: Mapping[str, Rect]) -> None:
        self.tree = tree
        self.rects = dict(rects)

    def layout(self, before: Mapping[str, Rect], problem: str = "") -> Layout:
        """Return the places that differ from those before."""
        changed = {uid: rect.rounded() for uid, rect in self.rects.items() if before.get(uid) != rect}
        return Layout(changed, problem)

    def child_rects(self, zone: str) -> list[Rect]:
        """Return the places of what a zone holds."""
        return [self.rects[uid] for uid in self.tree.children.get(zone, ()) if uid in self.rects]

    def place_below(self, zone: str, blocks: Sequence[Block]) -> None:
        """Place new parts of a zone below what it holds."""
        child_rects = self.child_rects(zone)
        if zone == ROOT:
            x = min((rect.x for rect in child_rects), default=MARGIN)
            y = max((rect.bottom for rect in child_rects), default=MARGIN - GAP) + GAP
            width = max(_MIN_ROW_WIDTH, max((rect.right for rect in child_rects), default=0.0) - x)
        else:
            frame = self.rects[zone]
            x = frame.x + PADDING
            y = max((rect.bottom for rect in child_rects), default=frame.y + HEADER - GAP) + GAP
            width = frame.width - 2 * PADDING
        self.rects.update(pack_shelves(blocks, width=width).rects_at(x, y))
        self.grow_frame(zone)

    def grow_frame(self, zone: str) -> None:
        """Grow the frame of a zone, and all around it, where it no longer holds what is inside."""
        if zone == ROOT or zone not in self.rects:
            return
        child_rects = enclosing_rect(self.child_rects(zone))
        frame = self.rects[zone]
        dx = max(0.0, child_rects.right + PADDING - frame.right)
        dy = max(0.0, child_rects.bottom + PADDING - frame.bottom)
        if not dx and not dy:
            return
        self.rects[zone] = Rect(frame.x, frame.y, frame.width + dx, frame.height + dy)
        for other in self.tree.children.get(self.tree.parent(zone), ()):
            if other != zone:
                self.push(other, frame, dx, dy)
        self.grow_frame(self.tree.parent(zone))

    def push(self, uid: str, beyond: Rect, dx: float, dy: float) -> None:
        """Move a part right if it lies right of this place, and down if it lies below."""
        if uid in self.rects:
            right = dx if self.rects[uid].x >= beyond.right else 0.0
            down = dy if self.rects[uid].y >= beyond.bottom else 0.0
            self._shift(uid, right, down)

    def _shift(self, uid: str, dx: float, dy: float) -> None:
        if (dx or dy) and uid in self.rects:
            self.rects[uid] = self.rects[uid].moved(dx, dy)
            for child in self.tree.children.get(uid, ()):
                self._shift(child, dx, dy)


def enclosing_rect(rects: Iterable[Rect]) -> Rect:
    """Return the smallest frame around all of these, of which there is at least one."""
    within = list(rects)
    x, y = min(rect.x for rect in within), min(rect.y for rect in within)
    return Rect(x, y, max(rect.right for rect in within) - x, max(rect.bottom for rect in within) - y)
