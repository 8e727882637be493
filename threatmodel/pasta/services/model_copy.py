"""Copies what people wrote in the stages of a model to a copy of it."""

import uuid
from typing import Final

from threatmodel.architecture.models import ThreatModel
from threatmodel.pasta.models import ImpactCriterion, Objective, Record, StageReview
from threatmodel.pasta.selectors.stage_records import COUNTERMEASURES, CRITERION, OBJECTIVE, RECORD_KINDS

_STAGE: Final = ("stage", "owner_id", "note")


def records_copy(*, source: ThreatModel, copy: ThreatModel, with_decisions: bool) -> None:
    """Write the rows and the owners and notes of stages for the copy, which has the same uids.

    Sets of countermeasures name mitigations, which go along with decisions only. Approvals stay behind: they
    were given for another system.
    """
    objectives: dict[uuid.UUID, Objective] = {}
    for row in Objective.objects.filter(model=source).order_by("created_at", "id"):
        objectives[row.pk] = row
        _save(row, copy)
    for criterion in ImpactCriterion.objects.filter(model=source).order_by("created_at", "id"):
        criterion.objective = objectives.get(criterion.objective_id) if criterion.objective_id else None
        _save(criterion, copy)
    left_out = {OBJECTIVE.id, CRITERION.id, *(() if with_decisions else (COUNTERMEASURES.id,))}
    for kind in RECORD_KINDS:
        if kind.id not in left_out:
            rows = kind.table._default_manager.filter(model=source)  # noqa: SLF001 (Django's public name)
            for other in rows.order_by("created_at", "id"):
                _save(other, copy)
    StageReview.objects.bulk_create(
        StageReview(model=copy, **{column: getattr(row, column) for column in _STAGE})
        for row in StageReview.objects.filter(model=source)
    )


def _save(row: Record, copy: ThreatModel) -> None:
    row.pk, row.model, row.version = uuid.uuid4(), copy, 0
    row._state.adding = True  # noqa: SLF001 (Django's way to copy a row)
    row.save(force_insert=True)
