"""From where stores can be connected to: whoever has the password of one needs a connection as well."""

from collections.abc import Collection, Iterator

from threatmodel.engine.analysis.fact_lookup import FactLookup
from threatmodel.engine.model import Flow


def stores_called_by(facts: FactLookup, caller: str) -> Iterator[str]:
    """What a caller connects to, by flows that no policy blocks and nobody has rejected."""
    return (flow.destination for flow in facts.model.flows_from(caller) if _is_open(flow))


def stores_open_to(facts: FactLookup, callers: Collection[str], stores: Collection[str]) -> list[str]:
    """Those of the stores that every one of these callers can connect to, and others as well.

    A store that a policy keeps for some is left out: these are its callers, who have its login already.
    """
    return [
        store
        for store in stores
        if not _is_restricted(facts, store, "ingress")
        and all(_connects(facts, one, store) for one in callers)
    ]


def _connects(facts: FactLookup, caller: str, store: str) -> bool:
    if caller == store or _is_public(facts, store):
        return True
    if not _shares_network(facts, caller, store):
        return False
    return not _is_restricted(facts, caller, "egress") or store in stores_called_by(facts, caller)


def _is_restricted(facts: FactLookup, uid: str, direction: str) -> bool:
    """Whether policies restrict its traffic in a direction; they do not hold for the host's network."""
    anywhere = {"ingress": "ingress_from_anywhere", "egress": "egress_to_anywhere"}[direction]
    is_selected = facts.fact(uid, f"{direction}_policy") is True
    return is_selected and True not in (facts.fact(uid, anywhere), facts.fact(uid, "host_network"))


def _is_public(facts: FactLookup, store: str) -> bool:
    """Whether its port is published, past the networks between containers."""
    return any(facts.model.kind_of(flow.source) == "internet" for flow in facts.model.flows_to(store))


def _shares_network(facts: FactLookup, caller: str, store: str) -> bool:
    """Whether they are members of one network; where one of them has none, nothing keeps them apart."""
    ours, theirs = (set(facts.model.related_uids("member_of", uid)) for uid in (caller, store))
    return not ours or not theirs or not ours.isdisjoint(theirs)


def _is_open(flow: Flow) -> bool:
    policy, review = flow.facts.get("policy"), flow.facts.get("review")
    is_blocked = policy is not None and policy.value == "blocked"
    return not is_blocked and (review is None or review.value != "rejected")
