"""Positions as a diagram of another tool has them: its picture, with the sizes that elements have here."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from threatmodel.architecture.layout.auto_layout import MARGIN
from threatmodel.architecture.layout.boxes import HEADER, PADDING, Rect, leaf_block
from threatmodel.architecture.layout.existing_layout import enclosing_rect
from threatmodel.architecture.layout.layout_tree import ROOT, Layout, Part, Tree
from threatmodel.engine.model import CATALOGUE

_MOST_STRETCHED: Final = 6.0  # a diagram of dots would else be pulled apart without end
_APART: Final = 80.0  # between the diagram and what was there before


def layout_diagram(parts: Iterable[Part], given: Mapping[str, Rect], placed: Mapping[str, Rect]) -> Layout:
    """Return rectangles for the parts that the diagram places, below what is placed already.

    The picture is stretched until each element has room at its size here; a frame also holds what is in it. A
    part is left out when what it is in has no place in the diagram.
    """
    tree = Tree(parts, ())
    wanted = {uid for uid in given if uid in tree.parts and _is_framed(tree, uid, given)}
    if not wanted:
        return Layout({})
    children: dict[str, list[str]] = defaultdict(list)
    for uid in sorted(wanted):
        children[tree.parent(uid)].append(uid)
    frames = {uid for uid in wanted if children.get(uid) or CATALOGUE.kinds[tree.parts[uid].kind].boundary}
    leaves = {uid: leaf_block(uid, tree.parts[uid].kind, tree.parts[uid].name) for uid in wanted - frames}
    across = _stretch((block.width, given[uid].width) for uid, block in leaves.items())
    down = _stretch((block.height, given[uid].height) for uid, block in leaves.items())
    rects: dict[str, Rect] = {}
    for uid, block in leaves.items():
        around = _stretched(given[uid], across, down)
        x, y = around.x + (around.width - block.width) / 2, around.y + (around.height - block.height) / 2
        rects[uid] = Rect(x, y, block.width, block.height)
    for uid in _inside_out(tree, frames):
        inside = [rects[child] for child in children.get(uid, ())]
        rects[uid] = _frame(_stretched(given[uid], across, down), inside)
    return Layout(_moved_below(rects, placed))


def _is_framed(tree: Tree, uid: str, given: Mapping[str, Rect]) -> bool:
    return all(one == ROOT or one in given for one in tree.ancestors(uid))


def _stretch(sizes: Iterable[tuple[float, float]]) -> float:
    """How much wider or higher the picture gets: every element has at least its size here."""
    return min(_MOST_STRETCHED, max(1.0, *(here / there for here, there in sizes), 1.0))


def _stretched(rect: Rect, across: float, down: float) -> Rect:
    return Rect(rect.x * across, rect.y * down, rect.width * across, rect.height * down)


def _inside_out(tree: Tree, zones: Iterable[str]) -> list[str]:
    return sorted(zones, key=lambda uid: (-len(tree.ancestors(uid)), uid))


def _frame(drawn: Rect, inside: Sequence[Rect]) -> Rect:
    """The frame as it is drawn, larger where what is in it needs that."""
    if not inside:
        return drawn
    held = enclosing_rect(inside)
    room = Rect(held.x - PADDING, held.y - HEADER, held.width + 2 * PADDING, held.height + HEADER + PADDING)
    return enclosing_rect((drawn, room))


def _moved_below(rects: Mapping[str, Rect], placed: Mapping[str, Rect]) -> dict[str, Rect]:
    around = enclosing_rect(rects.values())
    left, top = MARGIN, MARGIN
    if placed:
        present = enclosing_rect(placed.values())
        left, top = present.x, present.bottom + _APART
    return {uid: rect.moved(left - around.x, top - around.y).rounded() for uid, rect in rects.items()}
