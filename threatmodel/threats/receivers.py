"""Follows the architecture: requests analyses of changes, and asks again for facts that were removed."""

import uuid
from datetime import timedelta
from typing import Any, Final

import structlog
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.utils import timezone

from threatmodel.accounts.models import User
from threatmodel.architecture.api.signals import facts_removed
from threatmodel.architecture.models import ThreatModel
from threatmodel.architecture.signals import model_changed
from threatmodel.jobs.models import Job, Kind
from threatmodel.jobs.services import TooManyJobs, job_delay, job_ensure
from threatmodel.jobs.tasks import run_job
from threatmodel.threats.analysis.models import ModelCounters
from threatmodel.threats.questions.services.asked import questions_reopen

log = structlog.get_logger(__name__)
_TOGETHER: Final = timedelta(seconds=0.5)


@receiver(model_changed, dispatch_uid="threats.analysis_ask")
def change_analyze(
    *, model_id: uuid.UUID, actor: User | None, origin: str, structural: bool, **_rest: Any
) -> None:
    """Write the job of an analysis in the transaction of the change, and dispatch it after the commit.

    An import runs its own analysis, and positions have no threats. A waiting job covers all changes until it
    starts. The first edit is analyzed at once; while edits go on, each job is delayed a little to collect
    others.
    """
    if origin == "import" or not structural:
        return
    model = ThreatModel.objects.select_related("team").get(pk=model_id)
    asked_at = timezone.now()
    try:
        job = job_ensure(team=model.team, kind=Kind.ANALYZE, user=actor, model=model)
    except TooManyJobs:
        log.warning("analysis_not_asked", model=str(model_id))  # the next change asks again
        return
    if job.created_at < asked_at:
        return
    recent = Job.objects.filter(model=model, kind=Kind.ANALYZE, created_at__gt=asked_at - _TOGETHER)
    if recent.exclude(pk=job.pk).exists():
        job_delay(job=job, wait=_TOGETHER)
        run_job.later_on_commit(str(job.pk), seconds=_TOGETHER.total_seconds())
    else:
        run_job.delay_on_commit(str(job.pk))


@receiver(facts_removed, dispatch_uid="threats.removed_facts_ask")
def removed_facts_question(*, model: ThreatModel, seq: int, **_rest: Any) -> None:
    """Ask again for facts that an undo, a restore or a withdrawn statement removed."""
    questions_reopen(model=model, seq=seq)


@receiver(post_save, sender=ThreatModel, dispatch_uid="threats.counters_create")
def counters_create(*, instance: ThreatModel, created: bool, raw: bool, **_rest: Any) -> None:
    """Give a new model its counters; `raw` rows come from a fixture that has them."""
    if created and not raw:
        ModelCounters.objects.create(model=instance)
