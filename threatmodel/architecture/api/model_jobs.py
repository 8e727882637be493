"""What jobs of models share: how they are asked for after a change, and their handlers."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

import structlog
from django.conf import settings
from django.db.models import Max
from django.utils import timezone

from threatmodel.accounts.models import User
from threatmodel.architecture.models import ThreatModel
from threatmodel.architecture.operations.batch import InvalidBatch
from threatmodel.jobs.handler_registry import JobFailed, JobIsLarge
from threatmodel.jobs.models import Job
from threatmodel.jobs.services import TooManyJobs, job_delay, job_ensure
from threatmodel.jobs.tasks import run_job

log = structlog.get_logger(__name__)

FIRST_STAGE = 5  # percent
NOTHING_CHANGED = "Nothing was changed."


def model_job_request(*, model_id: UUID, kind: str, actor: User | None, together: timedelta) -> None:
    """Write a job in the transaction of the change that needs it, and dispatch it after the commit.

    A waiting job covers all changes until it starts. The first is begun at once; while changes go on, each
    is begun `together` after the one before began, to cover others.
    """
    model = ThreatModel.objects.select_related("team").get(pk=model_id)
    asked_at = timezone.now()
    try:
        job = job_ensure(team=model.team, kind=kind, user=actor, model=model)
    except TooManyJobs:
        log.warning("job_not_asked", model=str(model_id), kind=kind)  # the next change asks again
        return
    if job.created_at < asked_at:
        return
    others = Job.objects.filter(model=model, kind=kind).exclude(pk=job.pk)
    times = others.values_list("created_at", "started_at").first() or ()  # of the last one
    last = max((at for at in times if at is not None), default=None)
    if last is None or last + together <= asked_at:
        run_job.delay_on_commit(str(job.pk))
    else:
        wait = min(together, last + together - asked_at)
        job_delay(job=job, wait=wait)
        run_job.later_on_commit(str(job.pk), seconds=wait.total_seconds())


@contextmanager
def permanent_failures() -> Iterator[None]:
    """Fail the job without retry where its model was deleted, or would become invalid."""
    try:
        yield
    except ThreatModel.DoesNotExist as fault:
        raise JobFailed("The model was deleted.") from fault
    except InvalidBatch as fault:
        raise JobFailed(f"Not possible: {fault}. {NOTHING_CHANGED}") from fault


def run_alone_when_large(job: Job, elements: int = 0) -> None:
    """Raise JobIsLarge where the files or a model of the job have many elements and it does not run alone."""
    if job.large:
        return
    models = ThreatModel.objects.filter(team_id=job.team_id)
    if job.model_id is not None:
        models = models.filter(pk=job.model_id)
    largest = models.aggregate(most=Max("ever_added"))["most"] or 0
    if max(elements, largest) >= settings.LARGE_JOB_ELEMENTS:
        raise JobIsLarge


def model_of(job: Job) -> UUID:
    if job.model_id is None:  # deleted since, or asked for by mistake
        raise JobFailed("The model no longer exists.")
    return job.model_id
