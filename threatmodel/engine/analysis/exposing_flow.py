"""By which flow an element is reached from outside."""

from collections.abc import Iterator
from typing import Final

from threatmodel.engine.analysis import data_set_facts
from threatmodel.engine.analysis.fact_lookup import FactLookup
from threatmodel.engine.model import Flow

_PASSING_ON: Final = frozenset({"ingress", "service"})


def exposing_flow(facts: FactLookup, uid: str) -> str | None:
    """The first of the flows by which an element is reached from outside, by uid."""
    flow = next(exposing_flows(facts, uid), None)
    return None if flow is None else flow.uid


def exposing_flows(facts: FactLookup, uid: str) -> Iterator[Flow]:
    """The flows from the internet, or from untrusted actors, that end here.

    Behind them, those from an Ingress, a Service or the proxy of a provider that is reached so itself. None
    ends at what is scaled to zero: nothing answers there until somebody starts a copy.
    """
    if not facts.model.kind_of(uid) or facts.fact(uid, "replicas") == 0:
        return  # without a kind, it is gone during an edit, or a flow names what does not exist
    flows = facts.model.flows_to(uid)
    yield from (flow for flow in flows if data_set_facts.is_untrusted(facts, flow.source))
    yield from (flow for flow in flows if _passes_on(facts, flow.source))


def _passes_on(facts: FactLookup, uid: str) -> bool:
    """Whether it hands on requests and is called from outside, perhaps through others that hand them on."""
    pending, seen = [uid], set[str]()
    while pending:
        one = pending.pop()
        if one in seen or not _hands_on(facts, one):
            continue
        seen.add(one)
        callers = [flow.source for flow in facts.model.flows_to(one)]
        if any(data_set_facts.is_untrusted(facts, caller) for caller in callers):
            return True
        pending += callers
    return False


def _hands_on(facts: FactLookup, uid: str) -> bool:
    """Whether it is an Ingress or Service, or the proxy of a provider, such as a CDN."""
    kind = facts.model.kind_of(uid)
    return kind in _PASSING_ON or (kind == "external-service" and facts.fact(uid, "purpose") == "proxy")
