"""The derived fact that hardly a workload of a namespace has a security context."""

from collections.abc import Collection, Mapping
from typing import Any, Final

from threatmodel.engine.analysis.fact_lookup import FactLookup
from threatmodel.engine.model import CATALOGUE

# What a container has whose manifest sets no security context.
_UNSET: Final[Mapping[str, Any]] = {
    "allow_privilege_escalation": True,
    "privileged": False,
    "read_only_root_filesystem": False,
    "run_as_non_root": False,
    "seccomp": "not-set",
}
_SHARE: Final = 0.8  # of the workloads of a namespace; the others have settings of their own


def unrestricted_workloads(facts: FactLookup, workloads: Collection[str]) -> int:
    """Return how many workloads have no security context, if these are four in five of them, else 0."""
    count = sum(1 for one in workloads if _is_unrestricted(facts, one))
    return count if count >= _SHARE * len(workloads) else 0


def _is_unrestricted(facts: FactLookup, workload: str) -> bool:
    children = facts.model.children_uids(workload)
    containers = [one for one in children if facts.model.kind_of(one) in CATALOGUE.containers]
    return bool(containers) and all(_has_nothing_set(facts, one) for one in containers)


def _has_nothing_set(facts: FactLookup, container: str) -> bool:
    if facts.fact(container, "capabilities_added") or facts.fact(container, "capabilities_dropped"):
        return False
    if facts.fact(container, "run_as_root") is not None:
        return False
    return all(facts.fact(container, name) == value for name, value in _UNSET.items())
