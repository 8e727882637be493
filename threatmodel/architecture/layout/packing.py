"""Fills a page with blocks: shelves in every width and order worth trying, of which the best is kept.

What is best is one figure, the `cost` in square pixels: the page that the drawing needs, and the area that
the lines between its blocks take up.
"""

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from threatmodel.architecture.layout.blocks import CHIP, CHIP_GAP, GAP, Block, Corner, grid, together

WIDE: Final = 1.5  # width to height of a page
# What makes a page twice as bad, whatever its size; tuned on the demo, the templates and public manifests.
_LINES: Final = 1.0  # lines as long as the page, times this
_FIRST: Final = 2.0  # what belongs to the left in the middle, times this
_BACKWARDS: Final = 1.5  # a flow from right to left counts as so much longer
_WIDTHS: Final = tuple(0.55 + 0.05 * step for step in range(24))  # in widths of a page that the blocks fill
_STEPS_MOST: Final = 400_000  # of the search, about half a second

# How many links lead from one block to another, by their places in a sequence.
Wires = Mapping[tuple[int, int], int]


def page_area(width: float, height: float, *, least: float = 0.0) -> float:
    """Return about the area of the smallest page that holds this, a little less where that is not filled.

    Pages are at least so wide.
    """
    return 0.85 * max(width, height * WIDE, least) ** 2 / WIDE + 0.15 * width * height


def cost(area: float, length: float) -> float:
    """Return how bad a page of this area is with lines of this length on average."""
    return area + _LINES * length * math.sqrt(area)


def mean_length(wires: Wires, centres: Sequence[Corner]) -> float:
    """Return how long lines between these points are on average, those to the left counted longer."""
    length, total = 0.0, 0
    for (a, b), count in wires.items():
        (ax, ay), (bx, by) = centres[a], centres[b]
        away = abs(bx - ax) + abs(by - ay)
        length += count * (away * _BACKWARDS if bx < ax else away)
        total += count
    return length / total if total else 0.0


def chips(blocks: Sequence[Block], *, width: float) -> Block:
    """Return small blocks of one size in a grid of about this width, or wider where they are many."""
    pitch, count = CHIP[0] + CHIP_GAP, len(blocks)
    as_page = math.sqrt(count * WIDE * pitch * (CHIP[1] + CHIP_GAP))
    return grid(blocks, columns=min(count, max(1, round(max(width, as_page) / pitch))), gap=CHIP_GAP)


def shelves(blocks: Sequence[Block], *, width: float) -> Block:
    """Return the blocks on shelves of this width, the highest first, so that a shelf wastes little."""
    highest_first = sorted(blocks, key=lambda block: -block.height)
    return together(highest_first, *_on_shelves(highest_first, width))


@dataclass(frozen=True, slots=True)
class Pieces:
    """What is to fill a page: blocks, how many links connect them, and which of them belong to the left."""

    blocks: Sequence[Block]
    wires: Wires = field(default_factory=dict)
    first: Collection[int] = ()


def page(pieces: Pieces) -> Block:
    """Return the blocks packed into the shape of a page, those that wires connect near each other."""
    blocks = pieces.blocks
    if not blocks:
        return Block(0, 0, {}, 0)
    orders, widths = _orders(pieces), _widths(blocks)
    tried = (_Try.of(pieces, order, width) for order in orders for width in widths)
    best = _improved(min(tried, key=lambda one: one.cost), pieces)
    return together([blocks[place] for place in best.order], best.corners, best.shown)


@dataclass(frozen=True, slots=True)
class _Try:
    """One way to fill the page: the blocks in this order on shelves of this width."""

    order: tuple[int, ...]
    width: float
    corners: Sequence[Corner]  # in that order
    shown: float  # of the height, what shows at first
    cost: float

    @classmethod
    def of(cls, pieces: Pieces, order: tuple[int, ...], width: float) -> "_Try":
        blocks = pieces.blocks
        corners, shown = _on_shelves([blocks[place] for place in order], width)
        centres = [(0.0, 0.0)] * len(blocks)
        right = bottom = 0.0
        for place, (x, y) in zip(order, corners, strict=True):
            block = blocks[place]
            right, bottom = max(right, x + block.width), max(bottom, y + block.height)
            centres[place] = (x + block.width / 2, y + block.height / 2)
        # The first view is as much worth as that of everything.
        area = (page_area(right, bottom) + page_area(right, shown)) / 2
        bad = cost(area, mean_length(pieces.wires, centres))
        if pieces.first:
            bad += _FIRST * area * (0.5 + _lateness(pieces.first, centres) / math.sqrt(area))
        return cls(order, width, corners, shown, bad)


