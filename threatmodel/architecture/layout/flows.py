"""Draws what flows connect from left to right: Graphviz finds the columns, and long ones are folded."""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Final

from threatmodel.architecture.layout.blocks import Block, Corner, Rect, together
from threatmodel.architecture.layout.cost import Wires, cost, mean_length, page_area
from threatmodel.architecture.layout.dot import COLUMN_GAP, ROW_GAP, Graph, Places, draw

_SCREEN: Final = 1600.0  # width of what is read at one look: nothing smaller is folded
_STRIP: Final = 3.5  # width to height from which a drawing is cut into bands
_BEHIND: Final = 0.3  # of a page: how bad it is that every line runs behind a box
_COME_FROM: Final = 200.0  # how far left of a drawing flows from outside begin
_CROWDED: Final = 5_000  # boxes times lines above which this is not looked at
_FOLD_GAP: Final = 40.0  # between the parts of a folded column
_BAND_GAP: Final = 60.0  # between the parts of a drawing that is too wide, one below the other
_GATE: Final = (1.0, 1.0)
_FOLDS: Final = (2, 3, 4, 5, 6, 8, 10, 14, 20, 30, 45, 65)
_BANDS: Final = (2, 3, 4, 6, 8, 12, 18, 26, 40)

Column = Sequence[int]  # places of blocks, from the top


@dataclass(frozen=True, slots=True)
class Flows:
    """Blocks, how many flows lead from one to another by their places, and which of them lead outside."""

    blocks: Sequence[Block]
    wires: Wires
    entered: Sequence[int] = ()  # flows come to these from the left
    left: Sequence[int] = ()  # flows leave these to the right
    # With levels, the first block is the core: it holds zones, with which the others have flows. By box, how
    # far down in the core these begin and end.
    levels: Mapping[int, float] = field(default_factory=dict)

    @property
    def has_core(self) -> bool:
        """Whether the first block holds zones."""
        return bool(self.levels)


def drawings(flows: Sequence[Flows]) -> list[Block]:
    """Return the drawing of each. Raises DotFailed."""
    places = draw([_graph(each) for each in flows])
    return [_drawing(each, found[: len(each.blocks)]) for each, found in zip(flows, places, strict=True)]


def _graph(flows: Flows) -> Graph:
    """Return what Graphviz is told. Gates on either side keep lanes free for what leads outside."""
    sizes = [(block.width, block.height) for block in flows.blocks]
    entry, way_out = len(sizes), len(sizes) + 1
    lanes = [*((entry, place) for place in flows.entered), *((place, way_out) for place in flows.left)]
    return Graph([*sizes, _GATE, _GATE] if lanes else sizes, list(flows.wires), lanes)


def _drawing(flows: Flows, places: Places) -> Block:
    """Return the best of what Graphviz drew, and of other drawings of its columns."""
    columns = _columns(places)
    ways = [] if flows.has_core else [_as_drawn(flows, places)]
    ways.append(_in_bands(flows, columns))
    if _page(flows, ways[0]) > page_area(_SCREEN, 0):
        ways += [_in_bands(flows, columns, folds=folds) for folds in _FOLDS]
    best = min(ways, key=lambda corners: _cost(flows, corners))
    if _is_strip(flows, best) and not flows.has_core:
        cut = [_in_bands(flows, columns, folds=f, bands=bands) for bands in _BANDS for f in (1, *_FOLDS[:3])]
        best = min([best, *cut], key=lambda corners: _cost(flows, corners))
    hidden = flows.blocks[0].height - flows.blocks[0].shown if flows.has_core else 0.0
    return together(flows.blocks, best, _size(flows, best)[1] - hidden)


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
    return width > max(_SCREEN, _STRIP * height)


def _cost(flows: Flows, corners: Sequence[Corner]) -> float:
    """Return the area of the page and of the lines, with more for lines that run behind boxes.

    Of two that cost the same, the first is taken.
    """
    rects = [
        Rect(x, y, block.width, block.height) for block, (x, y) in zip(flows.blocks, corners, strict=True)
    ]
    centres = [(rect.x + rect.width / 2, rect.y + rect.height / 2) for rect in rects]
    page = page_area(*_size(flows, corners), least=_SCREEN)
    lines = [(centres[a], centres[b]) for a, b in flows.wires]
    if flows.entered:
        middle = sum(centres[place][1] for place in flows.entered) / len(flows.entered)
        lines += [((-_COME_FROM, middle), centres[place]) for place in flows.entered]
    behind = _lines_behind(lines, rects) / len(lines)
    return cost(page, mean_length(flows.wires, centres)) + _BEHIND * behind * page


def _lines_behind(lines: Sequence[tuple[Corner, Corner]], rects: Sequence[Rect]) -> int:
    """Return how often a line runs behind a box that it has nothing to do with, unless there is a crowd."""
    if len(lines) * len(rects) > _CROWDED:
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


def _columns(places: Places) -> list[Column]:
    found: dict[float, list[int]] = defaultdict(list)
    for place, (x, _) in enumerate(places):
        found[round(x)].append(place)
    return [sorted(found[x], key=lambda place: places[place][1]) for x in sorted(found)]


