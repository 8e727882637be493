"""The known facts behind a possible threat: what its rule reads of the model, apart from what is missing."""

from collections.abc import Iterator

from threatmodel.engine.analysis.evaluation_context import ContextBuilder
from threatmodel.engine.analysis.fact_evidence import Evidence, EvidenceReader
from threatmodel.engine.library.condition_names import BASE_FACTS
from threatmodel.engine.library.rules import EvidenceSpec, Rule
from threatmodel.engine.model import Model


def known_facts(model: Model, rule: Rule, *, uid: str) -> tuple[Evidence, ...]:
    """Return the known facts that a rule reads about an element or flow, those it shows as evidence first.

    What does not follow from the model, such as a boundary that a flow does not cross, is left out. Nothing
    without such an element or flow.
    """
    flow, element = model.flows.get(uid), model.elements.get(uid)
    if flow is None and element is None:
        return ()
    facts = ContextBuilder(model)
    scope = facts.of_flow(flow) if flow is not None else facts.of_element(model.elements[uid])
    reader = EvidenceReader(facts, scope, {})
    shown: dict[tuple[str, str], list[Evidence]] = {}
    for spec in _specifications(rule):
        holder = scope.holders.get(spec.holder, "")
        if (holder, spec.fact) not in shown:
            shown[holder, spec.fact] = reader.of(spec)
    return tuple(
        one for some in shown.values() for one in some if _is_stated(facts, one) or one.value is not False
    )


def _is_stated(facts: ContextBuilder, evidence: Evidence) -> bool:
    return evidence.fact in facts.holder(evidence.element).facts


def _specifications(rule: Rule) -> Iterator[EvidenceSpec]:
    yield from rule.evidence
    yield from (EvidenceSpec(holder, fact, None) for holder, fact in rule.asks if fact not in BASE_FACTS)
