"""Risk of models by likelihood and impact: inherent, current, and what is left once all planned is done.

Threats that are found and at risk or mitigated count; what is resolved or does not apply is no risk. Accepted
risk counts in full.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Count

from threatmodel.engine.analysis.risk_levels import LEVELS, RiskLevels
from threatmodel.engine.analysis.risk_matrix import RiskMatrix
from threatmodel.threats.mitigations.models import Treatment
from threatmodel.threats.risk.selectors.stages import COUNTED, treated_threats
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


def risk_of(*, model_ids: Sequence[uuid.UUID]) -> Risk:
    """The risk of these models together. Two queries."""
    risk = Risk()
    threats = Threat.objects.filter(model_id__in=model_ids, disposition__in=COUNTED).order_by()
    groups = threats.values_list("likelihood", "impact", "disposition").annotate(number=Count("*"))
    for likelihood, impact, status, number in groups:
        levels = RiskLevels(likelihood, impact)
        for matrix in (risk.inherent, risk.current, risk.target):
            matrix.add(levels, number)
        if status == "accepted":
            risk.accepted.add(levels, number)
    treatments = Treatment.objects.filter(
        mitigation__model_id__in=model_ids, threat__certainty="found", threat__disposition__in=COUNTED
    )
    for treated in treated_threats(treatments).values():
        left = treated.staged()
        _move(risk.current, treated.levels, left.current)
        _move(risk.target, treated.levels, left.target)
        if treated.disposition == "accepted":
            _move(risk.accepted, treated.levels, left.current)
    return risk


def _move(matrix: Matrix, before: RiskLevels, after: RiskLevels) -> None:
    matrix.add(before, -1)
    matrix.add(after, 1)