def _height(flows: Flows, column: Column) -> float:
    return sum(flows.blocks[place].height + ROW_GAP for place in column) - ROW_GAP


def _in_bands(flows: Flows, columns: Sequence[Column], *, folds: int = 1, bands: int = 1) -> list[Corner]:
    """Return the corners with columns folded to this part of the highest, and in so many bands."""
    limit = max(_height(flows, column) for column in columns) / folds
    sheets = [_Sheet(flows, columns[part], limit) for part in _split(len(columns), bands)]
    y = 0.0
    corners: dict[int, Corner] = {}
    for sheet in sheets:
        found = sheet.corners()
        top = min(at[1] for at in found.values())
        corners |= {place: (at[0], at[1] - top + y) for place, at in found.items()}
        y = max(corners[place][1] + flows.blocks[place].height for place in found) + _BAND_GAP
    return [corners[place] for place in range(len(flows.blocks))]


def _split(count: int, parts: int) -> Iterator[slice]:
    size = math.ceil(count / parts)
    return (slice(start, start + size) for start in range(0, count, size))


class _Sheet:
    """Columns side by side, each of them as near as it can be to what its boxes are connected with."""

    def __init__(self, flows: Flows, columns: Sequence[Column], limit: float) -> None:
        self.flows = flows
        self.columns = columns
        self.limit = limit
        self.middles: dict[int, float] = {}  # the y of the centre of what is placed
        self.near: dict[int, list[int]] = defaultdict(list)
        for a, b in flows.wires:
            self.near[a].append(b)
            self.near[b].append(a)

    def corners(self) -> dict[int, Corner]:
        rows = self._rows()
        blocks = self.flows.blocks
        corners: dict[int, Corner] = {}
        x = 0.0
        for column in rows:
            pitch = max(blocks[place].width for row in column for place in row) + _FOLD_GAP
            for row in column:
                for number, place in enumerate(row):
                    indent = (pitch - _FOLD_GAP - blocks[place].width) / 2
                    corners[place] = (
                        x + number * pitch + indent,
                        self.middles[place] - blocks[place].height / 2,
                    )
            x += max(len(row) for row in column) * pitch - _FOLD_GAP + COLUMN_GAP
        return corners

    def _rows(self) -> list[list[Column]]:
        """Return the rows of each column, after placing all of them from the main column outwards."""
        main = max(range(len(self.columns)), key=self._weight)
        rows: dict[int, list[Column]] = {}
        for number in chain(range(main, -1, -1), range(main + 1, len(self.columns))):
            rows[number] = self._placed(self.columns[number])
        return [rows[number] for number in range(len(self.columns))]

    def _weight(self, number: int) -> tuple[bool, float]:
        is_core = self.flows.has_core and 0 in self.columns[number]
        return is_core, _height(self.flows, self.columns[number])

    def _placed(self, column: Column) -> list[Column]:
        folds = math.ceil(_height(self.flows, column) / self.limit)
        if self.flows.has_core:
            column = sorted(column, key=self._wanted)
        rows = [column[start : start + folds] for start in range(0, len(column), folds)]
        heights = [max(self.flows.blocks[place].height for place in row) for row in rows]
        wanted = [sum(map(self._wanted, row)) / len(row) for row in rows]
        for row, middle in zip(rows, _settled(wanted, heights), strict=True):
            self.middles.update(dict.fromkeys(row, middle))
        return rows

    def _wanted(self, place: int) -> float:
        """Return the y at which a box is level with what it is connected with."""
        known = [self._level(place, other) for other in self.near[place] if other in self.middles]
        if known:
            return sum(known) / len(known)
        return sum(self.middles.values()) / len(self.middles) if self.middles else 0.0

    def _level(self, place: int, other: int) -> float:
        middle = self.middles[other]
        if other != 0 or not self.flows.has_core:
            return middle
        return middle - self.flows.blocks[0].height / 2 + self.flows.levels[place]


def _settled(wanted: Sequence[float], heights: Sequence[float]) -> list[float]:
    """Return the middles of rows as near to the wanted ones as their order and heights allow.

    Rows that would overlap form a pool at the mean of their wishes. Source: pool adjacent violators, which
    solves isotonic regression exactly.
    """
    offsets = [sum(heights[:n]) + heights[n] / 2 + n * ROW_GAP for n in range(len(heights))]
    pools: list[tuple[float, int]] = []  # the sum of the wishes and the number of rows
    for wish, offset in zip(wanted, offsets, strict=True):
        pools.append((wish - offset, 1))
        while len(pools) > 1 and pools[-2][0] / pools[-2][1] > pools[-1][0] / pools[-1][1]:
            (total, count), (more, others) = pools.pop(-2), pools.pop()
            pools.append((total + more, count + others))
    shifts = [total / count for total, count in pools for _ in range(count)]
    return [shift + offset for shift, offset in zip(shifts, offsets, strict=True)]
