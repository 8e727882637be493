"""The derived fact how many workloads of a namespace need pods that only the privileged level admits."""

from collections.abc import Iterable
from typing import Final

from threatmodel.engine.analysis.fact_lookup import FactLookup
from threatmodel.engine.analysis.pod_security import LATEST, is_refused, read_version

_NEWEST: Final = read_version(LATEST)


def privileged_workloads(facts: FactLookup, workloads: Iterable[str]) -> int:
    """Return how many workloads certainly have something that the baseline level refuses."""
    return sum(is_refused(facts.model, one, "baseline", _NEWEST) for one in workloads)
