"""Risk of models by likelihood and impact: inherent, current, and what is left once all planned is done.

Threats that are found and at risk or mitigated count; what is resolved or does not apply is no risk. Accepted
risk counts in full.
"""

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import Count, Exists, OuterRef, QuerySet

from threatmodel.engine.analysis.risk_levels import LEVELS, likelihood_left
from threatmodel.threats.choices import AT_RISK, DONE
from threatmodel.threats.mitigations.models import Treatment
from threatmodel.threats.threats.models import Threat

COUNTED: Final = (*AT_RISK, "mitigated")
# The share of the likelihood that a mitigation removes, by its expected reduction; all where none is stated.
REDUCTION_SHARES: Final[Mapping[str, float]] = {
    "": 1.0, "none": 0.0, "partly": 0.5, "mostly": 0.8, "fully": 1.0,
}  # fmt: skip


class Matrix:
    """How many threats there are of each likelihood and impact, each 1 to 5."""

    def __init__(self) -> None:
        self.cells: list[list[int]] = [[0] * len(LEVELS) for _ in LEVELS]  # by impact, then likelihood

    def add(self, likelihood: int, impact: int, number: int) -> None:
        """Count threats of these levels; nothing is counted where no likelihood is left."""
        if likelihood:
            self.cells[impact - 1][likelihood - 1] += number

    @property
    def score(self) -> int:
        """The sum of the scores: likelihood times impact."""
        return sum(
            number * likelihood * impact
            for impact, row in zip(LEVELS, self.cells, strict=True)
            for likelihood, number in zip(LEVELS, row, strict=True)
        )


@dataclass(slots=True)
class Risk:
    """The risk before mitigations, with those that are done, and with all that are not rejected."""

    inherent: Matrix = field(default_factory=Matrix)
    current: Matrix = field(default_factory=Matrix)
    target: Matrix = field(default_factory=Matrix)
    accepted: Matrix = field(default_factory=Matrix)  # of the current one


@dataclass(slots=True)
class Treated:
    """Threats with mitigations, and which share of each those that are done, and all, remove."""

    rule: str
    likelihood: int
    impact: int
    status: str
    number: int = 1
    done: list[float] = field(default_factory=list)
    planned: list[float] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class CountedThreats:
    """The threats of models that count as risk: how many of each kind, and those with mitigations."""

    groups: Sequence[tuple[str, int, int, str, int]]  # rule, likelihood, impact, status, how many
    treated: Sequence[Treated]


def counted_threats(*, model_ids: Sequence[uuid.UUID]) -> CountedThreats:
    """Read the threats that count as risk, by the few columns that matter. Three queries."""
    threats = Threat.objects.filter(model_id__in=model_ids, disposition__in=COUNTED).order_by()
    kinds = threats.values_list("rule", "likelihood", "impact", "disposition")
    treated = [*_treated_once(model_ids), *_treated_often(model_ids)]
    return CountedThreats(list(kinds.annotate(number=Count("*"))), treated)


def risk_of(threats: CountedThreats) -> Risk:
    """The risk of the threats together."""
    risk = Risk()
    for _, likelihood, impact, status, number in threats.groups:
        for matrix in (risk.inherent, risk.current, risk.target):
            matrix.add(likelihood, impact, number)
        if status == "accepted":
            risk.accepted.add(likelihood, impact, number)
    for treated in threats.treated:
        likelihood, impact, number = treated.likelihood, treated.impact, treated.number
        for matrix, shares in ((risk.current, treated.done), (risk.target, treated.planned)):
            matrix.add(likelihood, impact, -number)
            matrix.add(likelihood_left(likelihood, shares), impact, number)
        if treated.status == "accepted":
            risk.accepted.add(likelihood, impact, -number)
            risk.accepted.add(likelihood_left(likelihood, treated.done), impact, number)
    return risk


_COLUMNS: Final = (
    "threat__rule", "threat__likelihood", "threat__impact", "threat__disposition", "mitigation__status",
    "mitigation__reduction",
)  # fmt: skip
_SHARED: Final = Exists(Treatment.objects.filter(threat=OuterRef("threat")).exclude(pk=OuterRef("pk")))


def _treatments(model_ids: Sequence[uuid.UUID]) -> QuerySet[Treatment]:
    return Treatment.objects.filter(
        mitigation__model_id__in=model_ids, threat__certainty="found", threat__disposition__in=COUNTED
    ).order_by()


def _treated_once(model_ids: Sequence[uuid.UUID]) -> Iterator[Treated]:
    """Threats with one mitigation, which are most: counted by the database."""
    alone: Iterable[tuple[Any, ...]]
    alone = _treatments(model_ids).filter(~_SHARED).values_list(*_COLUMNS).annotate(number=Count("pk"))
    for rule, likelihood, impact, status, work, reduction, number in alone:
        treated = Treated(rule, likelihood, impact, status, number)
        _treat(treated, work, reduction)
        yield treated


def _treated_often(model_ids: Sequence[uuid.UUID]) -> Iterable[Treated]:
    """Threats with several mitigations, one by one."""
    found: dict[Any, Treated] = {}
    shared: Iterable[tuple[Any, ...]]
    shared = _treatments(model_ids).filter(_SHARED).values_list("threat_id", *_COLUMNS)
    for key, *threat, work, reduction in shared:
        _treat(found.setdefault(key, Treated(*threat)), work, reduction)
    return found.values()


def _treat(treated: Treated, work: str, reduction: str) -> None:
    """Add the share that a mitigation removes; one that is rejected removes nothing."""
    if work != "rejected":
        treated.planned.append(REDUCTION_SHARES[reduction])
    if work in DONE:
        treated.done.append(REDUCTION_SHARES[reduction])
