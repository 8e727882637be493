"""How many threats each value of a filter would show: the list is counted once, by groups of few kinds."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from threatmodel.engine.library.methods import METHODS
from threatmodel.library.choices import CATEGORIES, SEVERITIES
from threatmodel.threats.choices import CERTAINTIES, DISPOSITIONS, categories_of, category_bits

METHOD_BITS: Final = {method.id: category_bits(method.categories) for method in METHODS.values()}
# The columns that group threats, in the order of a group.
GROUPED_BY: Final = ("certainty", "severity", "disposition", "category_bits")


def bits_wanted(query: Mapping[str, Any]) -> int:
    """Return the bits of the categories of the methods that a query asks for."""
    bits = 0
    for method in query["method"]:
        bits |= METHOD_BITS[method]
    return bits


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
        return self._method(bits) and all(self.passed(certainty, severity, status, bits))

    def passed(self, certainty: str, severity: str, status: str, bits: int) -> tuple[bool, ...]:
        """Whether it passes the filter of each facet: certainty, severity, status and category."""
        return (
            not self.certainties or certainty in self.certainties,
            not self.severities or severity in self.severities,
            not self.statuses or status in self.statuses,
            not self.categories or bool(bits & self.categories),
        )

    def _method(self, bits: int) -> bool:
        return not self.methods or bool(bits & self.methods)

    def facets(self, groups: Iterable[tuple[Any, ...]]) -> dict[str, dict[str, int]]:
        """Count each value with every filter applied but its own, so that the other values stay visible."""
        counts: tuple[Counter[str], ...] = (Counter(), Counter(), Counter(), Counter())
        for certainty, severity, status, bits, number in groups:
            if not self._method(bits):
                continue
            passed = self.passed(certainty, severity, status, bits)
            values = ((certainty,), (severity,), (status,), categories_of(bits))
            for place, words in enumerate(values):
                if all(passed[:place] + passed[place + 1 :]):
                    counts[place].update(dict.fromkeys(words, number))
        words_of = (CERTAINTIES, SEVERITIES, DISPOSITIONS, CATEGORIES)
        names = ("certainty", "severity", "status", "category")
        return {
            name: {word: counted[word] for word in words}
            for name, words, counted in zip(names, words_of, counts, strict=True)
        }
