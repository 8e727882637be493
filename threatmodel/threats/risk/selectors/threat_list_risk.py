"""The risk of many threats of a model at each stage."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from threatmodel.engine.analysis.risk_levels import RiskLevels
from threatmodel.threats.mitigations.models import Treatment
from threatmodel.threats.risk.models import TeamRiskMatrix
from threatmodel.threats.risk.selectors.matrices import matrix_of_content
from threatmodel.threats.risk.selectors.risk_stages import STAGES, stage_row, staged_risk, treated_threats

Row = dict[str, Any]


def risk_of_rows(rows: Sequence[Mapping[str, Any]]) -> dict[uuid.UUID, Row]:
    """The stages of each of these threats of one model, by id. Two queries."""
    if not rows:
        return {}
    own = TeamRiskMatrix.objects.filter(team__models=rows[0]["model_id"]).values_list("content", flat=True)
    matrix = matrix_of_content(own.first())
    treated = treated_threats(Treatment.objects.filter(threat_id__in=[row["id"] for row in rows]))
    found: dict[uuid.UUID, Row] = {}
    for row in rows:
        levels, known = RiskLevels(row["likelihood"], row["impact"]), treated.get(row["id"])
        risk = staged_risk(levels, known.shares if known else None, status=row["status"])
        found[row["id"]] = {stage: stage_row(getattr(risk, stage), matrix) for stage in STAGES}
    return found
