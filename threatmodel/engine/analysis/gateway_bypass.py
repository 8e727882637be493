"""Derived facts about components published past the gateway or front end that calls them."""

from collections.abc import Iterable
from typing import Final

from threatmodel.engine.analysis.data_stores import is_store_or_tool
from threatmodel.engine.analysis.fact_lookup import FactLookup, Values
from threatmodel.engine.analysis.flow_origin import is_encrypted
from threatmodel.engine.model import Flow

_GATEWAY: Final = "proxy"
_MODEL_GATEWAY: Final = (
    "model-gateway"  # applications call the models behind it; it stands before none of them
)
# What a program of one's own may be; the purpose of many is not known.
_APPLICATION: Final = frozenset({None, "api", "worker", "web"})
_CALLING: Final = frozenset({None, "api", "web"})
_HTTP: Final = frozenset({"http", "https", "grpc"})
_NONE: Final[Values] = {
    **dict.fromkeys(("gateways", "gateways_beside", "front_ends", "stores_and_tools_used"), ""),
    "open_gateways": "",
    **dict.fromkeys(("gateway_protects", "gateway_serves_several"), False),
}


def published_past(facts: FactLookup, uid: str, *, exposed: bool) -> Values:
    """Return the gateways and front ends that an exposed component can be reached past, and what it uses.

    `gateways` call it; `gateways_beside` are on its networks and call others, where none calls it.
    These are names, separated by commas. Of a component that is not exposed only `gateways` are given: those
    through which anyone reaches it, as they are not known to ask for a login; and `open_gateways`, of which
    the files say that they do not.
    `gateway_protects`: whether one of either is known to ask for a login or to encrypt, and
    `gateway_serves_several` whether one forwards to several applications, whose one way in it is.
    """
    # During an edit, a flow may outlive the element at its other end.
    called_by = [flow for flow in facts.model.flows_to(uid) if facts.model.kind_of(flow.source)]
    calling = [flow.source for flow in called_by if _is_http_call(flow, facts)]
    published = [one for one in calling if facts.cached(_is_published, one)]
    calling_gateways = [one for one in published if _is_gateway(facts, one)]
    if not exposed:
        passing = (one for one in calling_gateways if not _asks_for_login(facts, one))
        opened = {flow.source for flow in called_by if _passes_anyone(flow)}
        open_gateways = (one for one in published if one in opened)
        return {**_NONE, "gateways": _names(facts, passing), "open_gateways": _names(facts, open_gateways)}
    beside = facts.cached(_gateways_beside, uid) if _serves_http(facts, uid) and not calling_gateways else ()
    destinations = (flow.destination for flow in facts.model.flows_from(uid))
    used = [one for one in destinations if facts.model.kind_of(one)]
    passed = (*calling_gateways, *beside)
    return {
        "gateways": _names(facts, calling_gateways),
        "gateways_beside": _names(facts, beside),
        "open_gateways": "",
        "front_ends": _names(facts, (one for one in published if _is_front_end(facts, one))),
        "stores_and_tools_used": _names(facts, (one for one in used if is_store_or_tool(facts, one))),
        "gateway_protects": any(_protects(facts, one) for one in passed),
        "gateway_serves_several": any(len(facts.cached(_applications_behind, one)) > 1 for one in passed),
    }


def _is_http_call(flow: Flow, facts: FactLookup) -> bool:
    """Whether a call of HTTP is more than an assumption; what a proxy waits for, it forwards to."""
    if not may_be_http(flow):
        return False
    confidence = flow.facts.get("confidence")
    return confidence is None or confidence.value != "low" or _is_gateway(facts, flow.source)


def _passes_anyone(flow: Flow) -> bool:
    passes = flow.facts.get("passes_anyone")
    return passes is not None and passes.value is True


def _gateways_beside(facts: FactLookup, uid: str) -> tuple[str, ...]:
    """Published gateways on its networks that forward to applications."""
    networks = facts.model.related_uids("member_of", uid)
    found = (gateway for network in networks for gateway in facts.cached(_gateways_of, network))
    return tuple(one for one in dict.fromkeys(found) if one != uid)


def _gateways_of(facts: FactLookup, network: str) -> tuple[str, ...]:
    members = facts.model.related_to_uids("member_of", network)
    return tuple(
        one
        for one in members
        if _is_gateway(facts, one)
        and facts.cached(_is_published, one)
        and facts.cached(_applications_behind, one)
    )


def _applications_behind(facts: FactLookup, gateway: str) -> set[str]:
    """The applications that it forwards to."""
    called = {flow.destination for flow in facts.model.flows_from(gateway)}
    return {
        one
        for one in called
        if facts.model.kind_of(one) == "workload" and _purpose(facts, one) in _APPLICATION
    }


def _is_published(facts: FactLookup, uid: str) -> bool:
    return bool(_from_internet(facts, uid))


def _protects(facts: FactLookup, gateway: str) -> bool:
    """Whether it is known to ask for a login, or to be called encrypted."""
    encrypted = (is_encrypted(flow) for flow in _from_internet(facts, gateway))
    return _asks_for_login(facts, gateway) or any(encrypted)


def _asks_for_login(facts: FactLookup, gateway: str) -> bool:
    return facts.fact(gateway, "authentication_required") is True


def _serves_http(facts: FactLookup, uid: str) -> bool:
    """Whether what is published may be HTTP, which a gateway forwards."""
    return any(may_be_http(flow) for flow in _from_internet(facts, uid))


def may_be_http(flow: Flow) -> bool:
    """Whether a call may be HTTP: its protocol is not known, or one of those."""
    protocol = flow.facts.get("protocol")
    return protocol is None or protocol.value in _HTTP


def _from_internet(facts: FactLookup, uid: str) -> list[Flow]:
    return [flow for flow in facts.model.flows_to(uid) if facts.model.kind_of(flow.source) == "internet"]


def _is_gateway(facts: FactLookup, uid: str) -> bool:
    return (
        facts.model.kind_of(uid) == "workload"
        and _purpose(facts, uid) == _GATEWAY
        and facts.fact(uid, "ai_role") != _MODEL_GATEWAY
    )


def _is_front_end(facts: FactLookup, uid: str) -> bool:
    """Whether it passes on what users ask of it; what uses tools, or is one, calls what it chooses to."""
    called = (flow.destination for flow in facts.model.flows_from(uid))
    roles = (facts.fact(one, "ai_role") for one in called if facts.model.kind_of(one))
    uses_tools = facts.fact(uid, "ai_role") is not None or "tool-server" in roles
    return _purpose(facts, uid) in _CALLING and not uses_tools


def _purpose(facts: FactLookup, uid: str) -> str | None:
    found: str | None = facts.fact(uid, "purpose")
    return found


def _names(facts: FactLookup, uids: Iterable[str]) -> str:
    return ", ".join(sorted({facts.name(uid) for uid in uids}))
