"""Label selectors: which workloads a Service, NetworkPolicy or disruption budget means."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Self

from threatmodel.engine.importers.kubernetes.manifest.fanout_limits import FanoutLimit
from threatmodel.engine.importers.kubernetes.manifest.typed_reader import Section
from threatmodel.engine.model.struct_base import Record


class Requirement(Record, frozen=True):
    """One condition on a label. `operator` is In, NotIn, Exists or DoesNotExist."""

    key: str
    operator: str
    values: frozenset[str] = frozenset()

    def holds(self, labels: Mapping[str, str]) -> bool:
        """Whether the labels meet the condition, by the rules of Kubernetes label selectors."""
        if self.operator == "Exists":
            return self.key in labels
        if self.operator == "DoesNotExist":
            return self.key not in labels
        if self.operator == "NotIn":
            return labels.get(self.key) not in self.values
        return self.key in labels and labels[self.key] in self.values


def all_hold(requirements: Iterable[Requirement], labels: Mapping[str, str]) -> bool:
    """Whether labels meet every condition."""
    return all(requirement.holds(labels) for requirement in requirements)


def label_selector(section: Section) -> tuple[Requirement, ...]:
    """Return the conditions of a LabelSelector; an empty one selects everything."""
    equal = [
        Requirement(key, "In", frozenset({value})) for key, value in section.pairs("matchLabels").items()
    ]
    return (*equal, *(_expression(entry) for entry in section.sections("matchExpressions")))


def selects(section: Section, labels: Mapping[str, str]) -> bool:
    """Whether a LabelSelector means what carries these labels."""
    equal = section.pairs("matchLabels")
    if "matchExpressions" not in section:
        return equal.items() <= labels.items()
    expressions = [_expression(entry) for entry in section.sections("matchExpressions")]
    return equal.items() <= labels.items() and all_hold(expressions, labels)


def _expression(entry: Section) -> Requirement:
    values = frozenset(text for text, _line in entry.texts("values"))
    return Requirement(entry.text("key"), entry.text("operator", "In"), values)


_Found = dict[tuple[str, str, str], list[str]]
"""Uids by namespace, key and value of a label."""


@dataclass(slots=True)
class LabelIndex:
    """Finds what a selector means without looking at everything.

    `budget`: how many items all look-ups together may touch. Cost of a look-up: the number of items that
    carry the rarest of the required labels.
    """

    budget: FanoutLimit
    _labels: dict[str, Mapping[str, str]] = field(default_factory=dict)
    _all: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    _by_label: _Found = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, items: Iterable[tuple[str, str, Mapping[str, str]]], budget: FanoutLimit) -> Self:
        """Return the index of items that are given as (namespace, uid, labels)."""
        index = cls(budget)
        for item in items:
            index.add(*item)
        return index

    def add(self, namespace: str, uid: str, labels: Mapping[str, str]) -> None:
        """Add an item that carries these labels."""
        self._labels[uid] = labels
        self._all[namespace].append(uid)
        for key, value in labels.items():
            self._by_label[(namespace, key, value)].append(uid)

    def spending(self, budget: FanoutLimit) -> Self:
        """Return the same index with a budget of its own."""
        return replace(self, budget=budget)

    def namespaces(self) -> list[str]:
        """Return the namespaces that hold items, by name."""
        return sorted(self._all)

    def members(self, namespace: str) -> list[str]:
        """Return the uids in a namespace, in the order they were given."""
        return list(self._all.get(namespace, ()))

    def select(self, namespace: str, requirements: tuple[Requirement, ...]) -> list[str]:
        """Return the uids in a namespace that meet every requirement, in the order they were given."""
        equal = [
            (one.key, next(iter(one.values)))
            for one in requirements
            if one.operator == "In" and len(one.values) == 1
        ]
        candidates = self._candidates(namespace, equal)
        return [uid for uid in candidates if all_hold(requirements, self._labels[uid])]

    def carrying(self, namespace: str, labels: Mapping[str, str]) -> list[str]:
        """Return the uids in a namespace that carry all of these labels, in the order they were given."""
        wanted = labels.items()
        return [uid for uid in self._candidates(namespace, wanted) if wanted <= self._labels[uid].items()]

    def _candidates(self, namespace: str, labels: Iterable[tuple[str, str]]) -> list[str]:
        """Those that carry the rarest of the labels; none when the budget is spent."""
        candidates = self._all.get(namespace, [])
        for key, value in labels:
            found = self._by_label.get((namespace, key, value), [])
            if len(found) < len(candidates):
                candidates = found
        return candidates if candidates and self.budget.spend(len(candidates)) else []
