"""Rectangles put together without a graph: stacks, grids and shelves. Pixels; the top left is the origin."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

GAP: Final = 16.0
PADDING: Final = 20.0  # inside a zone, around what it holds
HEADER: Final = 36.0  # room for the name of what holds others
LEAF: Final = (200.0, 64.0)
CHIP: Final = (184.0, 40.0)
CONTAINER: Final = (196.0, 60.0)
WORKLOAD_PADDING: Final = 12.0
_CHIP_GAP: Final = 8.0
_WIDE: Final = 1.7  # width to height that a screen shows best

COMPACT_KINDS: Final = frozenset(
    {"image", "registry", "secret", "config", "service-account", "role", "volume", "service", "ingress"}
)
CONTAINER_KINDS: Final = frozenset({"container", "init-container"})


@dataclass(frozen=True, slots=True)
class Rect:
    """Where something is drawn."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The x of the right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The y of the lower edge."""
        return self.y + self.height

    def moved(self, dx: float, dy: float) -> "Rect":
        """Return the same rectangle somewhere else."""
        return Rect(self.x + dx, self.y + dy, self.width, self.height)


@dataclass(frozen=True, slots=True)
class Block:
    """A finished piece of the drawing; `rects` are relative to its own top left corner."""

    width: float
    height: float
    rects: Mapping[str, Rect]

    def rects_at(self, x: float, y: float) -> dict[str, Rect]:
        """Return the rectangles with the block's corner at (x, y)."""
        return {uid: rect.moved(x, y) for uid, rect in self.rects.items()}


def leaf_block(uid: str, kind: str) -> Block:
    """Return something that holds nothing, at the size of its kind."""
    width, height = LEAF
    if kind in COMPACT_KINDS:
        width, height = CHIP
    elif kind in CONTAINER_KINDS:
        width, height = CONTAINER
    return Block(width, height, {uid: Rect(0, 0, width, height)})


def framed(uid: str, content: Block, *, padding: float = PADDING) -> Block:
    """Return the content inside the frame of what holds it, with room for the name."""
    width = max(content.width + 2 * padding, LEAF[0])
    height = HEADER + content.height + padding
    inner = content.rects_at(padding, HEADER)
    return Block(width, height, {uid: Rect(0, 0, width, height), **inner})


def workload_block(uid: str, containers: Sequence[Block], rest: Sequence[Block]) -> Block:
    """Return a workload with its containers stacked, in two columns from five on, and its volumes below."""
    columns = 1 if len(containers) + len(rest) <= 4 else 2
    parts = [grid(blocks, columns=columns, gap=_CHIP_GAP) for blocks in (containers, rest) if blocks]
    return framed(uid, column(parts, gap=_CHIP_GAP), padding=WORKLOAD_PADDING)


def column(blocks: Iterable[Block], *, gap: float = GAP) -> Block:
    """Return the blocks one below the other."""
    rects: dict[str, Rect] = {}
    width = y = 0.0
    for block in blocks:
        rects.update(block.rects_at(0, y))
        width = max(width, block.width)
        y += block.height + gap
    return Block(width, max(0.0, y - gap), rects)


def grid(blocks: Sequence[Block], *, columns: int, gap: float = GAP) -> Block:
    """Return the blocks in rows of `columns`, each row as high as its highest."""
    rects: dict[str, Rect] = {}
    pitch = max((block.width for block in blocks), default=0.0) + gap
    y = 0.0
    for start in range(0, len(blocks), columns):
        row = blocks[start : start + columns]
        for place, block in enumerate(row):
            rects.update(block.rects_at(place * pitch, y))
        y += max(block.height for block in row) + gap
    return Block(min(columns, len(blocks)) * pitch - gap if blocks else 0.0, max(0.0, y - gap), rects)


def chips(blocks: Sequence[Block], *, width: float | None = None) -> Block:
    """Return small blocks of one size in a grid of this width, else about as wide as a screen."""
    pitch, count = CHIP[0] + _CHIP_GAP, len(blocks)
    if width is None:
        width = math.sqrt(count * _WIDE * pitch * (CHIP[1] + _CHIP_GAP))
    columns = max(1, round(width / pitch)) if width < count * pitch else count
    return grid(blocks, columns=columns or 1, gap=_CHIP_GAP)


def shelves(blocks: Sequence[Block], *, width: float | None = None) -> Block:
    """Return the blocks on shelves, filled from the left; `width` is that of the shelves.

    Without a width the result comes out about as wide as a screen. Higher blocks come first, so that
    a shelf wastes little; blocks of one height keep their order.
    """
    if width is None:
        area = sum((block.width + GAP) * (block.height + GAP) for block in blocks)
        width = math.sqrt(area * _WIDE)
    width = max([width, *(block.width for block in blocks)])
    rects: dict[str, Rect] = {}
    x = y = shelf = right = 0.0
    for block in sorted(blocks, key=lambda block: -block.height):
        if x and x + block.width > width:
            x, y, shelf = 0.0, y + shelf + GAP, 0.0
        rects.update(block.rects_at(x, y))
        right, shelf = max(right, x + block.width), max(shelf, block.height)
        x += block.width + GAP
    return Block(right, y + shelf, rects)
