"""Turns a layout into operations that set positions."""

from collections.abc import Collection, Mapping
from typing import Final

from threatmodel.architecture.layout import (
    Layout,
    Part,
    Rect,
    layout_added,
    layout_all,
    layout_diagram,
    relayout,
)
from threatmodel.architecture.operations.batch import Json
from threatmodel.architecture.operations.working_copy import WorkingCopy
from threatmodel.engine.model import CATALOGUE
from threatmodel.engine.model.diagram_positions import Place

# With a larger share of new parts, the whole drawing is laid out anew.
_MOSTLY_NEW: Final = 0.5


def placement_ops(working_copy: WorkingCopy, *, everything: bool = False) -> tuple[tuple[Json, ...], str]:
    """Return operations that position elements without a position, and a warning to show or an empty text.

    Positioned elements stay, unless `everything` is set or most elements are new.
    """
    parts, placed = _drawn(working_copy)
    if len(placed) == len(parts) and not everything:
        return (), ""
    if everything or len(parts) - len(placed) > _MOSTLY_NEW * len(parts):
        layout = layout_all(parts, _links(working_copy))
    else:
        layout = layout_added(parts, _links(working_copy), placed)
    return _ops(layout, placed), layout.problem


def diagram_ops(working_copy: WorkingCopy, places: Mapping[str, Place]) -> tuple[Json, ...]:
    """Return operations that position elements without a position as a diagram of their file draws them."""
    if not places:
        return ()
    parts, placed = _drawn(working_copy)
    given = {
        part.uid: Rect(place.x, place.y, place.width, place.height)
        for part in parts
        if part.uid not in placed and (place := places.get(part.uid)) is not None
    }
    return _ops(layout_diagram(parts, given, placed), placed)


def relayout_ops(working_copy: WorkingCopy, chosen: Collection[str]) -> tuple[tuple[Json, ...], str]:
    """Return operations that lay out the chosen elements and their contents anew, and a warning."""
    parts, placed = _drawn(working_copy)
    layout = relayout(parts, _links(working_copy), placed, chosen)
    return _ops(layout, placed), layout.problem


def _drawn(working_copy: WorkingCopy) -> tuple[list[Part], dict[str, Rect]]:
    """Return the drawn elements, and the rectangles of those with a position."""
    parts = [
        Part(uid, row.kind, working_copy.nodes[uid].parent, row.name)
        for uid, row in sorted(working_copy.elements.items())
        if row.gone_at is None and _is_drawn(row.kind)
    ]
    placed = {part.uid: rect for part in parts if (rect := _rect(working_copy, part.uid)) is not None}
    return parts, placed


def _is_drawn(kind: str) -> bool:
    known = CATALOGUE.kinds.get(kind)
    return known is None or known.drawn


def _ops(layout: Layout, placed: dict[str, Rect]) -> tuple[Json, ...]:
    return tuple(
        {
            "op": "set",
            "on": "element",
            "uid": uid,
            "props": {"x": rect.x, "y": rect.y, "width": rect.width, "height": rect.height},
        }
        for uid, rect in layout.rects.items()
        if placed.get(uid) != rect
    )


def _rect(working_copy: WorkingCopy, uid: str) -> Rect | None:
    row = working_copy.elements[uid]
    if row.x is None or row.y is None or row.width is None or row.height is None:
        return None
    return Rect(row.x, row.y, row.width, row.height)


def _links(working_copy: WorkingCopy) -> list[tuple[str, str]]:
    return [ends for uid, ends in working_copy.ends.items() if working_copy.flows[uid].gone_at is None]
