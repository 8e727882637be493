"""The risk matrix of a team."""

import uuid
from collections.abc import Collection
from typing import Any

from threatmodel.architecture.api.selectors.people import person_row
from threatmodel.engine.analysis.risk_matrix import (
    DEFAULT_MATRIX,
    RiskMatrix,
    matrix_from_json,
    matrix_to_json,
)
from threatmodel.threats.risk.models import TeamRiskMatrix

Row = dict[str, Any]


def risk_matrix_of(*, team_id: uuid.UUID) -> RiskMatrix:
    """The matrix of the team, or the default. One query."""
    row = TeamRiskMatrix.objects.filter(team_id=team_id).values_list("content", flat=True)
    return matrix_of_content(row.first())


def matrix_of_content(content: Row | None) -> RiskMatrix:
    """Return the matrix of a row's content, or the default where the team has none."""
    return matrix_from_json(content) if content else DEFAULT_MATRIX


def common_risk_matrix(*, team_ids: Collection[uuid.UUID]) -> RiskMatrix | None:
    """The matrix that all of these teams have, or None where they differ. One query."""
    contents = TeamRiskMatrix.objects.filter(team_id__in=team_ids).values_list("content", flat=True)
    own = [matrix_from_json(content) for content in contents]
    if len(own) < len(team_ids) or not own:
        own.append(DEFAULT_MATRIX)
    return own[0] if all(matrix == own[0] for matrix in own) else None


def risk_matrix_row(*, team_id: uuid.UUID) -> Row:
    """The matrix of the team as its settings show it. One query."""
    row = TeamRiskMatrix.objects.select_related("updated_by").filter(team_id=team_id).first()
    matrix = matrix_of_content(row.content if row else None)
    return {
        **matrix_to_json(matrix),
        "version": row.version if row else 0,
        "is_default": matrix == DEFAULT_MATRIX,
        "default": matrix_to_json(DEFAULT_MATRIX),
        "updated_by": person_row(row.updated_by) if row else None,
        "updated_at": row.updated_at if row else None,
    }
