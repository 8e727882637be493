"""Facts of one container that follow from its pod, its image and the flows to both.

What is true of one container of a pod says nothing of the others: a flow reaches the container that lists its
port, and only where none does may it reach any of them.
"""

from collections.abc import Collection, Iterator
from typing import Any, Final

from threatmodel.engine.analysis.exposing_flow import exposing_flow, exposing_flows
from threatmodel.engine.analysis.fact_lookup import FactLookup, Values
from threatmodel.engine.analysis.host_control import (
    controls_host,
    host_isolation,
    reads_without_root,
    runs_without_root,
)
from threatmodel.engine.analysis.incoming_calls import ports_listed, ports_of_pod, takes_calls_itself
from threatmodel.engine.analysis.repeated_credentials import repeated_credentials
from threatmodel.engine.model import Flow

# Of Delve, JDWP, debugpy, Chrome DevTools, and the inspector of Node.js for programs and tests.
_DEBUGGER_PORTS: Final = frozenset({2345, 5005, 5678, 9222, 9229, 9230})


def container_facts(facts: FactLookup, uid: str) -> Values:
    """What reaches a container, how far it is apart from its host, and as whom its image starts."""
    image = facts.model.related_uids("uses_image", uid)[:1]
    users = {facts.fact(one, "run_as_root") for one in image}
    return {
        **container_exposure(facts, uid),
        **_exposed_debugger(facts, uid),
        "starts_unprivileged": False in users,
        "image_user_known": bool(users - {None}),
        "host_isolation": host_isolation(facts, uid),
        "controls_host": facts.cached(controls_host, uid),
        "precedes_host_control": _precedes_host_control(facts, uid),
        "runs_without_root": facts.cached(runs_without_root, uid),
        "reads_without_root": reads_without_root(facts, uid),
        "takes_calls": takes_calls_itself(facts, uid),
        "repeated_credentials": repeated_credentials(facts, uid),
    }


def _precedes_host_control(facts: FactLookup, uid: str) -> bool:
    """Whether it is an init container, and a container that starts after it controls the host."""
    pod = facts.model.enclosing(uid, "workload") if facts.model.kind_of(uid) == "init-container" else None
    return pod is not None and any(
        facts.model.kind_of(child) == "container" and facts.cached(controls_host, child)
        for child in facts.model.children_uids(pod)
    )


def container_exposure(facts: FactLookup, uid: str) -> Values:
    """Whether a container is reached from outside, and by which flow."""
    flow = facts.cached(exposing_flow_of_container, uid)
    return {"internet_facing": True, "exposed_by": flow} if flow else {"internet_facing": False}


def exposing_flow_of_container(facts: FactLookup, uid: str) -> str | None:
    """The first flow from outside that may end at a container, or at its pod, by uid."""
    return next((flow.uid for flow in _flows_from_outside(facts, uid)), None)


def _flows_from_outside(facts: FactLookup, uid: str) -> Iterator[Flow]:
    pod = facts.model.enclosing(uid, "workload")
    yield from exposing_flows(facts, uid)
    if pod and facts.cached(exposing_flow, pod):
        of_others = facts.cached(ports_of_pod, pod) - facts.cached(ports_listed, uid)
        yield from (flow for flow in exposing_flows(facts, pod) if _may_end_at(flow, of_others))


def _may_end_at(flow: Flow, of_others: Collection[int | None]) -> bool:
    """Whether a flow to its pod may be for a container: it is not to a port that only others list."""
    port = _port(flow)
    return port is None or port not in of_others


def _exposed_debugger(facts: FactLookup, uid: str) -> Values:
    """The flow from outside to the port of its debugger.

    Where none is known, to a port of debuggers on which nothing else is known to listen, as n8n on one.
    """
    known = facts.fact(uid, "debugger_port")
    ports = _DEBUGGER_PORTS if known is None else {known}
    pod = facts.model.enclosing(uid, "workload")
    places = (uid, pod) if pod else (uid,)
    flows = (flow for place in places for flow in facts.model.flows_to(place) if _port(flow) in ports)
    if not any(known is not None or "protocol" not in flow.facts for flow in flows):
        return {}  # of nearly all, before it is asked where the flows come from
    found = (
        flow.uid
        for flow in _flows_from_outside(facts, uid)
        if _port(flow) in ports and (known is not None or "protocol" not in flow.facts)
    )
    flow = next(found, None)
    return {"debugger_exposed_by": flow} if flow else {}


def _port(flow: Flow) -> Any:
    fact = flow.facts.get("port")
    return None if fact is None else fact.value
