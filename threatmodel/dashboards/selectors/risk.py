"""Risk of models by likelihood and impact: inherent, current, and what is left once all planned is done.

Threats that are found and at risk or mitigated count; what is resolved or does not apply is no risk. Accepted
risk counts in full.
"""

import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import Count, Exists, OuterRef, QuerySet

from threatmodel.engine.analysis.risk_levels import LEVELS, RiskLevels
from threatmodel.engine.analysis.risk_matrix import RiskMatrix
from threatmodel.threats.mitigations.models import Treatment
from threatmodel.threats.risk.selectors.risk_stages import COUNTED, TreatedThreat
from threatmodel.threats.threats.models import Threat


class Matrix:
    """How many threats there are of each likelihood and impact, each 1 to 5."""

    def __init__(self) -> None:
        self.cells: list[list[int]] = [[0] * len(LEVELS) for _ in LEVELS]  # by impact, then likelihood

    def add(self, levels: RiskLevels, number: int) -> None:
        """Count threats of these levels; nothing is counted where no likelihood is left."""
        if levels.likelihood:
            self.cells[levels.impact - 1][levels.likelihood - 1] += number

    @property
    def score(self) -> int:
        """The sum of the scores: likelihood times impact."""
        return sum(
            number * likelihood * impact
            for impact, row in zip(LEVELS, self.cells, strict=True)
            for likelihood, number in zip(LEVELS, row, strict=True)
        )

    def above_appetite(self, matrix: RiskMatrix) -> int:
        """The number of threats whose level is above the appetite."""
        return sum(
            number
            for impact, row in zip(LEVELS, self.cells, strict=True)
            for likelihood, number in zip(LEVELS, row, strict=True)
            if matrix.is_above_appetite(likelihood, impact)
        )


@dataclass(slots=True)
class Risk:
    """The risk before mitigations, with those that are done, and with all that are not rejected."""

    inherent: Matrix = field(default_factory=Matrix)
    current: Matrix = field(default_factory=Matrix)
    target: Matrix = field(default_factory=Matrix)
    accepted: Matrix = field(default_factory=Matrix)  # of the current one


@dataclass(frozen=True, slots=True)
class Treated:
    """Threats of one rule that have the same levels, status and mitigations."""

    rule: str
    threat: TreatedThreat
    number: int = 1


@dataclass(frozen=True, slots=True)
class CountedThreats:
    """The threats of models that count as risk: how many of each kind, and those with mitigations."""

    groups: Sequence[tuple[str, int, int, str, int]]  # rule, likelihood, impact, status, how many
    treated: Sequence[Treated]


def counted_threats(*, model_ids: Sequence[uuid.UUID]) -> CountedThreats:
    """Read the threats that count as risk, by the few columns that matter. Three queries."""
    threats = Threat.objects.filter(model_id__in=model_ids, status__in=COUNTED).order_by()
    kinds = threats.values_list("rule", "likelihood", "impact", "status")
    treated = [*_treated_once(model_ids), *_treated_often(model_ids)]
    return CountedThreats(list(kinds.annotate(number=Count("*"))), treated)


def risk_of(threats: CountedThreats) -> Risk:
    """The risk of the threats together."""
    risk = Risk()
    for _, likelihood, impact, status, number in threats.groups:
        levels = RiskLevels(likelihood, impact)
        for matrix in (risk.inherent, risk.current, risk.target):
            matrix.add(levels, number)
        if status == "accepted":
            risk.accepted.add(levels, number)
    for treated in threats.treated:
        before, left = treated.threat.levels, treated.threat.staged()
        _move(risk.current, before, left.current, treated.number)
        _move(risk.target, before, left.target, treated.number)
        if treated.threat.status == "accepted":
            _move(risk.accepted, before, left.current, treated.number)
    return risk


def _move(matrix: Matrix, before: RiskLevels, after: RiskLevels, number: int) -> None:
    matrix.add(before, -number)
    matrix.add(after, number)


_COLUMNS: Final = (
    "threat__rule", "threat__likelihood", "threat__impact", "threat__status", "mitigation__status",
    "mitigation__reduction",
)  # fmt: skip
_SHARED: Final = Exists(Treatment.objects.filter(threat=OuterRef("threat")).exclude(pk=OuterRef("pk")))


def _treatments(model_ids: Sequence[uuid.UUID]) -> QuerySet[Treatment]:
    return Treatment.objects.filter(
        mitigation__model_id__in=model_ids, threat__certainty="found", threat__status__in=COUNTED
    ).order_by()


def _treated_once(model_ids: Sequence[uuid.UUID]) -> Iterator[Treated]:
    """Threats with one mitigation, which are most: counted by the database."""
    alone: Iterable[tuple[Any, ...]]
    alone = _treatments(model_ids).filter(~_SHARED).values_list(*_COLUMNS).annotate(number=Count("pk"))
    for rule, likelihood, impact, threat_status, status, reduction, number in alone:
        threat = TreatedThreat(RiskLevels(likelihood, impact), threat_status)
        threat.shares.add(status, reduction)
        yield Treated(rule, threat, number)


def _treated_often(model_ids: Sequence[uuid.UUID]) -> Iterable[Treated]:
    """Threats with several mitigations, one by one. One query."""
    found: dict[uuid.UUID, Treated] = {}
    shared: Iterable[tuple[Any, ...]]
    shared = _treatments(model_ids).filter(_SHARED).values_list("threat_id", *_COLUMNS)
    for key, rule, likelihood, impact, threat_status, status, reduction in shared:
        if key not in found:
            found[key] = Treated(rule, TreatedThreat(RiskLevels(likelihood, impact), threat_status))
        found[key].threat.shares.add(status, reduction)
    return found.values()
