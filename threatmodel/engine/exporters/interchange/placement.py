"""Where the parts of a diagram are drawn: as on the canvas, else in rows inside of what holds them."""

import math
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Final

from threatmodel.engine.exporters.interchange.ancestors import ancestors_of
from threatmodel.engine.model import Model
from threatmodel.engine.model.diagram_positions import Place

_WIDTH: Final = 180.0
_HEIGHT: Final = 72.0
_GAP: Final = 60.0  # room for the names of flows
_PADDING: Final = 24.0
_HEADER: Final = 36.0
_ROOT: Final = ""


def placed(model: Model, uids: Collection[str], boxes: Mapping[str, Place]) -> dict[str, Place]:
    """Return a box for each uid: those that are known, and the rest in rows below them."""
    known = {uid: boxes[uid] for uid in uids if uid in boxes}
    missing = [uid for uid in uids if uid not in known]
    if not missing:
        return known
    top = max((box.y + box.height for box in known.values()), default=0.0)
    start = top + 2 * _GAP if known else 0.0
    arranged = _arranged(model, missing)
    return {
        **known,
        **{uid: Place(box.x, box.y + start, box.width, box.height) for uid, box in arranged.items()},
    }


def _arranged(model: Model, uids: Sequence[str]) -> dict[str, Place]:
    """The boxes of these, each inside of the nearest one around it. Cost: O(elements)."""
    there = set(uids)
    children: dict[str, list[str]] = defaultdict(list)
    for uid in sorted(there):
        children[next((one for one in ancestors_of(model, uid) if one in there), _ROOT)].append(uid)
    sizes: dict[str, tuple[float, float]] = {}
    corners: dict[str, tuple[float, float]] = {}
    for uid in sorted(there, key=lambda one: (-len(ancestors_of(model, one)), one)):
        sizes[uid] = _fill(children[uid], sizes, corners) if children[uid] else (_WIDTH, _HEIGHT)
    _fill(children[_ROOT], sizes, corners)
    found: dict[str, Place] = {}
    waiting = [(uid, 0.0, 0.0) for uid in reversed(children[_ROOT])]
    while waiting:
        uid, left, top = waiting.pop()
        x, y = left + corners[uid][0], top + corners[uid][1]
        found[uid] = Place(x, y, *sizes[uid])
        waiting += [(child, x, y) for child in reversed(children[uid])]
    return found


def _fill(
    uids: Sequence[str],
    sizes: Mapping[str, tuple[float, float]],
    corners: dict[str, tuple[float, float]],
) -> tuple[float, float]:
    """Place the boxes in rows of about equal length; return the size of the frame around them."""
    columns = max(1, math.ceil(math.sqrt(len(uids))))
    x, y, row_height, width = _PADDING, _HEADER, 0.0, 0.0
    for place, uid in enumerate(uids):
        if place and place % columns == 0:
            x, y, row_height = _PADDING, y + row_height + _GAP, 0.0
        corners[uid] = (x, y)
        x += sizes[uid][0] + _GAP
        row_height = max(row_height, sizes[uid][1])
        width = max(width, x - _GAP + _PADDING)
    return width, y + row_height + _PADDING
