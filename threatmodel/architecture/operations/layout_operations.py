"""Turns a layout into operations: places for what has none, or for everything."""

from collections.abc import Collection
from typing import Final

from threatmodel.architecture.layout import Layout, Part, Rect, arrange, extend, rearrange
from threatmodel.architecture.operations.batch import Json
from threatmodel.architecture.operations.working_copy import Overlay
from threatmodel.engine.model import CATALOGUE

# With more new parts than this share, the drawing is no longer the one that people know.
_MOSTLY_NEW: Final = 0.5


def placing_ops(overlay: Overlay, *, everything: bool = False) -> tuple[tuple[Json, ...], str]:
    """Return operations that place what has no place yet, and what people should know about them.

    What is placed already stays, unless `everything` is asked for or most of it is new.
    """
    parts, placed = _drawn(overlay)
    if len(placed) == len(parts) and not everything:
        return (), ""
    if everything or len(parts) - len(placed) > _MOSTLY_NEW * len(parts):
        layout = arrange(parts, _links(overlay))
    else:
        layout = extend(parts, _links(overlay), placed)
    return _ops(layout, placed), layout.problem


def arranging_ops(overlay: Overlay, chosen: Collection[str]) -> tuple[tuple[Json, ...], str]:
    """Return operations that lay the chosen elements and what they hold out anew, and what to know of it."""
    parts, placed = _drawn(overlay)
    layout = rearrange(parts, _links(overlay), placed, chosen)
    return _ops(layout, placed), layout.problem


def _drawn(overlay: Overlay) -> tuple[list[Part], dict[str, Rect]]:
    """Return what is drawn, and where that is known."""
    parts = [
        Part(uid, row.kind, overlay.nodes[uid].parent, row.name)
        for uid, row in sorted(overlay.elements.items())
        if row.gone_at is None and _is_drawn(row.kind)
    ]
    placed = {part.uid: rect for part in parts if (rect := _rect(overlay, part.uid)) is not None}
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


def _rect(overlay: Overlay, uid: str) -> Rect | None:
    row = overlay.elements[uid]
    if row.x is None or row.y is None or row.width is None or row.height is None:
        return None
    return Rect(row.x, row.y, row.width, row.height)


def _links(overlay: Overlay) -> list[tuple[str, str]]:
    return [ends for uid, ends in overlay.ends.items() if overlay.flows[uid].gone_at is None]
