"""The risk of an element or flow: that of its threats together, and the highest of them."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from threatmodel.engine.analysis.risk_levels import RiskLevels
from threatmodel.engine.analysis.risk_matrix import RiskMatrix
from threatmodel.threats.risk.selectors.risk_stages import COUNTED, STAGES, TreatedThreat, stage_row
from threatmodel.threats.threats.models import Threat

Row = dict[str, Any]
_Numbered = list[tuple[int, RiskLevels]]


def subject_risk(matrix: RiskMatrix, **subject: uuid.UUID) -> Row:
    """The risk of the found threats of an `element_id` or a `flow_id` at each stage. One query."""
    threats = Threat.objects.filter(**subject, status__in=COUNTED).order_by()
    unaccepted = 0
    stages: dict[str, _Numbered] = {stage: [] for stage in STAGES}
    for number, treated in sorted(_treated(threats).items()):
        risk = treated.staged()
        unaccepted += treated.status != "accepted" and matrix.is_above_appetite(*risk.current)
        for stage in STAGES:
            stages[stage].append((number, getattr(risk, stage)))
    rows = {stage: _stage(numbered, matrix) for stage, numbered in stages.items()}
    return {**rows, "above_appetite": unaccepted}


def _treated(threats: QuerySet[Threat]) -> Mapping[int, TreatedThreat]:
    """The threats by number, also those without mitigations."""
    treatment = "treatments__mitigation"
    columns = (
        "number", "likelihood", "impact", "status", f"{treatment}__status", f"{treatment}__reduction",
    )  # fmt: skip
    found: dict[int, TreatedThreat] = {}
    for number, likelihood, impact, threat_status, status, reduction in threats.values_list(*columns):
        if number not in found:
            found[number] = TreatedThreat(RiskLevels(likelihood, impact), threat_status)
        if status:
            found[number].shares.add(status, reduction)
    return found


def _stage(numbered: _Numbered, matrix: RiskMatrix) -> Row:
    """The sum of the scores, and the threat that has the highest level, and within that the highest score."""
    left = [(number, levels) for number, levels in numbered if levels.likelihood]
    highest = max(left, key=lambda one: (matrix.level(*one[1]), one[1].score), default=None)
    return {
        "score": sum(levels.score for _, levels in left),
        "threats": len(left),
        "highest": {"threat": highest[0], **stage_row(highest[1], matrix)} if highest else None,
    }
