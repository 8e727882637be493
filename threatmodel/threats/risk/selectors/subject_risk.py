"""The risk of an element or flow: that of its threats together, and the highest of them."""

import uuid
from typing import Any

from threatmodel.architecture.models import ThreatModel
from threatmodel.engine.analysis.risk_levels import RiskLevels
from threatmodel.engine.analysis.risk_matrix import RiskMatrix
from threatmodel.threats.mitigations.models import Treatment
from threatmodel.threats.risk.selectors.matrices import risk_matrix_of
from threatmodel.threats.risk.selectors.stages import COUNTED, STAGES, StagedRisk, stage_row, treated_threats
from threatmodel.threats.threats.models import Threat

Row = dict[str, Any]
_Numbered = list[tuple[int, RiskLevels]]


def subject_risk(*, model: ThreatModel, **subject: uuid.UUID) -> Row:
    """The risk of the found threats of an `element_id` or a `flow_id` at each stage. Three queries."""
    matrix = risk_matrix_of(team_id=model.team_id)
    of_subject = {f"threat__{column}": key for column, key in subject.items()}
    treated = treated_threats(Treatment.objects.filter(**of_subject))
    threats = Threat.objects.filter(**subject, disposition__in=COUNTED).order_by("number")
    stages: dict[str, _Numbered] = {stage: [] for stage in STAGES}
    unaccepted = 0
    columns = ("pk", "number", "likelihood", "impact", "disposition")
    for key, number, likelihood, impact, status in threats.values_list(*columns):
        levels = RiskLevels(likelihood, impact)
        risk = treated[key].staged() if key in treated else StagedRisk(levels, levels, levels)
        unaccepted += status != "accepted" and matrix.is_above_appetite(*risk.current)
        for stage in STAGES:
            stages[stage].append((number, getattr(risk, stage)))
    rows = {stage: _stage(numbered, matrix) for stage, numbered in stages.items()}
    return {**rows, "above_appetite": unaccepted}


def _stage(numbered: _Numbered, matrix: RiskMatrix) -> Row:
    """The sum of the scores, and the threat that has the highest level, and within that the highest score."""
    left = [(number, levels) for number, levels in numbered if levels.likelihood]
    highest = max(left, key=lambda one: (matrix.level(*one[1]), one[1].score), default=None)
    return {
        "score": sum(levels.score for _, levels in left),
        "threats": len(left),
        "highest": {"threat": highest[0], **stage_row(highest[1], matrix)} if highest else None,
    }
