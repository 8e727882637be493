"""The facts that made a rule or an attack step apply, each with its value and where it was read."""

from typing import Any, Final

from threatmodel.engine.analysis.data_set_facts import causes
from threatmodel.engine.analysis.evaluation_context import ContextBuilder, EvaluationContext
from threatmodel.engine.analysis.fact_lookup import Values
from threatmodel.engine.library.condition_names import OUTSIDE_REGION
from threatmodel.engine.library.rules import EvidenceSpec
from threatmodel.engine.model import Element, Fact, FactValue, Flow, Source
from threatmodel.engine.model.struct_base import Record

_SHOWN_ITEMS: Final = 20  # evidence of one threat stays readable
_FLOWS: Final = frozenset(
    {"exposed_by", "debugger_exposed_by", "clear_call"}
)  # derived facts that name a flow
_WAYS_IN: Final = frozenset({"exposed_by", "gateways"})  # of these either may be empty, which shows nothing
_MAX_MATCHES: Final = 100_000  # outcomes of `where` kept; the cache is cleared beyond it

Matches = dict[tuple[int, str], bool]
"""Outcomes of the `where` of specifications, by the specification and the item as text."""


class Evidence(Record, frozen=True):
    """One fact that made a rule fire: whose it is, its value, and where it was read (line 0: no line)."""

    fact: str
    element: str
    value: FactValue
    file: str
    line: int
    origin: str
    why: str = ""


class EvidenceReader:
    """Reads the evidence in one context; what several specifications share is read once."""

    def __init__(self, facts: ContextBuilder, scope: EvaluationContext, matches: Matches) -> None:
        self._facts = facts
        self._scope = scope
        self._known: dict[tuple[str, str], list[Evidence]] = {}
        self._matches = matches
        self._holders: dict[str, Element | Flow] = {}

    def of(self, spec: EvidenceSpec, *, limit: int = _SHOWN_ITEMS) -> list[Evidence]:
        """The facts that the specification names; none where the context has no such element.

        Of the items of a list at most `limit`.
        """
        uid = self._scope.holders.get(spec.holder)
        if uid is None:
            return []
        if spec.where is not None:
            return self._matching_items(uid, spec, limit)
        known = self._known.get((spec.holder, spec.fact))
        if known is None:
            known = self._known[spec.holder, spec.fact] = self._whole_fact(uid, spec)
        return known

    def _whole_fact(self, uid: str, spec: EvidenceSpec) -> list[Evidence]:
        values = self._scope.variables[spec.holder]
        holder = self._holders.get(uid) or self._holder(uid)
        follows = values.get("data") or spec.fact == OUTSIDE_REGION  # hardly ever
        if follows and (from_data := self._from_data_sets(holder, spec, values)):
            return from_data
        fact = holder.facts.get(spec.fact)
        if fact is None:
            return self._derived_fact(holder, spec)
        source = fact.source
        if not source.file or fact.item_lines or fact.item_files:
            line = fact.item_lines[0] if fact.item_lines else source.line
            file = fact.item_files[0] if fact.item_files else ""
            return [_evidence(holder, spec.fact, fact, fact.value, line, file)]
        place = source.file, source.line, source.origin, source.why
        return [Evidence(spec.fact, holder.uid, fact.value, *place)]

    def _holder(self, uid: str) -> Element | Flow:
        found = self._holders[uid] = self._facts.holder(uid)
        return found

    def _from_data_sets(self, holder: Element | Flow, spec: EvidenceSpec, values: Values) -> list[Evidence]:
        """Evidence for a fact that follows from the data sets of an element or flow; else none."""
        if not values.get("data") and spec.fact != OUTSIDE_REGION:  # nearly always
            return []
        model, shown = self._facts.model, []
        for uid, name in causes(self._facts, holder, spec.fact, values, spec.reads or ()):
            cause = model.flows[uid] if uid in model.flows else model.elements[uid]
            fact = cause.facts[name]
            shown.append(_evidence(cause, name, fact, fact.value, fact.source.line))
        return shown[:_SHOWN_ITEMS]

    def _derived_fact(self, holder: Element | Flow, spec: EvidenceSpec) -> list[Evidence]:
        """Evidence for what follows from the model itself, such as a flow's crossing of a boundary."""
        if spec.fact not in self._scope.variables[spec.holder]:
            return []
        value = self._scope.variables[spec.holder][spec.fact]
        if value == [] or (value == "" and spec.fact in _WAYS_IN):
            return []
        cause = self._facts.model.flows.get(value) if spec.fact in _FLOWS else None
        place = cause or holder
        source = place.provenance if isinstance(place, Flow) else self._place_of(place)
        why = (cause.why if cause else "") or "Derived from the model."
        return [Evidence(spec.fact, holder.uid, value, source.file, source.line, "inferred", why)]

    def _place_of(self, element: Element) -> Source:
        """Where an element was read; of a zone that no file declares, where its first workload was."""
        if element.source.file:
            return element.source
        model = self._facts.model
        inside = (uid for uid in model.children_uids(element.uid) if model.kind_of(uid) == "workload")
        sources = (model.elements[uid].source for uid in inside)
        return next((source for source in sources if source.file), element.source)

    def _matching_items(self, uid: str, spec: EvidenceSpec, limit: int) -> list[Evidence]:
        """Evidence for the items of a list that the rule is about."""
        holder = self._facts.holder(uid)
        if spec.fact == "data":
            data = self._scope.variables[spec.holder].get("data", ())
            return self._from_data_sets(
                holder, spec, {"data": [one for one in data if self.is_match(spec, one)]}
            )
        fact = holder.facts.get(spec.fact)
        if fact is None:
            return self._derived_fact(holder, spec)
        items = fact.value if isinstance(fact.value, list) else [fact.value]
        lines, files = fact.item_lines, fact.item_files
        shown = [
            _evidence(
                holder,
                spec.fact,
                fact,
                item,
                lines[n] if n < len(lines) else fact.source.line,
                files[n] if n < len(files) else "",
            )
            for n, item in enumerate(items)
            if self.is_match(spec, item)
        ]
        return shown[:limit]

    def is_match(self, spec: EvidenceSpec, item: Any) -> bool:
        """Whether an item of a list is one that the specification is about."""
        key = (id(spec), repr(spec.seen_of(item)))
        known = self._matches.get(key)
        if known is None:
            if len(self._matches) > _MAX_MATCHES:
                self._matches.clear()
            known = self._matches[key] = holds_for_item(spec, item)
        return known


def holds_for_item(spec: EvidenceSpec, item: Any) -> bool:
    """Whether the `where` of a specification is true for an item of its list."""
    if spec.where is None:
        return True
    try:
        return spec.where.execute({"item": item}) is True
    except (KeyError, RuntimeError, TypeError):
        return False


def _evidence(
    holder: Element | Flow, name: str, fact: Fact, value: FactValue, line: int, file: str = ""
) -> Evidence:
    source = place = fact.source
    if file:  # the item is in another file than the list
        return Evidence(name, holder.uid, value, file, line, source.origin, source.why)
    if not source.file:
        place = holder.provenance if isinstance(holder, Flow) else holder.source
    return Evidence(name, holder.uid, value, place.file, line or place.line, source.origin, source.why)
