"""Adds to a drawing that people know."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from threatmodel.architecture.layout.auto_layout import blocks
from threatmodel.architecture.layout.boxes import Block, Rect
from threatmodel.architecture.layout.existing_layout import KnownDrawing
from threatmodel.architecture.layout.tree import ROOT, Layout, Part, Tree


def extend(parts: Iterable[Part], links: Iterable[tuple[str, str]], present: Mapping[str, Rect]) -> Layout:
    """Return places for the parts that have none, and for those that make room for them.

    New parts go below what their parent holds; the parent grows, what was below or right of it moves on.
    Everything else stays where people know it.
    """
    tree = Tree(parts, links)
    # What lies in a frame without a place is placed anew together with it.
    known = {
        uid: rect for uid, rect in present.items() if uid in tree.parts and _is_framed(tree, uid, present)
    }
    drawing = KnownDrawing(tree, known)
    around = {ROOT, *known}
    tops = [uid for uid in tree.parts if uid not in known and tree.parent(uid) in around]
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
