"""Ranks questions by what their answers could decide: one order for analyses, cards, tables and rows."""

from collections.abc import Iterable
from typing import Final

from threatmodel.engine.library.taxonomies import SEVERITIES, Severity

_BITS: Final = 12  # for the threats of one severity: five of them fit the 63 bits of a database column
_MOST: Final = (1 << _BITS) - 1


def severity_rank(could_raise: Iterable[tuple[Severity, int]]) -> int:
    """Return a number that is higher for a worse severity, then for more threats of it, then for the rest.

    One critical threat outranks any number of high ones. More than 4,095 of one severity count as 4,095.
    """
    counts = dict(could_raise)
    rank = 0
    for severity in SEVERITIES:
        rank = rank << _BITS | min(counts.get(severity, 0), _MOST)
    return rank


def rank_order(could_raise: Iterable[tuple[Severity, int]], weight: int) -> tuple[int, int]:
    """Return a key that sorts what decides most first: by rank, then by what its threats would score."""
    return -severity_rank(could_raise), -weight
