"""Derived facts about calls inside a zone that are not encrypted, and to which no login is known."""

from collections.abc import Iterable, Iterator

from threatmodel.engine.analysis.fact_lookup import FactLookup, Values
from threatmodel.engine.analysis.flow_origin import is_encrypted
from threatmodel.engine.model import Flow


def clear_calls(facts: FactLookup, members: Iterable[str]) -> Values:
    """Return how many such calls there are between members of a zone, and the uid of the first, if any."""
    inside = frozenset(members)
    found = sorted(flow.uid for flow in _calls_between(facts, inside) if _is_clear_and_open(facts, flow))
    return {"clear_calls": len(found), "clear_call": found[0] if found else ""}


def _calls_between(facts: FactLookup, members: frozenset[str]) -> Iterator[Flow]:
    for member in members:
        for flow in facts.model.flows_to(member):
            if flow.source in members:
                yield flow


def _is_clear_and_open(facts: FactLookup, flow: Flow) -> bool:
    authenticated = flow.facts.get("authenticated")
    if is_encrypted(flow) is not False:
        return False
    if authenticated is not None and authenticated.value is True:
        return False
    return facts.fact(flow.destination, "authentication_required") is not True
