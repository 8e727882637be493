"""Adds new parts to an existing layout."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from threatmodel.architecture.layout.auto_layout import blocks
from threatmodel.architecture.layout.boxes import Block, Rect
from threatmodel.architecture.layout.existing_layout import ExistingLayout
from threatmodel.architecture.layout.layout_tree import ROOT, Layout, Part, Tree


def layout_added(
    parts: Iterable[Part], links: Iterable[tuple[str, str]], present: Mapping[str, Rect]
) -> Layout:
    """Return rectangles for the parts without one, and for those that make room for them.

    New parts go below the contents of their parent; the parent grows and pushes what is below or right of it.
    Everything else stays in place.
    """
    tree = Tree(parts, links)
    # What lies in a frame without a place is placed anew together with it.
    known = {
        uid: rect for uid, rect in present.items() if uid in tree.parts and _is_framed(tree, uid, present)
    }
    drawing = ExistingLayout(tree, known)
    zones = {ROOT, *known}
    tops = [uid for uid in tree.parts if uid not in known and tree.parent(uid) in zones]
    new, problem = blocks(tree, tops)
    by_parent: dict[str, list[Block]] = defaultdict(list)
    for uid, block in zip(tops, new, strict=True):
        by_parent[tree.parent(uid)].append(block)
    for parent, below in by_parent.items():
        drawing.place_below(parent, below)
    return drawing.layout(present, problem)


def _is_framed(tree: Tree, uid: str, present: Mapping[str, Rect]) -> bool:
    parent = tree.parent(uid)
    return parent == ROOT or (parent in present and _is_framed(tree, parent, present))
