"""Derived facts about who calls a workload: whether anyone may, and calls that several workloads take."""

import re
from typing import Final

from threatmodel.engine.analysis.fact_lookup import FactLookup, Values
from threatmodel.engine.analysis.flow_origin import is_encrypted
from threatmodel.engine.model import CATALOGUE, Flow

_CALLED: Final = CATALOGUE.store_purposes | {"web", "api", "proxy", "admin-ui", "identity", "registry"}
"""Purposes of workloads that are there to be called, also where no file says by whom."""

# The folders of Kubernetes and Docker with what all containers of a node print.
_NODE_LOGS: Final = re.compile(r"/var/log(?:/(?:pods|containers))?/?|/var/lib/docker(?:/containers)?/?")


def takes_calls(facts: FactLookup, uid: str) -> bool:
    """Whether something outside a workload, or a container that is in none, may call it.

    That is not so only where all of its containers are known to list no port, it does not share the network
    of its host, no flow ends at it, no Service or Ingress selects it, and its purpose is not to be called; or
    where it is scaled to zero.
    """
    model = facts.model
    kind = model.kind_of(uid)
    if not kind:
        return False  # it is gone during an edit
    if facts.fact(uid, "replicas") == 0:
        return False
    if model.flows_to(uid) or model.related_to_uids("selects", uid) or facts.fact(uid, "purpose") in _CALLED:
        return True
    inside = (uid, *model.children_uids(uid))
    containers = [one for one in inside if model.kind_of(one) in CATALOGUE.containers]
    on_host = facts.fact(uid, "host_network") is True
    return on_host or not containers or any(_may_listen(facts, one) for one in containers)


def _may_listen(facts: FactLookup, container: str) -> bool:
    """Whether a port of the container is listed, its ports are unknown, or a flow ends at it."""
    return facts.fact(container, "ports") != [] or bool(facts.model.flows_to(container))


def job_queue_of(facts: FactLookup, uid: str) -> str:
    """Names of those that put jobs of workers into a store or take them from it, sorted."""
    flows = (flow for flow in facts.model.flows_to(uid) if _value(flow, "carries_jobs") is True)
    return ", ".join(sorted({facts.name(flow.source) for flow in flows if facts.model.kind_of(flow.source)}))


def node_logs_from(facts: FactLookup, uid: str) -> str:
    """Names of the agents that send the logs of all nodes to a store, sorted."""
    sources = {flow.source for flow in facts.model.flows_to(uid)}
    agents = (one for one in sources if facts.model.kind_of(one) == "workload")
    return ", ".join(sorted(facts.name(one) for one in agents if facts.cached(_reads_node_logs, one)))


def _reads_node_logs(facts: FactLookup, workload: str) -> bool:
    """Whether a workload runs on every node, and one of its containers mounts the logs there."""
    return facts.fact(workload, "controller") == "DaemonSet" and any(
        mount.get("type") == "host-path" and _NODE_LOGS.fullmatch(str(mount.get("source", "")))
        for container in facts.model.children_uids(workload)
        for mount in facts.fact(container, "mounts") or ()
    )


def takes_calls_itself(facts: FactLookup, container: str) -> bool:
    """Whether something outside may call a container: its pod takes calls, and it may be what they are for.

    Calls are for the containers that list ports; only where none of the pod does, they are for any.
    """
    pod = facts.model.enclosing(container, "workload")
    if not facts.cached(takes_calls, pod or container):
        return False
    return _may_listen(facts, container) or pod is None or not facts.cached(ports_of_pod, pod)


def ports_of_pod(facts: FactLookup, pod: str) -> frozenset[int | None]:
    """The ports that any container of a pod lists."""
    model = facts.model
    inside = (one for one in model.children_uids(pod) if model.kind_of(one) in CATALOGUE.containers)
    return frozenset(port for one in inside for port in ports_listed(facts, one))


def ports_listed(facts: FactLookup, container: str) -> frozenset[int | None]:
    """The ports that a container lists."""
    return frozenset(one.get("port") for one in facts.fact(container, "ports") or ())


def further_ports(facts: FactLookup, flow: Flow) -> Values:
    """How many ports the destination offers beside that of the flow; nothing where either is unknown."""
    used = flow.facts.get("port")
    offered = {
        port.get("port")
        for child in facts.model.children_uids(flow.destination)
        for port in facts.fact(child, "ports") or ()
    }
    return {"further_ports": len(offered - {used.value})} if used is not None and offered else {}


def alternative_of(facts: FactLookup, flow: Flow) -> str:
    """The workload that takes the same calls behind the same Service, by name; the first of them has none.

    Several workloads behind one Service are versions of one, or variants of which one is applied.
    """
    model = facts.model
    services = model.related_to_uids("selects", flow.destination)
    behind = {one for service in services for one in model.related_uids("selects", service)}
    if len(behind) < 2:  # nearly always
        return ""
    before = sorted(one for one in behind if one < flow.destination and model.kind_of(one))
    first = next(
        (one for one in before if any(_is_same_call(flow, call) for call in model.flows_to(one))), ""
    )
    return facts.name(first) if first else ""


def _is_same_call(flow: Flow, other: Flow) -> bool:
    """Whether the other flow is a call of the same port that stays, in clear text for all that is known."""
    is_plain = is_encrypted(other) is not True and _value(other, "review") != "rejected"
    return is_plain and flow.source == other.source and _value(flow, "port") == _value(other, "port")


def _value(flow: Flow, name: str) -> object:
    fact = flow.facts.get(name)
    return None if fact is None else fact.value
