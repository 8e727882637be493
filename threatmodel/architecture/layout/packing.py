"""Fills a page with blocks: shelves in every width and order worth trying, of which the best is kept.

What is best is one figure, the `cost` in square pixels: the page that the drawing needs, and the area that
the lines between its blocks take up.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from types import MappingProxyType
from typing import Final

from threatmodel.architecture.layout.blocks import CHIP, CHIP_GAP, GAP, Block, Corner, grid, together

WIDE: Final = 1.6  # width to height of a page
LINE_WIDTH: Final = 20.0  # of the strip that a line is counted as
_BACKWARDS: Final = 1.5  # a flow from right to left counts as so much longer
_WIDTHS: Final = tuple(0.55 + 0.05 * step for step in range(24))  # in widths of a page that the blocks fill
_STEPS_MOST: Final = 400_000  # of the search, about half a second

# How many links lead from one block to another, by their places in a sequence.
Wires = Mapping[tuple[int, int], int]
_NONE: Final[Wires] = MappingProxyType({})


def page_area(width: float, height: float) -> float:
    """Return the area of the smallest page that holds this."""
    return max(width, height * WIDE) ** 2 / WIDE


def line_area(wires: Wires, centres: Sequence[tuple[float, float]]) -> float:
    """Return the area that lines between these points take up."""
    length = 0.0
    for (a, b), count in wires.items():
        (ax, ay), (bx, by) = centres[a], centres[b]
        away = abs(bx - ax) + abs(by - ay)
        length += count * (away * _BACKWARDS if bx < ax else away)
    return length * LINE_WIDTH


def chips(blocks: Sequence[Block], *, width: float) -> Block:
    """Return small blocks of one size in a grid of about this width, or wider where they are many."""
    pitch, count = CHIP[0] + CHIP_GAP, len(blocks)
    as_page = math.sqrt(count * WIDE * pitch * (CHIP[1] + CHIP_GAP))
    return grid(blocks, columns=min(count, max(1, round(max(width, as_page) / pitch))), gap=CHIP_GAP)


def shelves(blocks: Sequence[Block], *, width: float) -> Block:
    """Return the blocks on shelves of this width, the highest first, so that a shelf wastes little."""
    highest_first = sorted(blocks, key=lambda block: -block.height)
    corners, hidden = _on_shelves(highest_first, width)
    return together(highest_first, corners, hidden=hidden)


def page(blocks: Sequence[Block], wires: Wires = _NONE) -> Block:
    """Return the blocks packed into the shape of a page, those that wires connect near each other."""
    if not blocks:
        return Block(0, 0, {})
    orders, widths = _orders(blocks, wires), _widths(blocks)
    tried = (_Try.of(blocks, order, width, wires) for order in orders for width in widths)
    best = _improved(min(tried, key=lambda one: one.cost), blocks, wires)
    return together([blocks[place] for place in best.order], best.corners, hidden=best.hidden)


@dataclass(frozen=True, slots=True)
class _Try:
    """One way to fill the page: the blocks in this order on shelves of this width."""

    order: tuple[int, ...]
    width: float
    corners: Sequence[Corner]  # in that order
    hidden: float
    cost: float

    @classmethod
    def of(cls, blocks: Sequence[Block], order: tuple[int, ...], width: float, wires: Wires) -> "_Try":
        corners, hidden = _on_shelves([blocks[place] for place in order], width)
        centres = [(0.0, 0.0)] * len(blocks)
        right = bottom = 0.0
        for place, (x, y) in zip(order, corners, strict=True):
            block = blocks[place]
            right, bottom = max(right, x + block.width), max(bottom, y + block.height)
            centres[place] = (x + block.width / 2, y + block.height / 2)
        # The first view is as much worth as that of everything.
        area = (page_area(right, bottom) + page_area(right, bottom - hidden)) / 2
        return cls(order, width, corners, hidden, area + line_area(wires, centres))


def _on_shelves(blocks: Sequence[Block], width: float) -> tuple[list[Corner], float]:
    """Return the top left corner of each block, from the left and then down, and the height that is hidden.

    A block goes below another of its shelf where it fits, so that low ones stand beside a high one. What is
    below a shelf comes up at first by what every column of the shelf frees.
    """
    corners: list[Corner] = []
    x = y = column = shelf = below = 0.0  # `column`: the width of the last column; `below`: where it ends
    freed, least, risen, shown = 0.0, math.inf, 0.0, 0.0
    for block in blocks:
        if column >= block.width and below + GAP + block.height <= y + shelf:
            below += GAP
        else:
            least = min(least, freed) if column else least
            x, freed = (x + column + GAP if column else 0.0), 0.0
            if x and x + block.width > width:
                x, y, shelf, risen, least = 0.0, y + shelf + GAP, 0.0, risen + least, math.inf
            column, below = block.width, y
        corners.append((x, below))
        below += block.height
        shelf = max(shelf, block.height)
        shown = max(shown, below - risen - freed - block.hidden)
        freed += block.freed(GAP)
    return corners, y + shelf - shown


def _widths(blocks: Sequence[Block]) -> list[float]:
    full = math.sqrt(WIDE * sum((block.width + GAP) * (block.height + GAP) for block in blocks))
    widest = max(block.width for block in blocks)
    return sorted({max(widest, full * share) for share in _WIDTHS})


def _orders(blocks: Sequence[Block], wires: Wires) -> list[tuple[int, ...]]:
    by_height = tuple(sorted(range(len(blocks)), key=lambda place: -blocks[place].height))
    return [by_height, _neighbours(len(blocks), wires)] if wires else [by_height]


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


def _improved(best: _Try, blocks: Sequence[Block], wires: Wires) -> _Try:
    """Swap two blocks at a time as long as that helps; the search ends after a fixed number of steps."""
    tries = _STEPS_MOST // (len(blocks) + len(wires)) if wires else 0
    improving = True
    while improving:
        improving = False
        for one, other in islice(_pairs(len(blocks)), tries):
            tries -= 1
            tried = _Try.of(blocks, _swapped(best.order, one, other), best.width, wires)
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
