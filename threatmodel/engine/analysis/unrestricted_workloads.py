"""The derived fact that no workload of a namespace has a security context or a limit."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from threatmodel.engine.analysis.fact_lookup import FactLookup
from threatmodel.engine.model import CATALOGUE

# What a container has whose manifest sets neither a security context nor limits.
_UNSET: Final[Mapping[str, Any]] = {
    "allow_privilege_escalation": True,
    "cpu_limit": False,
    "memory_limit": False,
    "privileged": False,
    "read_only_root_filesystem": False,
    "run_as_non_root": False,
    "seccomp": "not-set",
}


def unrestricted_workloads(facts: FactLookup, members: Iterable[str]) -> int:
    """Return how many workloads there are if none has a restriction and all have a token, else 0."""
    workloads = [one for one in members if facts.model.kind_of(one) == "workload"]
    return len(workloads) if all(_is_unrestricted(facts, one) for one in workloads) else 0


def _is_unrestricted(facts: FactLookup, workload: str) -> bool:
    children = facts.model.children_uids(workload)
    containers = [one for one in children if facts.model.kind_of(one) in CATALOGUE.containers]
    has_token = facts.fact(workload, "token_mounted") is True
    return has_token and bool(containers) and all(_has_nothing_set(facts, one) for one in containers)


def _has_nothing_set(facts: FactLookup, container: str) -> bool:
    if facts.fact(container, "capabilities_added") or facts.fact(container, "capabilities_dropped"):
        return False
    if facts.fact(container, "run_as_root") is not None:
        return False
    return all(facts.fact(container, name) == value for name, value in _UNSET.items())
