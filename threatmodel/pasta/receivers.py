"""Follows objectives and sets of countermeasures, by which attack scenarios are rated, and attack paths."""

import uuid
from datetime import timedelta
from typing import Any, Final

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from threatmodel.architecture.api.model_jobs import model_job_request
from threatmodel.architecture.models import ThreatModel
from threatmodel.attack_paths.signals import paths_stored
from threatmodel.jobs.choices import JobKind
from threatmodel.pasta.models import CountermeasureSet, Objective
from threatmodel.pasta.services.model_copy import records_copy
from threatmodel.pasta.services.stored_stages import stages_request
from threatmodel.threats.overview.signals import model_duplicated

_TOGETHER: Final = timedelta(seconds=2)


@receiver((post_save, post_delete), sender=CountermeasureSet, dispatch_uid="pasta.sets_follow")
@receiver((post_save, post_delete), sender=Objective, dispatch_uid="pasta.objectives_follow")
def business_follow(*, instance: Objective | CountermeasureSet, **_rest: Any) -> None:
    """Have the scenarios rated again, unless the model itself is going."""
    if ThreatModel.objects.filter(pk=instance.model_id).exists():
        model_job_request(
            model_id=instance.model_id, kind=JobKind.ATTACK_PATHS, actor=None, together=_TOGETHER
        )


@receiver(paths_stored, dispatch_uid="pasta.stages_follow")
def paths_follow(*, model_id: uuid.UUID, **_rest: Any) -> None:
    """Have the stages of a large model computed with them."""
    stages_request(model=ThreatModel.objects.get(pk=model_id))


@receiver(model_duplicated, dispatch_uid="pasta.records_copy")
def duplicate_follow(*, source: ThreatModel, copy: ThreatModel, with_decisions: bool, **_rest: Any) -> None:
    """Copy what people wrote in the stages."""
    records_copy(source=source, copy=copy, with_decisions=with_decisions)
