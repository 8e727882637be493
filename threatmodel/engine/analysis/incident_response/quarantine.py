"""The NetworkPolicy that denies all traffic of pods that are under quarantine."""

import re
from typing import Final

from threatmodel.engine.analysis.incident_response.incident_scope import Scope

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
    return "---\n".join(map(_policy, namespaces))


def _policy(namespace: str) -> str:
    """A policy that selects pods for both directions and allows none.

    The namespace is quoted: kubectl takes names such as 1e3 and y for numbers and truth values.
    Source: Kubernetes, Network Policies: default deny all ingress and all egress traffic.
    """
    place = f'  namespace: "{namespace}"\n' if namespace else ""
    return f"""\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: security-quarantine
{place}spec:
  podSelector:
    matchLabels:
      {QUARANTINE_LABEL}: 'true'
  policyTypes:
  - Ingress
  - Egress
"""
