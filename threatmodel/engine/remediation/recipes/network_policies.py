"""NetworkPolicies from the flows of the model: nothing but what is drawn, and DNS."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any, Final

from threatmodel.engine.importers.transport_protocols import TRANSPORTS, stated_transports
from threatmodel.engine.importers.yaml.reader import as_map
from threatmodel.engine.model import Element, Flow, Model
from threatmodel.engine.remediation.element_declarations import WORKLOAD_PARTS, place_of, pod_path, value_of
from threatmodel.engine.remediation.manifest_changes import Change, Place, Plan
from threatmodel.engine.remediation.object_index import ObjectIndex
from threatmodel.engine.remediation.recipes.cilium_policies import cilium_policy
from threatmodel.engine.remediation.recipes.context import NoFix, RecipeContext

_DNS: Final = {
    "to": [
        {
            "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "kube-system"}},
            "podSelector": {"matchLabels": {"k8s-app": "kube-dns"}},
        }
    ],
    "ports": [{"protocol": "UDP", "port": 53}, {"protocol": "TCP", "port": 53}],
}
# Pods in the network of their node have its address, which mostly is one of these (RFC 1918).
_NODES: Final = [{"ipBlock": {"cidr": one}} for one in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")]
_RANGE_LEAST: Final = 3
_ALL_PORTS: Final = 0


def network_policy(context: RecipeContext) -> Plan:
    """Add the NetworkPolicy of a workload to the file that declares it."""
    place = context.place
    if place.form != "kubernetes":
        raise NoFix("only pods have NetworkPolicies")
    policy = policy_of(context.model, context.element, context.objects)
    found = context.objects.find(place.kind, place.namespace, place.name)
    if found is not None and not found.namespace:
        del policy["metadata"]["namespace"]  # both go where whoever applies them says
    callers = "" if policy["spec"]["ingress"] else " No caller is drawn, so it refuses all incoming traffic."
    added = cilium_policy(policy) if context.policies == "cilium" else policy
    note = (
        f"{place.kind} {place.name}: its NetworkPolicy admits only the flows of the model, and DNS.{callers} "
        f"Draw what is missing before it is applied.{_node_note(added)}"
    )
    return Plan((Change(place, (), "add", added),), (note,))


def _node_note(policy: Mapping[str, Any]) -> str:
    """What is to be done before the policy is applied where it admits the addresses of nodes."""
    spec = policy["spec"]
    peers = (*(one.get("from") for one in spec["ingress"]), *(one.get("to") for one in spec["egress"]))
    if _NODES not in peers:
        return ""
    return " Pods in the network of their node have its address: narrow the private ranges to the nodes."


def policy_of(model: Model, workload: Element, objects: ObjectIndex) -> dict[str, Any]:
    """Return the NetworkPolicy that admits the flows of a workload. Raises NoFix."""
    place = place_of(model, workload) if workload.uid.startswith("k8s:") else None
    labels = labels_of(workload, objects)
    if place is None or not labels:
        raise NoFix("the labels of its pods are not known")
    if value_of(workload, "host_network"):
        raise NoFix("network policies do not apply to pods in the network of their host")
    inside = _inside(model, workload)
    ports = _ports(model, workload)
    incoming = [flow for uid in inside for flow in model.flows_to(uid) if flow.source not in inside]
    outgoing = [flow for uid in inside for flow in model.flows_from(uid) if flow.destination not in inside]
    spec = {
        "podSelector": {"matchLabels": dict(sorted(labels.items()))},
        "policyTypes": ["Ingress", "Egress"],
        "ingress": list(_rules(model, "from", incoming, ports, place.namespace, objects)),
        "egress": [*_rules(model, "to", outgoing, frozenset(), place.namespace, objects), _DNS],
    }
    metadata = {"name": f"{place.name}-traffic", "namespace": place.namespace}
    return {"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": metadata, "spec": spec}


def labels_of(workload: Element, objects: ObjectIndex) -> Mapping[str, str]:
    """Return the labels by which a workload selects its pods, else those of its pods; none if none are known.

    Those of pods may change with each version, and a policy that selects nothing refuses nothing. Labels
    beside expressions may be those of other workloads too, which a policy would admit.
    """
    if not workload.uid.startswith("k8s:"):
        return {}
    namespace, kind, name = workload.uid.removeprefix("k8s:").split("/", 2)
    found = objects.find(kind, namespace, name)
    value: Any = found.content if found is not None else {}
    selector = as_map(as_map(value.get("spec")).get("selector"))
    selected = as_map(selector.get("matchLabels"))
    if selected and not selector.get("matchExpressions"):
        return {key: str(one) for key, one in selected.items()}
    for step in (*pod_path(Place("kubernetes", kind, name))[:-1], "metadata", "labels"):
        value = value.get(str(step)) if isinstance(value, dict) else None
    return {key: str(one) for key, one in value.items()} if isinstance(value, dict) else {}


def _inside(model: Model, workload: Element) -> list[str]:
    return [workload.uid, *(one.uid for one in model.children(workload.uid) if one.kind in WORKLOAD_PARTS)]


def _ports(model: Model, workload: Element) -> frozenset[int]:
    return frozenset([int(port["port"]) for one in model.children(workload.uid) for port in _declared(one)])


def _declared(container: Element) -> Iterator[Mapping[str, Any]]:
    ports = value_of(container, "ports")
    yield from ports if isinstance(ports, list) else ()


def _rules(
    model: Model,
    side: str,
    flows: Iterable[Flow],
    ports: frozenset[int],
    namespace: str,
    objects: ObjectIndex,
) -> Iterator[dict[str, Any]]:
    """Yield one rule for each peer, with all ports that its flows lead to."""
    found: dict[str, tuple[list[dict[str, Any]], list[list[dict[str, Any]]]]] = {}
    for flow in sorted(flows, key=lambda one: one.uid):
        other = flow.source if side == "from" else flow.destination
        peers = _peers(model, other, namespace, objects)
        port = flow.facts.get("port")
        number = port.value if port is not None and isinstance(port.value, int) else None
        is_known = number is not None and (not ports or number in ports)  # pods need not state their ports
        is_pod = bool(peers) and peers is not _NODES  # ranges are too wide to admit all ports of
        admitted = admitted_ports(model, flow, number if is_known else None, is_pod=is_pod)
        if is_pod or admitted:
            found.setdefault(repr(peers), (peers, []))[1].append(admitted)
    for peers, several in found.values():
        rule: dict[str, Any] = {side: peers} if peers else {}
        if all(several):  # a flow without ports admits all of them
            rule["ports"] = merged_ports(one for admitted in several for one in admitted)
        yield rule


def merged_ports(ports: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return ports by protocol and number, each once; runs are ranges.

    Two in a row stay as they are: a network plugin without ranges would admit only the first of them.
    """
    found: dict[str, set[int]] = {}
    for one in ports:
        found.setdefault(one["protocol"], set()).add(one.get("port", _ALL_PORTS))
    return [
        entry
        for protocol, numbers in sorted(found.items())
        for entry in ([{"protocol": protocol}] if _ALL_PORTS in numbers else _ranges(protocol, numbers))
    ]


