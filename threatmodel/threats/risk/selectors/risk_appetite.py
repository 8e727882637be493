"""Threats whose current risk is above the appetite of their team, found by the database."""

import math
import uuid
from collections.abc import Collection, Mapping
from typing import Final

from django.db.models import Case, F, FloatField, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce

from threatmodel.engine.analysis.risk_levels import LEVELS
from threatmodel.engine.analysis.risk_matrix import DEFAULT_MATRIX, RiskMatrix, matrix_from_json
from threatmodel.threats.choices import DONE
from threatmodel.threats.mitigations.models import Treatment
from threatmodel.threats.risk.models import TeamRiskMatrix
from threatmodel.threats.risk.selectors.risk_stages import COUNTED, REDUCTION_SHARES
from threatmodel.threats.threats.models import Threat

Matrices = Mapping[uuid.UUID, RiskMatrix]
"""The matrix of each team that has one of its own."""
_ALL: Final = (
    1_000.0  # the weight of a mitigation that removes the whole likelihood: more than any others add up to
)
_ROUNDING: Final = 1e-6  # as engine.analysis.risk_levels.likelihood_left
# Shares multiply, so their logarithms add up, which SQL can do.
_WEIGHTS: Final = {
    reduction: _ALL if share >= 1 else -math.log(1 - share) for reduction, share in REDUCTION_SHARES.items()
}


def team_matrices(*, team_ids: Collection[uuid.UUID]) -> Matrices:
    """The matrices of these teams. One query."""
    rows = TeamRiskMatrix.objects.filter(team_id__in=team_ids).values_list("team_id", "content")
    return {team_id: matrix_from_json(content) for team_id, content in rows}


def above_appetite(threats: QuerySet[Threat], matrices: Matrices) -> QuerySet[Threat]:
    """Those whose risk with the mitigations that are done is above the appetite; accepted risk counts.

    A team without a matrix of its own has the default. No further query.
    """
    conditions = [*_conditions(matrices), ((), DEFAULT_MATRIX)]
    bounds = [
        When(Q(model__team__in=teams) & levels if teams else levels, then=Value(bound))
        for teams, matrix in conditions
        for levels, bound in _bounds(matrix)
    ]
    found = threats.filter(status__in=COUNTED)
    bound = Case(*bounds, default=Value(-1.0), output_field=FloatField())
    return found.alias(risk_removed=_removed(), risk_bound=bound).filter(risk_removed__lt=F("risk_bound"))


def _conditions(matrices: Matrices) -> list[tuple[tuple[uuid.UUID, ...], RiskMatrix]]:
    """The teams of each matrix: most have the same."""
    distinct = list({id(matrix): matrix for matrix in matrices.values()}.values())
    found: list[tuple[tuple[uuid.UUID, ...], RiskMatrix]] = []
    for matrix in distinct:
        if not any(matrix == known for _, known in found):
            found.append((tuple(team for team, own in matrices.items() if own == matrix), matrix))
    return found


def _bounds(matrix: RiskMatrix) -> list[tuple[Q, float]]:
    """Levels before mitigations, and how much may be removed of them so that they stay above the appetite.

    What is within the appetite before has -1: nothing is that little.
    """
    found = []
    for impact in LEVELS:
        within = max((one for one in LEVELS if not matrix.is_above_appetite(one, impact)), default=0)
        for likelihood in LEVELS:
            bound = -1.0
            if likelihood > within:
                bound = math.log(likelihood / within) - _ROUNDING if within else _ALL
            found.append((Q(impact=impact, likelihood=likelihood), bound))
    return found


def _removed() -> Coalesce:
    """How much of the likelihood the mitigations that are done remove, as the sum of their weights."""
    weight = Case(
        *(When(mitigation__reduction=reduction, then=Value(value)) for reduction, value in _WEIGHTS.items()),
        default=Value(_ALL),
        output_field=FloatField(),
    )
    done = Treatment.objects.filter(threat=OuterRef("pk"), mitigation__status__in=DONE).order_by()
    total = done.values("threat").annotate(total=Sum(weight)).values("total")
    return Coalesce(Subquery(total, output_field=FloatField()), Value(0.0), output_field=FloatField())
