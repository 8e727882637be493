"""Columns of connected boxes: side by side, high ones folded, and many of them cut into bands."""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, chain
from typing import Final

from threatmodel.architecture.layout.boxes import Block, Corner
from threatmodel.architecture.layout.graphviz_layout import COLUMN_GAP, ROW_GAP, Places
from threatmodel.architecture.layout.layout_cost import LinkCounts

_FOLD_GAP: Final = 40.0  # between the parts of a folded column
_BAND_GAP: Final = 60.0  # between the parts of a drawing that is too wide, one below the other

Column = Sequence[int]  # places of blocks, from the top


@dataclass(frozen=True, slots=True)
class Flows:
    """Blocks, how many flows lead from one to another by their places, and which of them lead outside."""

    blocks: Sequence[Block]
    edges: LinkCounts
    entered: Sequence[int] = ()  # flows come to these from the left
    left: Sequence[int] = ()  # flows leave these to the right
    # With levels, the first block is the core: it holds zones, with which the others have flows. By box, how
    # far down in the core these begin and end.
    levels: Mapping[int, float] = field(default_factory=dict)

    @property
    def has_core(self) -> bool:
        """Whether the first block holds zones."""
        return bool(self.levels)


def columns_of(places: Places) -> list[Column]:
    found: dict[float, list[int]] = defaultdict(list)
    for place, (x, _) in enumerate(places):
        found[round(x)].append(place)
    return [sorted(found[x], key=lambda place: places[place][1]) for x in sorted(found)]


def fold_into_bands(
    flows: Flows, columns: Sequence[Column], *, folds: int = 1, bands: int = 1
) -> list[Corner]:
    """Return the corners with columns folded to this part of the highest, and in so many bands."""
    limit = max(_height(flows, column) for column in columns) / folds
    near: dict[int, list[int]] = defaultdict(list)
    for a, b in flows.edges:
        near[a].append(b)
        near[b].append(a)
    sheets = [_Sheet(flows, columns[part], limit, near) for part in _split(len(columns), bands)]
    y = 0.0
    corners: dict[int, Corner] = {}
    for sheet in sheets:
        found = sheet.corners()
        top = min(at[1] for at in found.values())
        corners |= {place: (at[0], at[1] - top + y) for place, at in found.items()}
        y = max(corners[place][1] + flows.blocks[place].height for place in found) + _BAND_GAP
    return [corners[place] for place in range(len(flows.blocks))]


def _height(flows: Flows, column: Column) -> float:
    return sum(flows.blocks[place].height + ROW_GAP for place in column) - ROW_GAP


def _split(count: int, parts: int) -> Iterator[slice]:
    size = math.ceil(count / parts)
    return (slice(start, start + size) for start in range(0, count, size))


class _Sheet:
    """Columns side by side, each of them as near as it can be to what its boxes are connected with."""

    def __init__(
        self, flows: Flows, columns: Sequence[Column], limit: float, near: Mapping[int, Sequence[int]]
    ) -> None:
        self.flows = flows
        self.columns = columns
        self.limit = limit
        self.middles: dict[int, float] = {}  # the y of the center of what is placed
        self.near = near  # what each block is connected with

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
        known = [self._level(place, other) for other in self.near.get(place, ()) if other in self.middles]
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
    tops = accumulate(heights, initial=0.0)
    offsets = [
        top + height / 2 + n * ROW_GAP for n, (top, height) in enumerate(zip(tops, heights, strict=False))
    ]
    pools: list[tuple[float, int]] = []  # the sum of the wishes and the number of rows
    for wish, offset in zip(wanted, offsets, strict=True):
        pools.append((wish - offset, 1))
        while len(pools) > 1 and pools[-2][0] / pools[-2][1] > pools[-1][0] / pools[-1][1]:
            (total, count), (more, others) = pools.pop(-2), pools.pop()
            pools.append((total + more, count + others))
    shifts = [total / count for total, count in pools for _ in range(count)]
    return [shift + offset for shift, offset in zip(shifts, offsets, strict=True)]
