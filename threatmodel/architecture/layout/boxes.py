"""Rectangles, and the sizes of all kinds of elements. Pixels; the top left is the origin."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from threatmodel.engine.model import CATALOGUE

GAP: Final = 16.0
PADDING: Final = 20.0  # inside a zone, around what it holds
HEADER: Final = 36.0  # room for the name of what holds others
LEAF: Final = (200.0, 64.0)
CHIP: Final = (184.0, 40.0)
CHIP_GAP: Final = 8.0
CONTAINER: Final = (196.0, 60.0)
WORKLOAD_PADDING: Final = 12.0
# A name has room at the size it has when the drawing is seen from half its distance, beside the icon and the
# count of threats; above the most it is cut.
_LETTER_WIDTH: Final = 9.2
_NAME_PADDING: Final = 112.0
_MAX_WIDTH: Final = 320.0

COMPACT_KINDS: Final = frozenset(kind.id for kind in CATALOGUE.kinds.values() if kind.shape == "compact")
CONTAINER_KINDS: Final = frozenset(kind.id for kind in CATALOGUE.kinds.values() if kind.shape == "container")
_HIDDEN_KINDS: Final = frozenset(kind.id for kind in CATALOGUE.kinds.values() if kind.layer)


Corner = tuple[float, float]  # the top left, x and y


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

    def rounded(self) -> "Rect":
        """Return the rectangle in whole pixels, as it is stored."""
        return Rect(round(self.x), round(self.y), round(self.width), round(self.height))


@dataclass(frozen=True, slots=True)
class Block:
    """A finished piece of the drawing; `rects` are relative to its own top left corner."""

    width: float
    height: float
    rects: Mapping[str, Rect]
    shown: float  # of the height, what is there while the canvas hides what it hides at first

    def rects_at(self, x: float, y: float) -> dict[str, Rect]:
        """Return the rectangles with the block's corner at (x, y)."""
        return {uid: rect.moved(x, y) for uid, rect in self.rects.items()}


def leaf_block(uid: str, kind: str, name: str = "") -> Block:
    """Return something that holds nothing, at the size of its kind, and wider for a long name."""
    width, height = LEAF
    if kind in COMPACT_KINDS:
        width, height = CHIP
    elif kind in CONTAINER_KINDS:
        width, height = CONTAINER
    if is_hidden_at_first(kind):
        return Block(width, height, {uid: Rect(0, 0, width, height)}, 0.0)
    width = max(width, name_room(name))
    return Block(width, height, {uid: Rect(0, 0, width, height)}, height)


def name_room(name: str) -> float:
    """Return how wide a box must be for the whole name, in steps of 4 px; very long names are cut."""
    letters = sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in name)
    return min(_MAX_WIDTH, 4 * round((_NAME_PADDING + _LETTER_WIDTH * letters) / 4)) if name else 0.0


def is_hidden_at_first(kind: str) -> bool:
    """Whether the canvas hides it at first, so that the first view is of what runs and what talks to what."""
    return kind in _HIDDEN_KINDS


def framed(uid: str, content: Block, *, name: str = "", padding: float = PADDING) -> Block:
    """Return the content inside the frame of what holds it, with room for the name."""
    width = max(content.width + 2 * padding, LEAF[0], name_room(name))
    height = HEADER + content.height + padding
    inner = content.rects_at(padding, HEADER)
    return Block(width, height, {uid: Rect(0, 0, width, height), **inner}, HEADER + content.shown + padding)


def workload_block(uid: str, containers: Sequence[Block], rest: Sequence[Block], *, name: str = "") -> Block:
    """Return a workload with its containers stacked, in two columns from five on, and its volumes below.

    All of them are as wide as the widest, and as the frame that the name asks for.
    """
    columns = 1 if len(containers) + len(rest) <= 4 else 2
    named = (name_room(name) - 2 * WORKLOAD_PADDING - (columns - 1) * CHIP_GAP) / columns
    width = max(named, *(block.width for block in (*containers, *rest)))
    parts = [
        grid([widened(block, width) for block in blocks], columns=columns, gap=CHIP_GAP)
        for blocks in (containers, rest)
        if blocks
    ]
    return framed(uid, column(parts, gap=CHIP_GAP), name=name, padding=WORKLOAD_PADDING)


def of_one_width(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks with single boxes as wide as the widest of them."""
    width = max((block.width for block in blocks if len(block.rects) == 1), default=0.0)
    return [widened(block, width) for block in blocks]


def widened(block: Block, width: float) -> Block:
    """Return a single box at this width; what holds others stays as it is."""
    if len(block.rects) > 1:
        return block
    return replace(block, width=width, rects={uid: Rect(0, 0, width, block.height) for uid in block.rects})


def column(blocks: Sequence[Block], *, gap: float = GAP) -> Block:
    """Return the blocks one below the other."""
    return grid(blocks, columns=1, gap=gap)


def grid(blocks: Sequence[Block], *, columns: int, gap: float = GAP) -> Block:
    """Return the blocks in rows of `columns`, each row as high as its highest."""
    pitch = max((block.width for block in blocks), default=0.0) + gap
    corners: list[Corner] = []
    y = shown = 0.0
    for start in range(0, len(blocks), columns):
        row = blocks[start : start + columns]
        corners += [(place * pitch, y) for place in range(len(row))]
        y += max(block.height for block in row) + gap
        if row_shown := max(block.shown for block in row):
            shown += row_shown + gap
    return combined(blocks, corners, max(0.0, shown - gap))


def combined(blocks: Sequence[Block], corners: Sequence[Corner], shown: float) -> Block:
    """Return one block of these, each with its top left corner at its place."""
    rects: dict[str, Rect] = {}
    width = height = 0.0
    for block, (x, y) in zip(blocks, corners, strict=True):
        rects.update(block.rects_at(x, y))
        width, height = max(width, x + block.width), max(height, y + block.height)
    return Block(width, height, rects, shown)
