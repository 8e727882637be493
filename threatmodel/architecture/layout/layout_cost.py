"""The cost of a drawing in square pixels: the area of its page, and more for long lines."""

import math
from collections.abc import Mapping, Sequence
from typing import Final

from threatmodel.architecture.layout.boxes import Corner

WIDE: Final = 1.5  # width to height of a page
# Tuned on the demo, the templates and public manifests.
_LENGTH_WEIGHT: Final = 1.0  # lines as long as the page make it so many times worse
_BACKWARDS_WEIGHT: Final = 1.5  # a flow from right to left counts as so much longer

# How many links lead from one block to another, by their places in a sequence.
LinkCounts = Mapping[tuple[int, int], int]


def page_area(width: float, height: float, *, least: float = 0.0) -> float:
    """Return about the area of the smallest page that holds this, a little less where that is not filled.

    Pages are at least so wide.
    """
    return 0.85 * max(width, height * WIDE, least) ** 2 / WIDE + 0.15 * width * height


def cost(area: float, length: float) -> float:
    """Return how bad a page of this area is with lines of this length on average, at any size alike."""
    return area + _LENGTH_WEIGHT * length * math.sqrt(area)


def mean_length(edges: LinkCounts, centers: Sequence[Corner]) -> float:
    """Return how long lines between these points are on average, those to the left counted longer."""
    length, total = 0.0, 0
    for (a, b), count in edges.items():
        (ax, ay), (bx, by) = centers[a], centers[b]
        away = abs(bx - ax) + abs(by - ay)
        length += count * (away * _BACKWARDS_WEIGHT if bx < ax else away)
        total += count
    return length / total if total else 0.0
