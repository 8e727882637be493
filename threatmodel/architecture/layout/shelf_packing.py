"""Shelf packing: blocks in rows from the left, each row as high as its highest block."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from threatmodel.architecture.layout.boxes import (
    CHIP,
    CHIP_GAP,
    GAP,
    Block,
    Corner,
    combined,
    grid,
    of_one_width,
)
from threatmodel.architecture.layout.layout_cost import WIDE


def compact_grid(blocks: Sequence[Block], *, width: float) -> Block:
    """Return small blocks in a grid of about this width, or wider where they are many."""
    blocks = of_one_width(blocks)
    pitch, count = max(block.width for block in blocks) + CHIP_GAP, len(blocks)
    as_page = math.sqrt(count * WIDE * pitch * (CHIP[1] + CHIP_GAP))
    return grid(blocks, columns=min(count, max(1, round(max(width, as_page) / pitch))), gap=CHIP_GAP)


def pack_shelves(blocks: Sequence[Block], *, width: float) -> Block:
    """Return the blocks on shelves of this width, the highest first, so that a shelf wastes little."""
    highest_first = sorted(blocks, key=lambda block: -block.height)
    return combined(highest_first, *shelf_positions(highest_first, width))


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


def shelf_positions(blocks: Sequence[Block], width: float) -> tuple[list[Corner], float]:
    """Return the top left corners, from the left and then down, and the height that shows at first.

    A block goes below others of its shelf where it fits, so that low ones stand beside a high one.
    """
    corners: list[Corner] = []
    columns: list[_Column] = []  # of the shelf
    y = shelf = shown = 0.0
    lowest = math.inf  # lower bound of their heights: mostly shows that none has room
    for block in blocks:
        room = shelf - block.height - GAP
        column = _with_room(columns, block.width, room) if lowest <= room else None
        if column is None:
            x = columns[-1].x + columns[-1].width + GAP if columns else 0.0
            if columns and x + block.width > width:
                shown += max(column.shown for column in columns)
                columns, y, shelf, x, lowest = [], y + shelf, 0.0, 0.0, math.inf
            column = _Column(x, block.width)
            columns.append(column)
        corners.append((column.x, y + column.height))
        column.add(block)
        lowest = min(lowest, column.height)
        shelf = max(shelf, column.height)
    shown += max((column.shown for column in columns), default=0.0)
    return corners, max(0.0, shown - GAP)


def _with_room(columns: Sequence[_Column], width: float, height: float) -> _Column | None:
    """Return the first column that is so wide and not yet so high."""
    return next((one for one in columns if one.width >= width and one.height <= height), None)
