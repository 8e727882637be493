"""By which flow an element is reached from outside."""

from typing import Final

from threatmodel.engine.analysis import data_set_facts
from threatmodel.engine.analysis.fact_lookup import FactLookup

_PASSING_ON: Final = frozenset({"ingress", "service"})


def exposing_flow(facts: FactLookup, uid: str) -> str | None:
    """The first flow from the internet, or from an untrusted actor, that ends here, by uid.

    Else the first from an Ingress, a Service or the proxy of a provider that is reached so itself. None ends
    at what is scaled to zero: nothing answers there until somebody starts a copy.
    """
    if not facts.model.kind_of(uid) or facts.fact(uid, "replicas") == 0:
        return None  # without a kind, it is gone during an edit, or a flow names what does not exist
    flows = facts.model.flows_to(uid)
    direct = (flow.uid for flow in flows if data_set_facts.is_untrusted(facts, flow.source))
    passed_on = (flow.uid for flow in flows if _passes_on(facts, flow.source))
    return next(direct, None) or next(passed_on, None)


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
