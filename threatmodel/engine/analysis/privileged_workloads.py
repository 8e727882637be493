"""The derived fact how many workloads of a namespace need pods that only the privileged level admits."""

from collections.abc import Iterable
from typing import Any, Final

from threatmodel.engine.analysis.fact_lookup import FactLookup
from threatmodel.engine.analysis.pod_security import DEFAULT_CAPABILITIES
from threatmodel.engine.model import CATALOGUE

_HOST_NAMESPACES: Final = ("host_network", "host_pid", "host_ipc")
_HOST_PATH: Final = "host-path"
_CLAIM: Final = "/PersistentVolumeClaim/"


def privileged_workloads(facts: FactLookup, members: Iterable[str]) -> int:
    """Return how many workloads share something with their node that the baseline level refuses."""
    workloads = (one for one in members if facts.model.kind_of(one) == "workload")
    return sum(_is_privileged(facts, one) for one in workloads)


def _is_privileged(facts: FactLookup, workload: str) -> bool:
    if any(facts.fact(workload, name) is True for name in _HOST_NAMESPACES):
        return True
    children = facts.model.children_uids(workload)
    containers = (one for one in children if facts.model.kind_of(one) in CATALOGUE.containers)
    return any(_is_refused(facts, one) for one in containers)


def _is_refused(facts: FactLookup, container: str) -> bool:
    if facts.fact(container, "privileged") is True:
        return True
    if set(facts.fact(container, "capabilities_added") or ()) - DEFAULT_CAPABILITIES:
        return True
    if any(port.get("host_port") for port in _records(facts, container, "ports")):
        return True
    return any(_is_host_path(mount) for mount in _records(facts, container, "mounts"))


def _is_host_path(mount: dict[str, Any]) -> bool:
    """Whether a pod mounts a path of its node itself; to what a claim leads does not count."""
    return mount.get("type") == _HOST_PATH and _CLAIM not in (mount.get("volume") or "")


def _records(facts: FactLookup, container: str, name: str) -> list[dict[str, Any]]:
    value = facts.fact(container, name)
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
