"""Lays out chosen parts anew in an existing layout."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from threatmodel.architecture.layout.auto_layout import blocks, layout_all
from threatmodel.architecture.layout.boxes import Rect
from threatmodel.architecture.layout.existing_layout import ExistingLayout, enclosing_rect
from threatmodel.architecture.layout.layout_tree import ROOT, Layout, Part, Tree


def relayout(
    parts: Iterable[Part],
    links: Iterable[tuple[str, str]],
    present: Mapping[str, Rect],
    chosen: Collection[str],
) -> Layout:
    """Return new rectangles for the chosen parts and their contents, near their present position.

    What is right of them or below is pushed, and their parents grow; everything else stays.
    """
    links = tuple(links)
    tree = Tree(parts, links)
    drawing = ExistingLayout(tree, present)
    problem = ""
    tops: dict[str, list[str]] = defaultdict(list)
    for uid in sorted({*chosen} & tree.parts.keys()):
        if not _is_within(tree, uid, chosen):
            tops[tree.parent(uid)].append(uid)
    for parent, uids in tops.items():
        if drawing.rects.keys().isdisjoint(uids):
            new, fault = blocks(tree, uids)
            drawing.place_below(parent, new)
            problem = problem or fault
            continue
        drawn = layout_all(_inside(tree, uids), links)
        problem = problem or drawn.problem
        _put(drawing, parent, uids, drawn.rects)
    return drawing.layout(present, problem)


def _is_within(tree: Tree, uid: str, chosen: Collection[str]) -> bool:
    """Whether something around the part is chosen as well."""
    seen = {uid}
    while (uid := tree.parent(uid)) != ROOT and uid not in seen:
        if uid in chosen:
            return True
        seen.add(uid)
    return False


def _inside(tree: Tree, uids: Iterable[str]) -> list[Part]:
    """Return these parts, as if nothing were around them, and all that they hold."""
    found = [replace(tree.parts[uid], parent=None) for uid in uids]
    for part in found:
        found += [tree.parts[child] for child in tree.children.get(part.uid, ())]
    return found


def _put(drawing: ExistingLayout, parent: str, uids: Sequence[str], drawn: Mapping[str, Rect]) -> None:
    """Put what was drawn where these parts were, and make room for what is larger than before."""
    placed = set(uids)
    before = enclosing_rect(drawing.rects[uid] for uid in uids if uid in drawing.rects)
    drawn_at = enclosing_rect(drawn[uid] for uid in uids)
    dx, dy = before.x - drawn_at.x, before.y - drawn_at.y
    drawing.rects.update({uid: rect.moved(dx, dy) for uid, rect in drawn.items()})
    wider, higher = max(0.0, drawn_at.width - before.width), max(0.0, drawn_at.height - before.height)
    for other in drawing.tree.children.get(parent, ()):
        if other not in placed:
            drawing.push(other, before, wider, higher)
    drawing.grow_frame(parent)
