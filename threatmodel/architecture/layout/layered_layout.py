"""Layered layout of connected boxes from left to right: the best arrangement of the columns of Graphviz."""

from collections.abc import Sequence
from typing import Final

from threatmodel.architecture.layout.boxes import Block, Corner, Rect, combined
from threatmodel.architecture.layout.columns import Flows, columns_of, fold_into_bands
from threatmodel.architecture.layout.graphviz_layout import Graph, Places, draw
from threatmodel.architecture.layout.layout_cost import cost, mean_length, page_area

_SCREEN_WIDTH: Final = 1600.0  # width of what is read at one look: nothing smaller is folded
_STRIP_RATIO: Final = 3.5  # width to height from which a drawing is cut into bands
_BEHIND_WEIGHT: Final = 0.3  # of a page: how bad it is that every line runs behind a box
_OUTSIDE_X: Final = 200.0  # how far left of a drawing flows from outside begin
_MAX_DENSITY: Final = 5_000  # boxes times lines above which this is not looked at
_GATE: Final = (1.0, 1.0)
_FOLDS: Final = (2, 3, 4, 5, 6, 8, 10, 14, 20, 30, 45, 65)
_BANDS: Final = (2, 3, 4, 6, 8, 12, 18, 26, 40)


def layered_drawings(flows: Sequence[Flows]) -> list[Block]:
    """Return the drawing of each. Raises DotFailed."""
    places = draw([_graph(each) for each in flows])
    return [_drawing(each, found[: len(each.blocks)]) for each, found in zip(flows, places, strict=True)]


def _graph(flows: Flows) -> Graph:
    """Return the input of Graphviz. Gates on either side keep lanes free for flows to the outside."""
    sizes = [(block.width, block.height) for block in flows.blocks]
    entry, way_out = len(sizes), len(sizes) + 1
    lanes = [*((entry, place) for place in flows.entered), *((place, way_out) for place in flows.left)]
    return Graph([*sizes, _GATE, _GATE] if lanes else sizes, list(flows.edges), lanes)


def _drawing(flows: Flows, places: Places) -> Block:
    """Return the best of what Graphviz drew, and of other drawings of its columns."""
    columns = columns_of(places)
    options = [] if flows.has_core else [_as_drawn(flows, places)]
    options.append(fold_into_bands(flows, columns))
    if _page(flows, options[0]) > page_area(_SCREEN_WIDTH, 0):
        options += [fold_into_bands(flows, columns, folds=folds) for folds in _FOLDS]
    best = min(options, key=lambda corners: _cost(flows, corners))
    if _is_strip(flows, best) and not flows.has_core:
        cut = [
            fold_into_bands(flows, columns, folds=f, bands=bands)
            for bands in _BANDS
            for f in (1, *_FOLDS[:3])
        ]
        best = min([best, *cut], key=lambda corners: _cost(flows, corners))
    hidden = flows.blocks[0].height - flows.blocks[0].shown if flows.has_core else 0.0
    return combined(flows.blocks, best, _size(flows, best)[1] - hidden)


def _as_drawn(flows: Flows, places: Places) -> list[Corner]:
    boxes = list(zip(flows.blocks, places, strict=True))
    left = min(x - block.width / 2 for block, (x, _) in boxes)
    top = min(y - block.height / 2 for block, (_, y) in boxes)
    return [(x - block.width / 2 - left, y - block.height / 2 - top) for block, (x, y) in boxes]


def _size(flows: Flows, corners: Sequence[Corner]) -> tuple[float, float]:
    boxes = list(zip(flows.blocks, corners, strict=True))
    return max(x + block.width for block, (x, _) in boxes), max(y + block.height for block, (_, y) in boxes)


def _page(flows: Flows, corners: Sequence[Corner]) -> float:
    return page_area(*_size(flows, corners))


def _is_strip(flows: Flows, corners: Sequence[Corner]) -> bool:
    """Whether it is much too wide for a page, and for a screen."""
    width, height = _size(flows, corners)
    return width > max(_SCREEN_WIDTH, _STRIP_RATIO * height)


def _cost(flows: Flows, corners: Sequence[Corner]) -> float:
    """Return the area of the page and of the lines, with more for lines that run behind boxes.

    Of two that cost the same, the first is taken.
    """
    rects = [
        Rect(x, y, block.width, block.height) for block, (x, y) in zip(flows.blocks, corners, strict=True)
    ]
    centers = [(rect.x + rect.width / 2, rect.y + rect.height / 2) for rect in rects]
    page = page_area(*_size(flows, corners), least=_SCREEN_WIDTH)
    lines = [(centers[a], centers[b]) for a, b in flows.edges]
    if flows.entered:
        middle = sum(centers[place][1] for place in flows.entered) / len(flows.entered)
        lines += [((-_OUTSIDE_X, middle), centers[place]) for place in flows.entered]
    behind = _lines_behind(lines, rects) / len(lines)
    return cost(page, mean_length(flows.edges, centers)) + _BEHIND_WEIGHT * behind * page


def _lines_behind(lines: Sequence[tuple[Corner, Corner]], rects: Sequence[Rect]) -> int:
    """Return how often a line runs behind a box that it has nothing to do with, unless there is a crowd."""
    if len(lines) * len(rects) > _MAX_DENSITY:
        return 0
    return sum(
        _meets(start, end, rect)
        for start, end in lines
        for rect in rects
        if not _holds(rect, start) and not _holds(rect, end)
    )


def _holds(rect: Rect, point: Corner) -> bool:
    return rect.x < point[0] < rect.right and rect.y < point[1] < rect.bottom


def _meets(start: Corner, end: Corner, rect: Rect) -> bool:
    """Whether the straight line runs through the rectangle. Source: the line clipping of Liang and Barsky."""
    enter, leave = 0.0, 1.0
    for axis, (low, high) in enumerate(((rect.x, rect.right), (rect.y, rect.bottom))):
        at, way = start[axis], end[axis] - start[axis]
        if not way:
            if not low < at < high:
                return False
            continue
        first, last = sorted(((low - at) / way, (high - at) / way))
        enter, leave = max(enter, first), min(leave, last)
    return enter < leave
