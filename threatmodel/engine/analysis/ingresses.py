"""Derived facts about Ingresses: what those without TLS let in, and which workloads are behind one."""

from collections.abc import Iterator, Sequence
from typing import Final

from threatmodel.engine.analysis import data_set_facts
from threatmodel.engine.analysis.agent_logins import agent_facts
from threatmodel.engine.analysis.assets_behind_components import values_behind
from threatmodel.engine.analysis.entry_points import users_log_in
from threatmodel.engine.analysis.fact_lookup import FactLookup, Values
from threatmodel.engine.model import Flow
from threatmodel.engine.model.login_paths import is_login_path

_WITH_LOGIN: Final = frozenset({"identity", "admin-ui"})  # purposes of what people log in to
_ANSWERS: Final = ("required", "unknown", "none")
# Certificate authorities ask for it without TLS (RFC 8555, section 8.3); it holds no data of users.
_CERTIFICATE_CHALLENGES: Final = "/.well-known/acme-challenge"


def ingress_facts(facts: FactLookup, uid: str) -> Values:
    """A flow that an Ingress lets in, and whether what is behind it is known to ask for a login.

    `login_behind` is that of the workload behind it that asks most for one, or what its paths say: those of
    logins are for users, those of certificate authorities for nobody who logs in.
    """
    behind = tuple(_behind(facts, uid))
    into = (flow for one in behind for flow in facts.model.flows_to(one) if _is_from_outside(facts, flow))
    flow = next((one.uid for one in into if _comes_through(facts, uid, one)), None)
    logins = {_login_of(facts, one) for one in behind if facts.model.kind_of(one) == "workload"}
    by_workloads = next((one for one in _ANSWERS if one in logins), "unknown")
    login = _login_of_paths(facts.fact(uid, "routed_paths") or ()) or by_workloads
    return {"login_behind": login, **({"exposed_by": flow} if flow else {})}


def _login_of_paths(paths: Sequence[str]) -> str:
    """What the only paths of an Ingress say of logins behind it, else an empty string."""
    if any(map(is_login_path, paths)):
        return "required"
    return "none" if paths and all(path.startswith(_CERTIFICATE_CHALLENGES) for path in paths) else ""


def ingress_without_tls(facts: FactLookup, flow: Flow) -> bool:
    """Whether an Ingress that is known to have no TLS lets the flow in from outside, or is where it ends."""
    if facts.model.kind_of(flow.destination) == "ingress":
        return _is_from_outside(facts, flow) and facts.fact(flow.destination, "tls") is False
    return _is_from_outside(facts, flow) and any(
        facts.fact(one, "tls") is False and _may_lead_to(facts, through, flow)
        for one, through in _ingresses(facts, flow.destination)
    )


def is_behind_ingress(facts: FactLookup, uid: str) -> bool:
    """Whether an Ingress leads to the workload, so that it was published by intent."""
    return next(_ingresses(facts, uid), None) is not None


def _is_from_outside(facts: FactLookup, flow: Flow) -> bool:
    return data_set_facts.is_untrusted(facts, flow.source)


def _behind(facts: FactLookup, ingress: str) -> Iterator[str]:
    """What an Ingress leads to: Services, and the workloads that these select."""
    for target in facts.model.related_uids("selects", ingress):
        yield target
        yield from facts.model.related_uids("selects", target)


def _ingresses(facts: FactLookup, uid: str) -> Iterator[tuple[str, str]]:
    """The Ingresses that lead to a Service or workload, each with what it leads to at first."""
    model = facts.model
    for near in (uid, *model.related_to_uids("selects", uid)):
        for one in model.related_to_uids("selects", near):
            if model.kind_of(one) == "ingress":
                yield one, near


def _comes_through(facts: FactLookup, ingress: str, flow: Flow) -> bool:
    found = _ingresses(facts, flow.destination)
    return any(one == ingress and _may_lead_to(facts, through, flow) for one, through in found)


def _may_lead_to(facts: FactLookup, through: str, flow: Flow) -> bool:
    """Whether the flow may come through a Service: its port is one of it, or they are not known by number."""
    port = flow.facts.get("port")
    ports = facts.fact(through, "ports") if facts.model.kind_of(through) == "service" else None
    targets = {str(one.get("target") or one["port"]) for one in ports or ()}
    return port is None or not targets or str(port.value) in targets or not all(map(str.isdigit, targets))


def _login_of(facts: FactLookup, uid: str) -> str:
    """Whether a published workload asks for a login, as far as its files say."""
    asks, purpose = facts.fact(uid, "authentication_required"), facts.fact(uid, "purpose")
    if asks is not None:
        return "required" if asks else "none"
    if agent_facts(facts, uid)["no_login_configured"]:
        return "none"
    if facts.cached(users_log_in, uid):
        return "required"
    holds_nothing = values_behind(facts, uid) == "nothing" and purpose not in _WITH_LOGIN
    return "none" if holds_nothing else "unknown"