def _ranges(protocol: str, numbers: Iterable[int]) -> Iterator[dict[str, Any]]:
    """Yield the entries of the ports of one protocol."""
    # Numbers in a row differ from their place by the same.
    for _, run in groupby(enumerate(sorted(numbers)), key=lambda one: one[1] - one[0]):
        row = [number for _, number in run]
        if len(row) < _RANGE_LEAST:
            yield from ({"protocol": protocol, "port": number} for number in row)
        else:
            yield {"protocol": protocol, "port": row[0], "endPort": row[-1]}


def admitted_ports(model: Model, flow: Flow, port: int | None, *, is_pod: bool) -> list[dict[str, Any]]:
    """The ports of a flow with their transports; empty for all ports, which only a pod as peer can limit."""
    stated = flow.facts.get("protocol")
    protocol = str(stated.value) if stated is not None else ""
    if port is not None:
        transports = stated_transports(protocol, _declared_transports(model, flow.destination, port))
        return [{"protocol": one.upper(), "port": port} for one in transports or ("tcp",)]
    return [{"protocol": protocol.upper()}] if is_pod and protocol in TRANSPORTS else []


def _declared_transports(model: Model, uid: str, port: int) -> frozenset[str]:
    """For which transports the destination of a flow, a workload or a part of it, declares a port."""
    element = model.elements.get(uid)
    parts = [element, *model.children(uid)] if element is not None else []
    found = [one for part in parts for one in _declared(part) if one.get("port") == port]
    return frozenset([str(one.get("protocol", "tcp")) for one in found])


def _peers(model: Model, uid: str, namespace: str, objects: ObjectIndex) -> list[dict[str, Any]]:
    """The other end as peers; none for what only a port can limit, which is no pod.

    A pod in the network of its host comes from the address of its node, which no selector of pods matches.
    """
    element = model.elements.get(uid)
    while element is not None and element.kind in WORKLOAD_PARTS:
        element = model.elements.get(element.parent or "")
    if element is None or element.kind != "workload":
        return []
    if value_of(element, "host_network"):
        return _NODES
    if not (labels := labels_of(element, objects)):
        return []
    peer: dict[str, Any] = {"podSelector": {"matchLabels": dict(sorted(labels.items()))}}
    there = element.uid.removeprefix("k8s:").partition("/")[0]
    if there != namespace:
        peer["namespaceSelector"] = {"matchLabels": {"kubernetes.io/metadata.name": there}}
    return [peer]
