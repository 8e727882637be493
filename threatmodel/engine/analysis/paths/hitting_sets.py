"""The smallest set that has something in common with each of several sets."""

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Sequence
from typing import Any, Final, Generic, Protocol, TypeVar

_MAX_NODES: Final = 20_000  # choices looked at; beyond it the best answer so far is given


class _Ordered(Hashable, Protocol):
    def __lt__(self, other: Any, /) -> bool: ...


T = TypeVar("T", bound=_Ordered)


class HittingSets(Generic[T]):
    """Sets to hit, added one after the other, none of them empty.

    `smallest` is exact as long as the search ends within its limit; `is_exact` tells. Equal sets in equal
    order give equal answers.
    """

    def __init__(self) -> None:
        self._sets: list[frozenset[T]] = []
        self.is_exact = True
        self._nodes = 0
        self._best: tuple[T, ...] = ()

    def add(self, one: Iterable[T]) -> None:
        """Add a set; one that contains another adds nothing."""
        new = frozenset(one)
        if not any(known <= new for known in self._sets):
            self._sets = [known for known in self._sets if not new <= known]
            self._sets.append(new)

    def smallest(self) -> tuple[T, ...]:
        """The smallest set that hits all, in order."""
        self._nodes, self.is_exact = 0, True
        self._best = greedy(self._sets)
        self._search((), self._sets)
        return tuple(sorted(self._best))

    def at_least(self) -> int:
        """How many members any set needs that hits all; `smallest` may need more."""
        return _disjoint(self._sets)

    def _search(self, chosen: tuple[T, ...], left: Sequence[frozenset[T]]) -> None:
        """Branch and bound: one of the members of the smallest set that is left must be chosen."""
        if not left:
            self._best = chosen
            return
        if len(chosen) + _disjoint(left) >= len(self._best):
            return
        self._nodes += 1
        if self._nodes > _MAX_NODES:
            self.is_exact = False
            return
        narrowest = min(left, key=lambda one: (len(one), sorted(one)))
        for member in _by_hits(left, narrowest):
            self._search((*chosen, member), [one for one in left if member not in one])


def greedy(sets: Sequence[frozenset[T]]) -> tuple[T, ...]:
    """A set that hits all, by taking what hits most each time: at most ln(sets) + 1 times the smallest."""
    chosen: list[T] = []
    left = [*sets]
    while left:
        member = _by_hits(left, frozenset[T]().union(*left))[0]
        chosen.append(member)
        left = [one for one in left if member not in one]
    return tuple(chosen)


def _by_hits(sets: Sequence[frozenset[T]], members: Collection[T]) -> list[T]:
    hits = Counter(member for one in sets for member in one)
    return sorted(members, key=lambda member: (-hits[member], member))


def _disjoint(sets: Sequence[frozenset[T]]) -> int:
    """How many of the sets have nothing in common: so many members are needed at least."""
    seen: set[T] = set()
    count = 0
    for one in sorted(sets, key=len):
        if seen.isdisjoint(one):
            seen |= one
            count += 1
    return count
