"""Follows objectives and sets of countermeasures: attack scenarios are rated by both."""

from datetime import timedelta
from typing import Any, Final

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from threatmodel.architecture.api.model_jobs import model_job_request
from threatmodel.architecture.models import ThreatModel
from threatmodel.jobs.models import Kind
from threatmodel.pasta.models import CountermeasureSet, Objective

_TOGETHER: Final = timedelta(seconds=2)


@receiver((post_save, post_delete), sender=CountermeasureSet, dispatch_uid="pasta.sets_follow")
@receiver((post_save, post_delete), sender=Objective, dispatch_uid="pasta.objectives_follow")
def business_follow(*, instance: Objective | CountermeasureSet, **_rest: Any) -> None:
    """Have the scenarios rated again, unless the model itself is going."""
    if ThreatModel.objects.filter(pk=instance.model_id).exists():
        model_job_request(model_id=instance.model_id, kind=Kind.ATTACK_PATHS, actor=None, together=_TOGETHER)
