"""Packs blocks into a page: tries shelves of many widths and orders, and keeps the best."""

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush
from itertools import islice
from typing import Final

from threatmodel.architecture.layout.boxes import GAP, Block, Corner, combined
from threatmodel.architecture.layout.layout_cost import WIDE, LinkCounts, cost, mean_length, page_area
from threatmodel.architecture.layout.shelf_packing import shelf_positions

_LEFT_WEIGHT: Final = (
    2.0  # weight of the distance to the left edge for blocks that belong there, relative to lines
)
_WIDTHS: Final = tuple(0.55 + 0.05 * step for step in range(24))  # in widths of a page that the blocks fill
_MAX_STEPS: Final = 400_000  # of the search, about half a second


@dataclass(frozen=True, slots=True)
class Pieces:
    """What is to fill a page: blocks, how many links connect them, and which of them belong to the left."""

    blocks: Sequence[Block]
    edges: LinkCounts = field(default_factory=dict)
    first: Collection[int] = ()


def page(pieces: Pieces) -> Block:
    """Return the blocks packed into the shape of a page, those that edges connect near each other."""
    blocks = pieces.blocks
    if not blocks:
        return Block(0, 0, {}, 0)
    orders, widths = _orders(pieces), _widths(blocks)
    tried = (_Candidate.of(pieces, order, width) for order in orders for width in widths)
    best = _improved(min(tried, key=lambda one: one.cost), pieces)
    return combined([blocks[place] for place in best.order], best.corners, best.shown)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """One way to fill the page: the blocks in this order on shelves of this width."""

    order: tuple[int, ...]
    width: float
    corners: Sequence[Corner]  # in that order
    shown: float  # of the height, what shows at first
    cost: float

    @classmethod
    def of(cls, pieces: Pieces, order: tuple[int, ...], width: float) -> "_Candidate":
        blocks = pieces.blocks
        corners, shown = shelf_positions([blocks[place] for place in order], width)
        centers = [(0.0, 0.0)] * len(blocks)
        right = bottom = 0.0
        for place, (x, y) in zip(order, corners, strict=True):
            block = blocks[place]
            right, bottom = max(right, x + block.width), max(bottom, y + block.height)
            centers[place] = (x + block.width / 2, y + block.height / 2)
        # The first view is as much worth as that of everything.
        area = (page_area(right, bottom) + page_area(right, shown)) / 2
        lefts = dict(zip(order, (x for x, _ in corners), strict=True))
        length = mean_length(pieces.edges, centers) + _LEFT_WEIGHT * _distance_from_left(pieces.first, lefts)
        return cls(order, width, corners, shown, cost(area, length))


def _distance_from_left(first: Collection[int], lefts: Mapping[int, float]) -> float:
    """Return how far right those begin that belong to the left: less where that is most of all."""
    if not first:
        return 0.0
    others = 1 - len(first) / len(lefts)
    return others * sum(lefts[place] for place in first) / len(first)


def _widths(blocks: Sequence[Block]) -> list[float]:
    full = math.sqrt(WIDE * sum((block.width + GAP) * (block.height + GAP) for block in blocks))
    widest = max(block.width for block in blocks)
    # Wider than all in one row makes no difference. Most zones hold a single thing: that is tried once.
    row = sum(block.width + GAP for block in blocks) if len(blocks) > 1 else widest
    return sorted({min(row, max(widest, full * share)) for share in _WIDTHS})


def _orders(pieces: Pieces) -> list[tuple[int, ...]]:
    blocks = pieces.blocks
    places = range(len(blocks))
    by_height = tuple(sorted(places, key=lambda place: (place not in pieces.first, -blocks[place].height)))
    return [by_height, _neighbors(len(blocks), pieces.edges)] if pieces.edges else [by_height]


def _neighbors(count: int, edges: LinkCounts) -> tuple[int, ...]:
    """Return the places in an order in which each follows those it is most connected to."""
    ties: list[dict[int, int]] = [{} for _ in range(count)]
    entered = [0] * count
    for (a, b), links in edges.items():
        ties[a][b] = ties[a].get(b, 0) + links
        ties[b][a] = ties[b].get(a, 0) + links
        entered[b] += 1
    pull = [0] * count
    # Each place with the pull it had when it was put in; those with an earlier pull are passed over.
    waiting = [(0, entered[place] - len(ties[place]), place) for place in range(count)]
    heapify(waiting)
    order: dict[int, None] = {}
    while waiting:
        pushed, _, chosen = heappop(waiting)
        if chosen in order or -pushed != pull[chosen]:
            continue
        order[chosen] = None
        for other, strength in ties[chosen].items():
            pull[other] += strength
            heappush(waiting, (-pull[other], entered[other] - len(ties[other]), other))
    return tuple(order)


def _improved(best: _Candidate, pieces: Pieces) -> _Candidate:
    """Swap two blocks at a time as long as that helps; the search ends after a fixed number of steps."""
    count = len(pieces.blocks)
    tries = _MAX_STEPS // (count + len(pieces.edges)) if pieces.edges else 0
    improving = True
    while improving:
        improving = False
        for one, other in islice(_pairs(count), tries):
            tries -= 1
            tried = _Candidate.of(pieces, _swapped(best.order, one, other), best.width)
            if tried.cost < best.cost:
                best, improving = tried, True
    return best


def _pairs(count: int) -> Iterator[tuple[int, int]]:
    """Yield all pairs of places, neighbors first."""
    return ((one, one + away) for away in range(1, count) for one in range(count - away))


def _swapped(order: tuple[int, ...], one: int, other: int) -> tuple[int, ...]:
    changed = list(order)
    changed[one], changed[other] = changed[other], changed[one]
    return tuple(changed)
