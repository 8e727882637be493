"""How many threats each value of a filter would show: the list is counted once, by groups of few kinds."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from threatmodel.engine.library.methods import METHODS
from threatmodel.library.choices import CATEGORIES, SEVERITIES
from threatmodel.threats.choices import CERTAINTIES, THREAT_STATUSES, categories_of, category_bits

METHOD_BITS: Final = {method.id: category_bits(method.categories) for method in METHODS.values()}
FACETS: Final[Mapping[str, Sequence[str]]] = {
    "certainty": CERTAINTIES,
    "severity": SEVERITIES,
    "status": THREAT_STATUSES,
    "method": tuple(METHODS),
    "category": CATEGORIES,
}
# The columns that group threats, in the order of a group.
GROUPED_BY: Final = ("certainty", "severity", "status", "category_bits")
Group = tuple[str, str, str, int]
Groups = Mapping[Group, int]
"""How many threats there are by group."""


def bits_wanted(query: Mapping[str, Any]) -> int:
    """Return the bits of the categories of the methods that a query asks for."""
    bits = 0
    for method in query["method"]:
        bits |= METHOD_BITS[method]
    return bits


def methods_of(bits: int) -> tuple[str, ...]:
    """Return the methods of which a category is among the bits."""
    return tuple(method for method, own in METHOD_BITS.items() if bits & own)


@dataclass(frozen=True, slots=True)
class FacetFilters:
    """The filters that have facets. Empty means no filter."""

    certainties: frozenset[str]
    severities: frozenset[str]
    statuses: frozenset[str]
    methods: int  # bits
    categories: int  # bits

    @classmethod
    def of(cls, query: Mapping[str, Any]) -> "FacetFilters":
        """Return the filters of a query."""
        return cls(
            frozenset(query["certainty"]),
            frozenset(query["severity"]),
            frozenset(query["status"]),
            bits_wanted(query),
            category_bits(query["category"]),
        )

    def all(self, certainty: str, severity: str, status: str, bits: int) -> bool:
        """Whether a group passes every filter."""
        return all(self.passed(certainty, severity, status, bits))

    def passed(self, certainty: str, severity: str, status: str, bits: int) -> tuple[bool, ...]:
        """Whether it passes the filter of each facet, in the order of FACETS."""
        return (
            not self.certainties or certainty in self.certainties,
            not self.severities or severity in self.severities,
            not self.statuses or status in self.statuses,
            not self.methods or bool(bits & self.methods),
            not self.categories or bool(bits & self.categories),
        )

    def facets(self, groups: Groups) -> dict[str, dict[str, int]]:
        """Count each value with every filter applied but its own, so that the other values stay visible."""
        counts: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
        for (certainty, severity, status, bits), number in groups.items():
            passed = self.passed(certainty, severity, status, bits)
            values = ((certainty,), (severity,), (status,), methods_of(bits), categories_of(bits))
            for place, (counted, words) in enumerate(zip(counts.values(), values, strict=True)):
                if all(passed[:place] + passed[place + 1 :]):
                    counted.update(dict.fromkeys(words, number))
        return {name: {word: counts[name][word] for word in words} for name, words in FACETS.items()}
