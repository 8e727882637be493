"""What it costs to get to each state of an attack graph, along the steps that an attacker can take."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from threatmodel.engine.analysis.paths.attack_graph import Step

NEVER: Final = 1 << 30
"""The cost of what cannot be reached."""


def cheapest_costs(
    steps: Sequence[Sequence[Step]], starts: Mapping[int, int], removed: bytearray
) -> list[int]:
    """The cost of the cheapest way to each state, without the steps that are marked as removed."""
    costs = [NEVER] * len(steps)
    waiting: defaultdict[int, list[int]] = defaultdict(list)  # states by cost, as costs are small
    for start, cost in starts.items():
        costs[start] = cost
        waiting[cost].append(start)
    cost = 0
    while waiting:
        for state in waiting[cost]:
            if costs[state] != cost:
                continue  # reached by a cheaper path since
            for end, step_cost, number in steps[state]:
                there = cost + step_cost
                if there < costs[end] and not removed[number]:
                    costs[end] = there
                    waiting[there].append(end)
        del waiting[cost]
        cost += 1
    return costs


def marked_steps(size: int, numbers: Iterable[int]) -> bytearray:
    """One byte for each of so many steps: 1 for those of these numbers."""
    marks = bytearray(size)
    for number in numbers:
        marks[number] = 1
    return marks


class Waiting:
    """States by cost, the cheapest first. Costs are small: the states of each wait in a list."""

    __slots__ = ("_by_cost",)

    def __init__(self) -> None:
        self._by_cost: list[list[int]] = []

    def add(self, cost: int, state: int) -> None:
        """Add a state that costs no less than those that were handed out."""
        while cost >= len(self._by_cost):
            self._by_cost.append([])
        self._by_cost[cost].append(state)

    def __iter__(self) -> Iterator[tuple[int, int]]:
        for cost, states in enumerate(self._by_cost):  # both grow while they are read
            for state in states:
                yield cost, state
