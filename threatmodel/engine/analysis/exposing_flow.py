"""By which flow an element is reached from outside."""

from typing import Final

from threatmodel.engine.analysis import data_set_facts
from threatmodel.engine.analysis.fact_lookup import FactLookup

_PASSING_ON: Final = frozenset({"ingress", "service"})


def exposing_flow(facts: FactLookup, uid: str) -> str | None:
    """The first flow from the internet, or from an untrusted actor, that ends here, by uid.

    So does one that an Ingress or Service passes on to which such a flow leads. None ends at what is scaled
    to zero: nothing answers there until somebody starts a copy.
    """
    if facts.fact(uid, "replicas") == 0:
        return None
    flows = facts.model.flows_to(uid)
    direct = (flow.uid for flow in flows if data_set_facts.is_untrusted(facts, flow.source))
    passed_on = (flow.uid for flow in flows if _passes_on(facts, flow.source))
    return next(direct, None) or next(passed_on, None)


def _passes_on(facts: FactLookup, uid: str) -> bool:
    """Whether it is an Ingress or Service that is called from outside."""
    called = facts.model.flows_to(uid) if facts.model.kind_of(uid) in _PASSING_ON else ()
    return any(data_set_facts.is_untrusted(facts, flow.source) for flow in called)
