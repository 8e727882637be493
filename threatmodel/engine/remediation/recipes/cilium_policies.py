"""NetworkPolicies as those of Cilium: the same traffic in its own form."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

_NAMESPACE: Final = "k8s:io.kubernetes.pod.namespace"
_NAME_LABEL: Final = "kubernetes.io/metadata.name"
_NODES: Final = ("host", "remote-node")  # whose addresses a NetworkPolicy can only name by their ranges
_PORTS_MOST: Final = 40  # of one rule for ports; Cilium refuses a policy with more (maxPorts of its API)
_SIDES: Final = (("ingress", "from", "fromEndpoints"), ("egress", "to", "toEndpoints"))


def cilium_policy(policy: Mapping[str, Any]) -> dict[str, Any]:
    """Return the CiliumNetworkPolicy that admits what a NetworkPolicy of labels and ports does."""
    spec: dict[str, Any] = {"endpointSelector": policy["spec"]["podSelector"]}
    for side, word, peers in _SIDES:
        # A rule that is empty admits nobody, and without any nothing would be refused.
        spec[side] = list(_rules(policy["spec"][side], word, peers)) or [{}]
    return {
        "apiVersion": "cilium.io/v2",
        "kind": "CiliumNetworkPolicy",
        "metadata": policy["metadata"],
        "spec": spec,
    }


def _rules(rules: Iterable[Mapping[str, Any]], word: str, peers: str) -> Iterator[dict[str, Any]]:
    for rule in rules:
        found: dict[str, Any] = {}
        if any("ipBlock" in peer for peer in rule.get(word, ())):
            found[f"{word}Entities"] = list(_NODES)
        elif word in rule:
            found[peers] = [_endpoint(peer) for peer in rule[word]]
        if "ports" in rule:
            ports = [_port(one) for one in rule["ports"]]
            starts = range(0, len(ports), _PORTS_MOST)
            found["toPorts"] = [{"ports": ports[start : start + _PORTS_MOST]} for start in starts]
        yield found


def _port(one: Mapping[str, Any]) -> dict[str, Any]:
    """A port of Cilium, where 0 stands for all ports of a protocol."""
    last = {"endPort": one["endPort"]} if "endPort" in one else {}
    return {"port": str(one.get("port", 0)), **last, "protocol": one["protocol"]}


def _endpoint(peer: Mapping[str, Any]) -> dict[str, Any]:
    labels = dict(peer["podSelector"]["matchLabels"])
    if "namespaceSelector" in peer:
        labels[_NAMESPACE] = peer["namespaceSelector"]["matchLabels"][_NAME_LABEL]
    return {"matchLabels": labels}
