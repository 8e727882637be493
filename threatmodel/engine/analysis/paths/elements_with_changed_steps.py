"""Which elements and flows have other attack steps once facts have other values; the rest stays as it is.

While the graph is built, what each element and flow looked at is recorded (dependency_tracking.py). Of these
look-ups only those count that see facts: changes of facts leave elements, relations and flows as they are.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, Final, cast

from threatmodel.engine.analysis.dependency_tracking import (
    CACHED,
    ELEMENT,
    VALUES,
    Computation,
    Dependency,
    DependencyTracker,
    TrackedContextBuilder,
    TrackedModel,
)
from threatmodel.engine.analysis.model_edits import EditBatch
from threatmodel.engine.library.attack_steps import AttackStep
from threatmodel.engine.library.condition_names import DERIVED_FACTS, FROM_DATA_SETS, SCOPES
from threatmodel.engine.model import Model

_BY_PLACES: Final = "mounts"  # the fact of the element itself that a place reads
_FROM_DATA: Final = FROM_DATA_SETS | {"special_category", "holds_data"}


class _FactModel(TrackedModel):
    """Records only look-ups that see facts, which is a fraction of them."""

    __slots__ = ()

    def kind_of(self, uid: str) -> str:
        return self._model.kind_of(uid)

    def of_kind(self, kind: str) -> tuple[str, ...]:
        return self._model.of_kind(kind)

    def children_uids(self, uid: str) -> tuple[str, ...]:
        return self._model.children_uids(uid)

    def related_uids(self, relation_type: str, uid: str) -> tuple[str, ...]:
        return self._model.related_uids(relation_type, uid)

    def related_to_uids(self, relation_type: str, uid: str) -> tuple[str, ...]:
        return self._model.related_to_uids(relation_type, uid)

    def ancestors(self, uid: str) -> tuple[str, ...]:
        return self._model.ancestors(uid)

    def enclosing(self, uid: str, kind: str) -> str | None:
        return self._model.enclosing(uid, kind)

    def is_within(self, uid: str, kind: str) -> bool:
        return self._model.is_within(uid, kind)

    def zone_chain(self, uid: str) -> tuple[str, ...]:
        return self._model.zone_chain(uid)


class FactTrackedBuilder(TrackedContextBuilder):
    """Records what sees facts."""

    def set_model(self, model: Model) -> None:
        """Continue with the next version of the model."""
        self._plain = model
        self.model = _FactModel(model, self._tracker)


class FactDependents:
    """Finds the subjects that changed facts can give other steps: more than do, never fewer."""

    def __init__(self, steps: Iterable[AttackStep], tracker: DependencyTracker, model: Model) -> None:
        self._tracker = tracker
        self._model = model
        self._read = _facts_read(steps)

    def differing(self, batch: EditBatch) -> dict[str, set[str]]:
        """The facts that may have other values afterwards, derived ones too, by the uid of their element."""
        found: dict[str, set[str]] = defaultdict(set)
        for uid, names in batch.facts.items():
            found[uid] |= names
        for dependency, computation in self._followed(batch):
            if computation[0] == VALUES:
                uid = cast("str", computation[1])
                if dependency != (ELEMENT, uid):  # else only the facts that it has itself
                    found[uid] |= self._derived(uid)
        return found

    def of(self, batch: EditBatch, parts: Collection[str]) -> set[Dependency]:
        """The elements and flows that are affected: their computations begin with one of these parts."""
        found = {one for one in batch.subjects if one[0] in parts}
        looked_at = (one for dependency, one in self._followed(batch) if dependency[0] != VALUES)
        found.update(one for one in looked_at if one[0] in parts)
        for uid, names in self.differing(batch).items():
            dependents = self._tracker.dependents((VALUES, uid))
            found.update(one for one in dependents if one[0] in parts and self._reads(one, uid, names))
        return found

    def _followed(self, batch: EditBatch) -> Iterator[tuple[Dependency, Computation]]:
        """What has looked at something that changes, with what it looked at: from one to the next."""
        waiting, seen = [*batch.dependencies], set(batch.dependencies)
        while waiting:
            dependency = waiting.pop()
            for computation in self._tracker.dependents(dependency):
                yield dependency, computation
                if computation[0] in (VALUES, CACHED) and computation not in seen:
                    seen.add(computation)
                    waiting.append(computation)

    def _derived(self, uid: str) -> frozenset[str]:
        return DERIVED_FACTS.get(self._model.kind_of(uid), frozenset()) | _FROM_DATA

    def _reads(self, computation: Computation, uid: str, names: set[str]) -> bool:
        """Whether a step of the subject reads one of the facts from an element such as this one."""
        subject = cast("str", computation[1])
        is_flow = subject in self._model.flows
        kind = "flow" if is_flow else self._model.kind_of(subject)
        own = self._model.kind_of(uid)
        holders = [holder for holder, kinds in SCOPES.items() if own in kinds]
        if subject == uid:
            holders.append("self")
        return any(not names.isdisjoint(self._read.get((kind, holder), ())) for holder in holders)


def _facts_read(steps: Iterable[AttackStep]) -> Mapping[tuple[str, str], set[str]]:
    """The facts that steps read, by the kind of their subject and the name of the holder."""
    read: dict[tuple[str, str], set[str]] = defaultdict(set)
    for step in steps:
        pairs: list[Any] = [*step.asks, ("self", _BY_PLACES)]
        if step.each is not None:
            pairs.append((step.each.holder, step.each.fact))
        for kind in step.applies_to:
            for holder, fact in pairs:
                read[kind, holder].add(fact)
    return read
