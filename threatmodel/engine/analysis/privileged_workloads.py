"""The derived fact how many workloads of a namespace need pods that only the privileged level admits."""

from collections.abc import Iterable
from typing import Final

from threatmodel.engine.analysis.fact_lookup import FactLookup
from threatmodel.engine.analysis.pod_security import LATEST, evaluate, read_version

_NEWEST: Final = read_version(LATEST)


def privileged_workloads(facts: FactLookup, members: Iterable[str]) -> int:
    """Return how many workloads certainly have something that the baseline level refuses."""
    workloads = (one for one in members if facts.model.kind_of(one) == "workload")
    return sum(_is_refused(facts, one) for one in workloads)


def _is_refused(facts: FactLookup, workload: str) -> bool:
    found = evaluate(facts.model, workload, _NEWEST)
    return any(blocker.level == "baseline" for blocker in found.blockers)