def _lateness(first: Collection[int], centres: Sequence[Corner]) -> float:
    """Return how far right of the middle of all those are, on average, that belong to the left."""
    middle = sum(x for x, _ in centres) / len(centres)
    return sum(centres[place][0] for place in first) / len(first) - middle


@dataclass(slots=True)
class _Column:
    """Blocks one below the other on a shelf."""

    x: float
    width: float
    height: float = 0.0  # with a gap below
    shown: float = 0.0  # of this, what shows at first

    def add(self, block: Block) -> None:
        self.height += block.height + GAP
        if block.shown:
            self.shown += block.shown + GAP


def _on_shelves(blocks: Sequence[Block], width: float) -> tuple[list[Corner], float]:
    """Return the top left corners, from the left and then down, and the height that shows at first.

    A block goes below others of its shelf where it fits, so that low ones stand beside a high one.
    """
    corners: list[Corner] = []
    columns: list[_Column] = []  # of the shelf
    y = shelf = shown = 0.0
    for block in blocks:
        column = _room(columns, block, shelf)
        if column is None:
            x = columns[-1].x + columns[-1].width + GAP if columns else 0.0
            if columns and x + block.width > width:
                shown += max(column.shown for column in columns)
                columns, y, shelf, x = [], y + shelf, 0.0, 0.0
            column = _Column(x, block.width)
            columns.append(column)
        corners.append((column.x, y + column.height))
        column.add(block)
        shelf = max(shelf, column.height)
    shown += max((column.shown for column in columns), default=0.0)
    return corners, max(0.0, shown - GAP)


def _room(columns: Sequence[_Column], block: Block, shelf: float) -> _Column | None:
    """Return the first column of a shelf that has room for the block."""
    height = shelf - block.height - GAP
    return next((one for one in columns if one.width >= block.width and one.height <= height), None)


def _widths(blocks: Sequence[Block]) -> list[float]:
    full = math.sqrt(WIDE * sum((block.width + GAP) * (block.height + GAP) for block in blocks))
    widest = max(block.width for block in blocks)
    return sorted({max(widest, full * share) for share in _WIDTHS})


def _orders(pieces: Pieces) -> list[tuple[int, ...]]:
    blocks = pieces.blocks
    places = range(len(blocks))
    by_height = tuple(sorted(places, key=lambda place: (place not in pieces.first, -blocks[place].height)))
    return [by_height, _neighbours(len(blocks), pieces.wires)] if pieces.wires else [by_height]


def _neighbours(count: int, wires: Wires) -> tuple[int, ...]:
    """Return the places in an order in which each follows those it is most connected to."""
    ties: list[dict[int, int]] = [{} for _ in range(count)]
    entered = [0] * count
    for (a, b), links in wires.items():
        ties[a][b] = ties[a].get(b, 0) + links
        ties[b][a] = ties[b].get(a, 0) + links
        entered[b] += 1
    pull = [0] * count
    left = set(range(count))
    order = []
    while left:
        chosen = min(left, key=lambda place: (-pull[place], entered[place] - len(ties[place]), place))
        left.remove(chosen)
        order.append(chosen)
        for other, strength in ties[chosen].items():
            pull[other] += strength
    return tuple(order)


def _improved(best: _Try, pieces: Pieces) -> _Try:
    """Swap two blocks at a time as long as that helps; the search ends after a fixed number of steps."""
    count = len(pieces.blocks)
    tries = _STEPS_MOST // (count + len(pieces.wires)) if pieces.wires else 0
    improving = True
    while improving:
        improving = False
        for one, other in islice(_pairs(count), tries):
            tries -= 1
            tried = _Try.of(pieces, _swapped(best.order, one, other), best.width)
            if tried.cost < best.cost:
                best, improving = tried, True
    return best


def _pairs(count: int) -> Iterator[tuple[int, int]]:
    """Yield all pairs of places, neighbours first."""
    return ((one, one + away) for away in range(1, count) for one in range(count - away))


def _swapped(order: tuple[int, ...], one: int, other: int) -> tuple[int, ...]:
    changed = list(order)
    changed[one], changed[other] = changed[other], changed[one]
    return tuple(changed)
