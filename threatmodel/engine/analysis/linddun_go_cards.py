"""Finds the elements and flows of a model that a card of a LINDDUN GO session is about."""

from collections.abc import Iterator

from threatmodel.engine.analysis.condition_evaluation import outcome
from threatmodel.engine.analysis.evaluation_context import ContextBuilder, EvaluationContext, has_both_ends
from threatmodel.engine.library.condition_names import facts_derived_for
from threatmodel.engine.library.linddun_go_cards import PrivacyCard
from threatmodel.engine.model import Model
from threatmodel.engine.model.gc_control import gc_paused
from threatmodel.engine.model.struct_base import Record


class CardMatches(Record, frozen=True):
    """Uids of what a card is about, and of what it may be about: a fact that decides is not known."""

    matching: tuple[str, ...]
    possible: tuple[str, ...]


def card_matches(model: Model, card: PrivacyCard) -> CardMatches:
    """Return what the card is about: elements in the order of the model, then flows.

    Cost: O(elements and flows of the kinds of the card).
    """
    with gc_paused():
        derived = facts_derived_for([(card.applies_to, card.asks)])
        facts = ContextBuilder(model, derived=derived)
        found: dict[str, list[str]] = {"true": [], "unknown": [], "false": []}
        for uid, context in _contexts(facts, card):
            found[outcome(card, context.variables)].append(uid)
    return CardMatches(tuple(found["true"]), tuple(found["unknown"]))


def _contexts(facts: ContextBuilder, card: PrivacyCard) -> Iterator[tuple[str, EvaluationContext]]:
    kinds = frozenset(card.applies_to)
    for element in facts.model.elements.values():
        if element.kind in kinds:
            yield element.uid, facts.of_element(element)
    if "flow" in kinds:
        for flow in facts.model.flows.values():
            if has_both_ends(facts.model, flow):
                yield flow.uid, facts.of_flow(flow)
