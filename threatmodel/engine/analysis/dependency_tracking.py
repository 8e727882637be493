"""Tracks what is looked at while something is worked out, so that an edit finds all it can touch.

A `Dependency` names one thing that can be read and that an edit can change. While a computation is open,
every look-up of `TrackedModel` and `TrackedContextBuilder` adds its dependencies to it.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from typing import Any, Final, TypeVar, cast

from threatmodel.engine.analysis.evaluation_context import ContextBuilder
from threatmodel.engine.analysis.fact_lookup import Values
from threatmodel.engine.model import Element, Flow, Model, Relation

T = TypeVar("T")
Dependency = tuple[Hashable, ...]
Computation = tuple[Hashable, ...]

# First parts of dependencies. The rest is a uid, and for relations their type before it.
ELEMENT: Final = "element"  # anything of the element
FACT: Final = "fact"  # one of its own facts: (FACT, uid, name)
NAME: Final = "name"
KIND_OF: Final = "kind-of"  # whether it exists, and its kind
PLACE: Final = "place"  # the same, and what it sits inside, all the way up
AROUND: Final = "around"  # the nearest element of a kind that it sits inside: (AROUND, uid, kind)
CHILDREN: Final = "children"
KIND: Final = "kind"  # which elements are of this kind
FLOW: Final = "flow"  # anything of the flow
FLOWS_TO: Final = "flows-to"  # which flows end there, and anything of them
FLOWS_FROM: Final = "flows-from"
HOLDING: Final = "holding"  # which elements name this data set
CARRYING: Final = "carrying"  # which flows do
RELATED: Final = "related"
RELATED_TO: Final = "related-to"
EVERYTHING: Final = "everything"  # a look-up iterated over all elements, flows or relations
VALUES: Final = "values"  # the values of an element, its derived facts among them
CACHED: Final = "known"  # the result of FactLookup.cached
_NONE: Final[frozenset[Dependency]] = frozenset()


class DependencyTracker:
    """Which computation depends on what, in both directions."""

    def __init__(self) -> None:
        self._dependencies: dict[Computation, AbstractSet[Dependency]] = {}
        self._dependents: dict[Dependency, set[Computation]] = defaultdict(set)
        self._open: list[set[Dependency]] = []

    def record(self, dependency: Dependency) -> None:
        """Record that the open computation, if any, depends on this."""
        if self._open:
            self._open[-1].add(dependency)

    @contextmanager
    def computation(self, computation: Computation) -> Iterator[None]:
        """Open a computation; what it depends on takes the place of what it depended on before."""
        recorded: set[Dependency] = set()
        self._open.append(recorded)
        try:
            yield
        finally:
            self._open.pop()
            before = self._dependencies.get(computation, _NONE)
            self._dependencies[computation] = recorded
            self._part(computation, before - recorded)  # most are the same again
            for dependency in recorded - before:
                self._dependents[dependency].add(computation)

    def forget(self, computation: Computation) -> None:
        """Forget a computation that is invalid."""
        self._part(computation, self._dependencies.pop(computation, _NONE))

    def _part(self, computation: Computation, dependencies: Iterable[Dependency]) -> None:
        """Note that a computation no longer depends on these."""
        for dependency in dependencies:
            dependents = self._dependents[dependency]
            dependents.discard(computation)
            if not dependents:
                del self._dependents[dependency]

    def dependents(self, dependency: Dependency) -> tuple[Computation, ...]:
        """The computations that depend on this."""
        return tuple(self._dependents.get(dependency, ()))


class _TrackedMapping(Mapping[str, T]):
    """Elements or flows by uid; each look-up is recorded, and iteration too."""

    def __init__(self, data: Mapping[str, T], kind: str, tracker: DependencyTracker) -> None:
        self._data = data
        self._kind = kind
        self._tracker = tracker

    def __getitem__(self, uid: str) -> T:
        self._tracker.record((self._kind, uid))
        return self._data[uid]

    def __contains__(self, uid: object) -> bool:
        self._tracker.record((self._kind, uid))
        return uid in self._data

    def __iter__(self) -> Iterator[str]:
        self._tracker.record((EVERYTHING,))
        return iter(self._data)

    def __len__(self) -> int:
        self._tracker.record((EVERYTHING,))
        return len(self._data)


class TrackedModel(Model):
    """A model each of whose look-ups is recorded."""

    __slots__ = ("_model", "_tracker")

    def __init__(self, model: Model, tracker: DependencyTracker) -> None:
        self._model = model
        self._tracker = tracker
        self.as_of = model.as_of  # which no edit changes
        self.elements = _TrackedMapping(model.elements, ELEMENT, tracker)
        self.flows = _TrackedMapping(model.flows, FLOW, tracker)

    @property
    def relations(self) -> tuple[Relation, ...]:  # type: ignore[override]  # read-only here
        """All relations."""
        self._tracker.record((EVERYTHING,))
        return self._model.relations

    def kind_of(self, uid: str) -> str:
        self._tracker.record((KIND_OF, uid))
        return self._model.kind_of(uid)

    def of_kind(self, kind: str) -> tuple[str, ...]:
        self._tracker.record((KIND, kind))
        return self._model.of_kind(kind)

    def children_uids(self, uid: str) -> tuple[str, ...]:
        self._tracker.record((CHILDREN, uid))
        return self._model.children_uids(uid)

    def related_uids(self, relation_type: str, uid: str) -> tuple[str, ...]:
        self._tracker.record((RELATED, relation_type, uid))
        return self._model.related_uids(relation_type, uid)

    def related_to_uids(self, relation_type: str, uid: str) -> tuple[str, ...]:
        self._tracker.record((RELATED_TO, relation_type, uid))
        return self._model.related_to_uids(relation_type, uid)

    def flows_to(self, uid: str) -> tuple[Flow, ...]:
        self._tracker.record((FLOWS_TO, uid))
        return self._model.flows_to(uid)

    def flows_from(self, uid: str) -> tuple[Flow, ...]:
        self._tracker.record((FLOWS_FROM, uid))
        return self._model.flows_from(uid)

    def holding_uids(self, data_set: str) -> tuple[str, ...]:
        self._tracker.record((HOLDING, data_set))
        return self._model.holding_uids(data_set)

    def carrying_uids(self, data_set: str) -> tuple[str, ...]:
        self._tracker.record((CARRYING, data_set))
        return self._model.carrying_uids(data_set)

    def ancestors(self, uid: str) -> tuple[str, ...]:
        self._tracker.record((PLACE, uid))
        return self._model.ancestors(uid)

    def enclosing(self, uid: str, kind: str) -> str | None:
        self._tracker.record((AROUND, uid, kind))
        return self._model.enclosing(uid, kind)

    def enclosing_each(self, uid: str, kinds: Iterable[str]) -> list[str | None]:
        return [self.enclosing(uid, kind) for kind in kinds]

    def is_within(self, uid: str, kind: str) -> bool:
        self._tracker.record((KIND_OF, uid))
        self._tracker.record((AROUND, uid, kind))
        return self._model.is_within(uid, kind)

    def descendants(self, uid: str) -> set[str]:
        self._tracker.record((EVERYTHING,))
        return self._model.descendants(uid)

    def zone_chain(self, uid: str) -> tuple[str, ...]:
        self._tracker.record((PLACE, uid))
        return self._model.zone_chain(uid)


class TrackedContextBuilder(ContextBuilder):
    """ContextBuilder of a model that is edited: they outlive the edits that do not touch them."""

    def __init__(
        self,
        model: Model,
        tracker: DependencyTracker,
        *,
        derived: Mapping[str, Collection[str]] | None = None,
    ) -> None:
        super().__init__(model, derived=derived)
        self._tracker = tracker
        self._plain = model
        self._removed: set[Hashable] = set()  # elements that edits have removed
        self.set_model(model)

    def set_model(self, model: Model) -> None:
        """Continue with the next version of the model."""
        self._plain = model
        self.model = TrackedModel(model, self._tracker)

    def values_of(self, uid: str) -> Values:
        self._tracker.record((VALUES, uid))
        if uid not in self._values:
            with self._tracker.computation((VALUES, uid)):
                self._tracker.record((ELEMENT, uid))
                self._values[uid] = self._build_values(uid)
        return self._values[uid]

    def values_of_each(self, holders: Mapping[str, str]) -> dict[str, Values]:
        return {name: self.values_of(uid) for name, uid in holders.items()}

    def cached(self, function: Callable[[ContextBuilder, str], T], uid: str) -> T:
        self._tracker.record((CACHED, function, uid))
        key = (function, uid)
        if key not in self._cache:
            with self._tracker.computation((CACHED, function, uid)):
                self._cache[key] = function(self, uid)
        return cast("T", self._cache[key])

    def fact(self, uid: str, name: str) -> Any:
        self._tracker.record((FACT, uid, name))
        fact = self._plain.elements[uid].facts.get(name)
        return None if fact is None else fact.value

    def name(self, uid: str) -> str:
        self._tracker.record((NAME, uid))
        return self._plain.elements[uid].name

    def element(self, uid: str) -> Element:
        return self._plain.elements[uid]

    def holder(self, uid: str) -> Element | Flow:
        return self._plain.flows.get(uid) or self._plain.elements[uid]

    def recompute(self, dependencies: Iterable[Dependency]) -> tuple[set[Dependency], dict[str, set[str]]]:
        """Compute again what these dependencies may have changed.

        Returns the dependencies with those of changed results, and for each element whose values differ the
        names of the facts that do. Equal results are not followed further.
        """
        answers, original = set(dependencies), dict[Computation, Any]()
        edited = (uid for kind, uid, *_ in (one for one in answers if len(one) > 1) if kind == ELEMENT)
        # Those of earlier edits too: a result about one may be left that nothing has asked for since.
        self._removed = {uid for uid in {*self._removed, *edited} if uid not in self._plain.elements}
        void = self._dependents(answers)
        while void:
            before = {computation: self._taken(computation) for computation in void}
            for computation, old in before.items():
                original.setdefault(computation, old)
            # Some may be computed from others that are invalid themselves; these are computed again.
            void = self._dependents(
                [computation for computation, old in before.items() if self._differs(computation, old)]
            )
        answers |= {
            computation
            for computation, old in original.items()
            if computation[0] == CACHED and self._differs(computation, old)
        }
        answers |= {
            computation for computation in original if computation[0] == VALUES and self._is_gone(computation)
        }
        values = {
            cast("str", computation[1]): _differing(old, self.values_of(cast("str", computation[1])))
            for computation, old in original.items()
            if computation[0] == VALUES and not self._is_gone(computation)
        }
        return answers, {uid: names for uid, names in values.items() if names}

    def _dependents(self, dependencies: Iterable[Dependency]) -> dict[Computation, None]:
        """Computations of values and results that depend directly on these."""
        frames = (
            computation for dependency in dependencies for computation in self._tracker.dependents(dependency)
        )
        return dict.fromkeys(computation for computation in frames if computation[0] in {VALUES, CACHED})

    def _is_gone(self, computation: Computation) -> bool:
        if computation[0] == VALUES:
            return cast("str", computation[1]) not in self._plain.elements
        return computation[2] in self._removed

    def _differs(self, computation: Computation, old: Any) -> bool:
        """Whether the result differs now; nothing is computed about what was removed."""
        if self._is_gone(computation):
            return True
        if computation[0] == VALUES:
            return bool(_differing(old, self.values_of(cast("str", computation[1]))))
        return bool(self.cached(cast("Any", computation[1]), cast("str", computation[2])) != old)

    def _taken(self, computation: Computation) -> Any:
        """Take away a result, so that it is computed again. What it depends on is kept until then."""
        if self._is_gone(computation):
            self._tracker.forget(computation)
        if computation[0] == VALUES:
            return self._values.pop(cast("str", computation[1]), {})
        return self._cache.pop(cast("Any", computation[1:]), None)


def _differing(before: Values, after: Values) -> set[str]:
    names = before.keys() | after.keys()
    return {name for name in names if not _same(before.get(name), after.get(name))}


def _same(one: Any, other: Any) -> bool:
    """Equal, and of the same type: to a rule 1 is not true."""
    return type(one) is type(other) and bool(one == other)
