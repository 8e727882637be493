"""Writes the risk matrix of a team."""

import uuid
from typing import Any

from django.db import transaction

from threatmodel.accounts.audit_recording import team_recorded
from threatmodel.accounts.models import Team, User
from threatmodel.architecture.api.errors import InvalidRequest, OutdatedEdit
from threatmodel.audit.actions import Action
from threatmodel.engine.analysis.risk_matrix import (
    DEFAULT_MATRIX,
    RiskMatrix,
    matrix_from_json,
    matrix_problems,
    matrix_to_json,
)
from threatmodel.threats.risk.models import TeamRiskMatrix
from threatmodel.threats.risk.selectors.matrices import risk_matrix_of


@transaction.atomic
def risk_matrix_save(*, team_id: uuid.UUID, actor: User, version: int, content: dict[str, Any]) -> None:
    """Give the team this matrix.

    Raises InvalidRequest with what is wrong with it, and OutdatedEdit when another person has changed the
    matrix since that version.
    """
    matrix = matrix_from_json(content)
    if problems := matrix_problems(matrix):
        raise InvalidRequest(problems)
    _write(team_id, actor, version, matrix)


@transaction.atomic
def risk_matrix_reset(*, team_id: uuid.UUID, actor: User, version: int) -> None:
    """Give the team the default matrix. Raises OutdatedEdit as risk_matrix_save does."""
    _write(team_id, actor, version, DEFAULT_MATRIX)


def _write(team_id: uuid.UUID, actor: User, version: int, matrix: RiskMatrix) -> None:
    team = Team.objects.select_for_update().get(pk=team_id)
    row = TeamRiskMatrix.objects.filter(team=team).first() or TeamRiskMatrix(team=team)
    if row.version != version:
        raise OutdatedEdit("The risk matrix")
    before, after = _in_words(risk_matrix_of(team_id=team_id)), _in_words(matrix)
    row.content, row.version, row.updated_by = matrix_to_json(matrix), version + 1, actor
    row.save()
    changed = [part for part in after if before[part] != after[part]]
    if changed:
        team_recorded(
            team,
            Action.TEAM_SETTINGS_CHANGED,
            actor=actor,
            before={part: before[part] for part in changed},
            after={part: after[part] for part in changed},
        )


def _in_words(matrix: RiskMatrix) -> dict[str, Any]:
    """The matrix as the audit log shows it."""
    names = [level.name for level in matrix.levels]
    return {
        "risk_likelihoods": list(matrix.likelihoods),
        "risk_impacts": list(matrix.impacts),
        "risk_levels": [f"{level.name} ({level.color})" for level in matrix.levels],
        "risk_cells": [
            f"{impact}: {', '.join(names[cell] for cell in row)}"
            for impact, row in zip(matrix.impacts, matrix.cells, strict=True)
        ],
        "risk_appetite": names[matrix.appetite],
    }
