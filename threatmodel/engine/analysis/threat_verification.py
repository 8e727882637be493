"""What files show of an earlier threat: whether its rule still fires, and which facts have changed.

The model is that of the files: where a person overrode a fact, it holds the value of the files. Facts that
only people state may let a rule fire, but do not resolve a threat here.
"""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from types import MappingProxyType
from typing import Any, Final, Literal, TypeVar

from msgspec.structs import replace

from threatmodel.engine.analysis.condition_evaluation import Variables, outcome, with_values, without_fact
from threatmodel.engine.analysis.evaluation_context import ContextBuilder, EvaluationContext, has_both_ends
from threatmodel.engine.analysis.fact_evidence import Evidence
from threatmodel.engine.library.rules import EvidenceSpec, Rule
from threatmodel.engine.model import Element, Fact, Flow, Model, Source

Subject = TypeVar("Subject", Element, Flow)
FileStatus = Literal["holds", "resolved", "unknown", "absent"]
Pair = tuple[str, str]
"""The name under which a condition knows an element, and a fact of it."""
Then = Sequence[Mapping[str, Any]]
"""The evidence of a threat when its rule fired last: at least its facts and their values."""
_SCAN_FACTS: Final = frozenset(
    {
        "end_of_life", "leaked_secrets", "malware_found", "sbom", "scan_findings", "scanned", "scans",
        "vulnerabilities", "vulnerability_counts",
    }
)  # fmt: skip
_NAMED_INSIDE: Final = frozenset({"image", "registry", "volume", "secret", "config"})  # of what uses them
_STATED: Final = frozenset({"file", "default"})  # a default is what the platform makes of the file


class FileEvidence:
    """The model of the files, and the files that an import has read."""

    def __init__(
        self,
        model: Model,
        files: Set[str],
        *,
        whole: bool = False,
        doubts: Mapping[str, Collection[int]] = MappingProxyType({}),
    ) -> None:
        """`whole`: the files are all there is. `doubts`: lines of files where something could not be read."""
        self._model = model
        self._whole = whole
        self._doubts = doubts
        self._facts = ContextBuilder(model)
        alone = _without_statements(model)
        self._views = (self._facts,) if alone is model else (self._facts, ContextBuilder(alone))
        self._files = files

    @property
    def models(self) -> tuple[Model, ...]:
        """The models in which a condition must be false: with and without the facts that people stated."""
        return tuple(facts.model for facts in self._views)

    def shown(self, rule: Rule, uid: str) -> FileStatus:
        """Return whether the condition holds of an element or flow; unknown where a fact is missing."""
        scopes = [scope for facts in self._views if (scope := _scope(facts, uid))]
        if not scopes:
            return "absent"
        outcomes = {outcome(rule, scope.variables) for scope in scopes}
        if "true" in outcomes:
            return "holds"
        return "resolved" if outcomes == {"false"} else "unknown"

    def scope(self, uid: str) -> EvaluationContext | None:
        """Return the context of an element or flow; None where it does not exist."""
        return _scope(self._facts, uid)

    def stated(self, uid: str, pairs: Iterable[Pair]) -> tuple[Evidence, ...]:
        """Return what the files of the import state of these facts; nothing of those that others state."""
        scope = self.scope(uid)
        return () if scope is None else tuple(self._stated(scope, pairs))

    def proved(self, rule: Rule, uid: str, pairs: Collection[Pair], then: Then) -> tuple[Evidence, ...]:
        """Return those of these facts whose change, as the files of the import state them, ended the threat.

        `then` is its evidence when the rule fired last. With all of it put back the rule must fire, and be
        not fire once these facts are as they are now: else something that no file shows has ended it.
        """
        scopes = [scope for facts in self._views if (scope := _scope(facts, uid))]
        if not any(_is_resolved_by(rule, scope, pairs, then) for scope in scopes):
            return ()
        return self.changed(rule, uid, pairs, then)

    def changed(self, rule: Rule, uid: str, pairs: Iterable[Pair], then: Then) -> tuple[Evidence, ...]:
        """Return those facts that the files of the import state otherwise than when the rule fired."""
        specs = {(spec.holder, spec.fact): spec for spec in rule.evidence}
        scope = self.scope(uid)
        if scope is None:
            return ()
        return tuple(
            one
            for pair in pairs
            for one in self._stated(scope, [pair])
            if _differs(specs[pair], one.value, then) and self._covers(one.fact, then)
        )

    def _covers(self, fact: str, then: Then) -> bool:
        """Whether the import read again what showed the fault; reports of scanners get new names."""
        if self._whole or fact in _SCAN_FACTS:
            return True
        files = {one.get("file", "") for one in then if one["fact"] == fact} - {""}
        return files <= self._files

    def _stated(self, scope: EvaluationContext, pairs: Iterable[Pair]) -> Iterable[Evidence]:
        for holder, name in pairs:
            uid = scope.holders.get(holder)
            if uid is None:
                continue
            owner = self._facts.holder(uid)
            fact = owner.facts.get(name)
            if fact is None or fact.source.origin not in _STATED:
                continue
            if self._is_doubtful(owner, fact):
                continue
            place = fact.source if fact.source.file else _source_of(owner)
            if not self._files.isdisjoint({place.file, *fact.item_files}):
                yield Evidence(name, uid, fact.value, place.file, place.line, fact.source.origin)

    def _is_doubtful(self, owner: Element | Flow, fact: Fact) -> bool:
        """Whether a default, or a list, may hide something in the owner that could not be read."""
        if fact.source.origin != "default" and not isinstance(fact.value, list):
            return False
        place = _source_of(owner)
        lines = self._doubts.get(place.file, ())
        return any(place.line <= line < self._end(owner.uid, place) for line in lines)

    def _end(self, uid: str, place: Source) -> float:
        """The line at which the next element of the file begins that is not inside this one."""
        later = (
            one.source.line
            for one in self._model.elements.values()
            if one.kind not in _NAMED_INSIDE
            and (one.source.origin, one.source.file) == ("file", place.file)
            and one.source.line > place.line
            and not self._is_in(one.uid, uid)
        )
        return min(later, default=math.inf)

    def _is_in(self, uid: str | None, holder: str) -> bool:
        while uid is not None and uid != holder:
            element = self._model.elements.get(uid)
            uid = element.parent if element else None
        return uid == holder


