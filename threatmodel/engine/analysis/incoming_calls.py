"""Derived facts about who calls a workload: whether anyone may, and calls that several workloads take."""

from typing import Final

from threatmodel.engine.analysis.fact_lookup import FactLookup
from threatmodel.engine.analysis.stores import STORING
from threatmodel.engine.model import Flow

_CALLED: Final = STORING | {"web", "api", "proxy", "admin-ui", "identity", "registry"}
"""Purposes of workloads that are there to be called, also where no file says by whom."""


def takes_calls(facts: FactLookup, workload: str) -> bool:
    """Whether something outside the workload may call it; nothing calls one that is gone during an edit.

    That is where it is there to be called, a flow ends at it, a Service or Ingress sends it requests, or it
    has a port of its host. Agents and jobs without ports take none.
    """
    model = facts.model
    if not model.kind_of(workload):
        return False
    if model.flows_to(workload) or model.related_to_uids("selects", workload):
        return True
    if facts.fact(workload, "purpose") in _CALLED:
        return True
    on_host = facts.fact(workload, "host_network") is True
    return any(_listens(facts, child, on_host=on_host) for child in model.children_uids(workload))


def _listens(facts: FactLookup, container: str, *, on_host: bool) -> bool:
    """Whether a port of the container is one of its host, or a connection ends at it."""
    ports = facts.fact(container, "ports") or ()
    published = any(on_host or port.get("host_port") for port in ports)
    return published or bool(facts.model.flows_to(container))


def further_ports(facts: FactLookup, flow: Flow) -> int:
    """How many ports the destination of a flow offers beside that of the flow."""
    used = flow.facts.get("port")
    offered = {
        port.get("port")
        for child in facts.model.children_uids(flow.destination)
        for port in facts.fact(child, "ports") or ()
    }
    return len(offered - {used.value if used is not None else None})


def alternative_of(facts: FactLookup, flow: Flow) -> str:
    """The workload that takes the same calls behind the same Service, by name; the first of them has none.

    Several workloads behind one Service are versions of one, or variants of which one is applied.
    """
    model = facts.model
    services = model.related_to_uids("selects", flow.destination)
    behind = {one for service in services for one in model.related_uids("selects", service)}
    before = sorted(one for one in behind if one < flow.destination and model.kind_of(one))
    first = next(
        (one for one in before if any(_is_same_call(flow, call) for call in model.flows_to(one))), ""
    )
    return facts.name(first) if first else ""


def _is_same_call(flow: Flow, other: Flow) -> bool:
    ports = [fact.value if (fact := one.facts.get("port")) else None for one in (flow, other)]
    return flow.source == other.source and ports[0] == ports[1]
