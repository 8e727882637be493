"""What files show of a threat that was found before: whether it still holds, and which facts have changed.

The model is that of the files: where a person said otherwise, it holds the word of the files. What people say
of facts that no file states may let a rule fire, but does not silence it here.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from typing import Any, Final, Literal, TypeVar

from msgspec.structs import replace

from threatmodel.engine.analysis.facts import Facts, Scope
from threatmodel.engine.analysis.rules import Evidence, has_both_ends
from threatmodel.engine.analysis.silencing import outcome
from threatmodel.engine.library.loader import EvidenceSpec, Rule
from threatmodel.engine.model import Element, Fact, Flow, Model

Part = TypeVar("Part", Element, Flow)
Shown = Literal["holds", "resolved", "unknown", "absent"]
Then = Sequence[Mapping[str, Any]]
"""The evidence of a threat when its rule fired last: at least its facts and their values."""
_STATED: Final = frozenset({"file", "default"})  # a default is what the platform makes of the file


class FileView:
    """The model of the files, and the files that an import has read."""

    def __init__(self, model: Model, files: Set[str]) -> None:
        self._model = model
        self._facts = Facts(model)
        alone = _without_words(model)
        self._views = (self._facts,) if alone is model else (self._facts, Facts(alone))
        self._files = files

    @property
    def models(self) -> tuple[Model, ...]:
        """The models in which a condition must be false: with and, where they differ, without words."""
        return tuple(facts.model for facts in self._views)

    def shown(self, rule: Rule, uid: str) -> Shown:
        """Return whether the condition holds of an element or flow; unknown where a fact is missing."""
        scopes = [scope for facts in self._views if (scope := _scope(facts, uid))]
        if not scopes:
            return "absent"
        outcomes = {outcome(rule, scope.variables) for scope in scopes}
        if "fires" in outcomes:
            return "holds"
        return "resolved" if outcomes == {"silent"} else "unknown"

    def scope(self, uid: str) -> Scope | None:
        """Return what rules see of an element or flow; None where it is not there."""
        return _scope(self._facts, uid)

    def stated(self, uid: str, pairs: Iterable[tuple[str, str]]) -> tuple[Evidence, ...]:
        """Return what the files of the import state of these facts; nothing of those that others state."""
        scope = self.scope(uid)
        return () if scope is None else tuple(self._stated(scope, pairs))

    def changed(
        self, rule: Rule, uid: str, pairs: Iterable[tuple[str, str]], then: Then
    ) -> tuple[Evidence, ...]:
        """Return those facts that the files of the import state otherwise than when the rule fired."""
        specs = {(spec.holder, spec.fact): spec for spec in rule.evidence}
        scope = self.scope(uid)
        if scope is None:
            return ()
        return tuple(
            one
            for pair in pairs
            for one in self._stated(scope, [pair])
            if _differs(specs[pair], one.value, then)
        )

    def _stated(self, scope: Scope, pairs: Iterable[tuple[str, str]]) -> Iterable[Evidence]:
        for holder, name in pairs:
            uid = scope.holders.get(holder)
            if uid is None:
                continue
            owner = self._facts.holder(uid)
            fact = owner.facts.get(name)
            if fact is None or fact.source.origin not in _STATED:
                continue
            source = owner.provenance if isinstance(owner, Flow) else owner.source
            place = fact.source if fact.source.file else source
            if not self._files.isdisjoint({place.file, *fact.item_files}):
                yield Evidence(name, uid, fact.value, place.file, place.line, fact.source.origin)


def spoken_of(model: Model) -> frozenset[str]:
    """Return the uids of the elements and flows of which people state facts."""
    parts: list[Element | Flow] = [*model.elements.values(), *model.flows.values()]
    return frozenset(part.uid for part in parts if any(map(_is_said, part.facts.values())))


def _scope(facts: Facts, uid: str) -> Scope | None:
    model = facts.model
    flow = model.flows.get(uid)
    if flow is not None:
        return facts.of_flow(flow) if has_both_ends(model, flow) else None
    element = model.elements.get(uid)
    return None if element is None else facts.of_element(element)


def _without_words(model: Model) -> Model:
    """Return the model without what people say; the model itself where they say nothing."""
    if not spoken_of(model):
        return model
    return Model(
        elements={uid: _silent(one) for uid, one in model.elements.items()},
        relations=model.relations,
        flows={uid: _silent(one) for uid, one in model.flows.items()},
    )


def _silent(one: Part) -> Part:
    """Return an element or flow without the facts that a person states."""
    kept = {name: fact for name, fact in one.facts.items() if not _is_said(fact)}
    return one if len(kept) == len(one.facts) else replace(one, facts=kept)


def _is_said(fact: Fact) -> bool:
    return fact.source.origin == "person"


def _differs(spec: EvidenceSpec, value: Any, then: Then) -> bool:
    """Whether a fact is otherwise than the evidence had it; of a list, the items that were guilty count."""
    was = [one["value"] for one in then if one["fact"] == spec.fact]
    if spec.where is None:
        return value not in was
    items = value if isinstance(value, list) else [value]
    return any(item not in items for item in was)
