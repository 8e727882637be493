"""The derived fact how many workloads of a namespace need pods that only the privileged level admits."""

from collections.abc import Iterable
from typing import Final

from threatmodel.engine.analysis.fact_lookup import FactLookup
from threatmodel.engine.model import CATALOGUE

_HOST_NAMESPACES: Final = ("host_network", "host_pid", "host_ipc")
_HOST_PATH: Final = "host-path"


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
    mounts = facts.fact(container, "mounts")
    return isinstance(mounts, list) and any(
        isinstance(mount, dict) and mount.get("type") == _HOST_PATH for mount in mounts
    )
