"""Risk of models by likelihood and impact: inherent, current, and what is left once all planned is done.

Threats that are found and at risk or mitigated count; what is resolved or does not apply is no risk. Accepted
risk counts in full.
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import Count

from threatmodel.engine.analysis.risk_levels import LEVELS, likelihood_left
from threatmodel.threats.choices import AT_RISK, DONE
from threatmodel.threats.mitigations.models import Treatment
from threatmodel.threats.threats.models import Threat

COUNTED: Final = (*AT_RISK, "mitigated")
_FULLY: Final = 1.0  # the share of the risk that a mitigation removes


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


def risk_of(*, model_ids: Sequence[uuid.UUID]) -> Risk:
    """The risk of these models together. Two queries."""
    risk = Risk()
    threats = Threat.objects.filter(model_id__in=model_ids, disposition__in=COUNTED).order_by()
    groups = threats.values_list("likelihood", "impact", "disposition").annotate(number=Count("*"))
    for likelihood, impact, status, number in groups:
        for matrix in (risk.inherent, risk.current, risk.target):
            matrix.add(likelihood, impact, number)
        if status == "accepted":
            risk.accepted.add(likelihood, impact, number)
    for treated in _treated(model_ids):
        likelihood, impact = treated.likelihood, treated.impact
        for matrix, shares in ((risk.current, treated.done), (risk.target, treated.planned)):
            matrix.add(likelihood, impact, -1)
            matrix.add(likelihood_left(likelihood, shares), impact, 1)
        if treated.accepted:
            risk.accepted.add(likelihood, impact, -1)
            risk.accepted.add(likelihood_left(likelihood, treated.done), impact, 1)
    return risk


@dataclass(slots=True)
class _Treated:
    """A threat with mitigations, and which share of it those that are done, and all, remove."""

    likelihood: int
    impact: int
    accepted: bool
    done: list[float] = field(default_factory=list)
    planned: list[float] = field(default_factory=list)


def _treated(model_ids: Sequence[uuid.UUID]) -> Iterable[_Treated]:
    treatments = Treatment.objects.filter(
        mitigation__model_id__in=model_ids, threat__certainty="found", threat__disposition__in=COUNTED
    ).exclude(mitigation__status="rejected")
    columns = (
        "threat_id",
        "threat__likelihood",
        "threat__impact",
        "threat__disposition",
        "mitigation__status",
    )
    found: dict[Any, _Treated] = {}
    for key, likelihood, impact, disposition, status in treatments.values_list(*columns):
        treated = found.setdefault(key, _Treated(likelihood, impact, disposition == "accepted"))
        treated.planned.append(_FULLY)
        if status in DONE:
            treated.done.append(_FULLY)
    return found.values()
