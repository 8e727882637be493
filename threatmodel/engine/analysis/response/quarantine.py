"""The NetworkPolicy that denies all traffic of pods that are under quarantine."""

import re
from typing import Any, Final

import yaml

from threatmodel.engine.analysis.response.scope import Scope

QUARANTINE_LABEL: Final = "security-quarantine"
# A DNS label, as names of namespaces are. Source: Kubernetes, Object Names and IDs, RFC 1123 label names.
_NAMESPACE: Final = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")


def quarantine_policy(scope: Scope) -> str:
    """Return a policy for each namespace that is affected, as documents of YAML.

    A name that Kubernetes has for no namespace is left out; the command that applies the policy then uses the
    present one.
    """
    named = {scope.texts["namespace"], *(one["namespace"] for one in scope.lists["workloads"])}
    namespaces = sorted(name for name in named if _NAMESPACE.fullmatch(name)) or [""]
    return "---\n".join(yaml.safe_dump(_policy(name), sort_keys=False) for name in namespaces)


def _policy(namespace: str) -> dict[str, Any]:
    """A policy that selects pods for both directions and allows none.

    Source: Kubernetes, Network Policies: default deny all ingress and all egress traffic.
    """
    metadata = {"name": "security-quarantine", **({"namespace": namespace} if namespace else {})}
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "NetworkPolicy",
        "metadata": metadata,
        "spec": {
            "podSelector": {"matchLabels": {QUARANTINE_LABEL: "true"}},
            "policyTypes": ["Ingress", "Egress"],
        },
    }
