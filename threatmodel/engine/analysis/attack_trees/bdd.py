"""Binary decision diagrams: a formula over leaves in which each is looked at once, in one order.

Equal formulas are one number, so what occurs several times is worked out once, and leaves that several
branches share count once. After Rauzy, New algorithms for fault trees analysis (1993).
"""

from collections.abc import Mapping, Sequence
from typing import Final

FALSE: Final = 0
TRUE: Final = 1
MAX_NODES: Final = 50_000  # of one diagram; beyond it TooLarge is raised
MAX_JOINS: Final = 500_000  # likewise of pairs that were joined


class TooLarge(RuntimeError):
    """The diagram would exceed its limit of nodes."""


class DecisionDiagrams:
    """Formulas over some variables, which are looked at in the order of their numbers."""

    def __init__(self) -> None:
        self._nodes: list[tuple[int, int, int]] = [(-1, 0, 0), (-1, 0, 0)]  # variable, if true, if false
        self._numbers: dict[tuple[int, int, int], int] = {}
        self._joined: dict[tuple[bool, int, int], int] = {}

    def variable(self, number: int) -> int:
        """The formula that one variable is true."""
        return self._node(number, TRUE, FALSE)

    def all_of(self, formulas: Sequence[int]) -> int:
        """The formula that all of these are true."""
        found = TRUE
        for one in formulas:
            found = self._join(found, one, is_and=True)
        return found

    def any_of(self, formulas: Sequence[int]) -> int:
        """The formula that any of these is true."""
        found = FALSE
        for one in formulas:
            found = self._join(found, one, is_and=False)
        return found

    def probability(self, formula: int, of_variable: Mapping[int, float]) -> float:
        """How likely the formula is true, with variables that are independent of each other."""
        known: dict[int, float] = {FALSE: 0.0, TRUE: 1.0}
        for number, (variable, high, low) in enumerate(
            self._nodes[2 : formula + 1], 2
        ):  # children come first
            chance = of_variable[variable]
            known[number] = chance * known[high] + (1 - chance) * known[low]
        return known[formula]

    def _node(self, variable: int, high: int, low: int) -> int:
        if high == low:
            return high
        key = (variable, high, low)
        known = self._numbers.get(key)
        if known is None:
            if len(self._nodes) >= MAX_NODES:
                raise TooLarge
            known = self._numbers[key] = len(self._nodes)
            self._nodes.append(key)
        return known

    def _join(self, one: int, other: int, *, is_and: bool) -> int:
        """The depth is at most the number of variables."""
        if one > other:
            one, other = other, one
        if one == other:
            return one
        if one <= TRUE:
            return (other if one == TRUE else FALSE) if is_and else (TRUE if one == TRUE else other)
        key = (is_and, one, other)
        known = self._joined.get(key)
        if known is None:
            first, second = self._nodes[one], self._nodes[other]
            if len(self._joined) >= MAX_JOINS:
                raise TooLarge
            variable = min(first[0], second[0])
            ones = first[1:] if first[0] == variable else (one, one)
            others = second[1:] if second[0] == variable else (other, other)
            high = self._join(ones[0], others[0], is_and=is_and)
            low = self._join(ones[1], others[1], is_and=is_and)
            known = self._joined[key] = self._node(variable, high, low)
        return known