def _is_resolved_by(rule: Rule, scope: EvaluationContext, pairs: Collection[Pair], then: Then) -> bool:
    kind = "flow" if "flow" in scope.holders else str(scope.variables["self"]["kind"])
    others = [spec for spec in rule.evidence if (spec.holder, spec.fact) not in pairs]
    before = _with_earlier_values(scope.variables, rule.evidence, then, kind)
    after = _with_earlier_values(scope.variables, others, then, kind)
    return outcome(rule, before) == "true" and outcome(rule, after) == "false"


def _source_of(owner: Element | Flow) -> Source:
    return owner.provenance if isinstance(owner, Flow) else owner.source


def _with_earlier_values(
    variables: Variables, specs: Iterable[EvidenceSpec], then: Then, kind: str
) -> Variables:
    """Return the variables with these facts as they were; one that was unknown then is unknown again."""
    for spec in specs:
        was = [one["value"] for one in then if one["fact"] == spec.fact]
        if spec.holder not in variables or spec.holder == "crosses":
            continue
        now = variables[spec.holder].get(spec.fact)
        if spec.where is not None and isinstance(now, list):
            value: Any = [*now, *(item for item in was if item not in now)]
        elif was:
            value = was[0]
        else:
            variables = without_fact(variables, (spec.holder, spec.fact), kind)
            continue
        variables = with_values(variables, [((spec.holder, spec.fact), value)], kind)
    return variables


def uids_with_stated_facts(model: Model) -> frozenset[str]:
    """Return the uids of the elements and flows of which people state facts."""
    parts: list[Element | Flow] = [*model.elements.values(), *model.flows.values()]
    return frozenset(part.uid for part in parts if any(map(_is_stated, part.facts.values())))


def _scope(facts: ContextBuilder, uid: str) -> EvaluationContext | None:
    model = facts.model
    flow = model.flows.get(uid)
    if flow is not None:
        return facts.of_flow(flow) if has_both_ends(model, flow) else None
    element = model.elements.get(uid)
    return None if element is None else facts.of_element(element)


def _without_statements(model: Model) -> Model:
    """Return the model without the facts that people stated; the model itself where there are none."""
    if not uids_with_stated_facts(model):
        return model
    return Model(
        elements={uid: _without_stated(one) for uid, one in model.elements.items()},
        relations=model.relations,
        flows={uid: _without_stated(one) for uid, one in model.flows.items()},
        as_of=model.as_of,
    )


def _without_stated(one: Subject) -> Subject:
    """Return an element or flow without the facts that a person states."""
    kept = {name: fact for name, fact in one.facts.items() if not _is_stated(fact)}
    return one if len(kept) == len(one.facts) else replace(one, facts=kept)


def _is_stated(fact: Fact) -> bool:
    return fact.source.origin == "person"


def _differs(spec: EvidenceSpec, value: Any, then: Then) -> bool:
    """Whether a fact differs from the evidence; of a list, only the items in the evidence count."""
    was = [one["value"] for one in then if one["fact"] == spec.fact]
    if spec.where is None:
        return value not in was
    items = value if isinstance(value, list) else [value]
    return any(item not in items for item in was)
