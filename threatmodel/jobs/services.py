"""Writes of jobs: created with the change that needs them, claimed by one worker at a time, ended once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from functools import partial
from typing import Any
from uuid import UUID

import structlog
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Exists, F, Model, OuterRef, Q
from django.db.models.functions import Now
from django.utils import timezone

from threatmodel.jobs.choices import UNFINISHED, JobKind, JobState
from threatmodel.jobs.database_busy import database_busy_log, is_database_busy
from threatmodel.jobs.encryption import encrypt
from threatmodel.jobs.handler_registry import HandlerResult, JobFailed, JobIsLarge, handler_of
from threatmodel.jobs.leases import LeaseLost, lease_kept
from threatmodel.jobs.models import MAX_ATTEMPTS, Job, Upload
from threatmodel.jobs.progress import ProgressReporter, job_broadcast
from threatmodel.jobs.scheduling import job_claim, job_claim_next
from threatmodel.jobs.selectors import UPLOAD_PURPOSE

log = structlog.get_logger(__name__)

_MAX_PROBLEMS = 500
_REMOVE_BATCH = 500
_RETRY_AFTER = timedelta(seconds=1)  # shorter than the countdown of tasks.run_job
_MESSAGE_LENGTH = 500

_GAVE_UP = (
    "The job failed {attempts} times because of an internal error. Nothing was changed. The "
    "operator finds the cause in the log under this job's id."
)
_STOPPED = (
    "The worker stopped during this job {attempts} times. The job may need more memory or "
    "time. No partial result was written."
)


class TooManyJobs(ValueError):
    """The team has too much work waiting already."""


class UploadsTooLarge(ValueError):
    """The files of one job are too many or too large together."""


class AttemptResult(Enum):
    """The result of one attempt to run a job."""

    DONE = "done"  # the job has succeeded or failed, or was canceled
    RETRY = "retry"  # it waits for another attempt
    LATER = "later"  # it waits until no other large job runs
    NOT_MINE = "not-mine"  # another worker has it, or it had ended before


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """A file of a request, in memory only."""

    name: str
    data: bytes


@transaction.atomic
def job_create(
    *,
    team: Model,
    kind: str,
    user: AbstractBaseUser | None,
    model: Model | None = None,
    params: Mapping[str, Any] | None = None,
    files: Iterable[UploadedFile] = (),
) -> Job:
    """Create a job in the transaction of the change that needs it, with its files encrypted.

    The caller, a view or task, dispatches the job with `run_job.delay_on_commit(str(job.pk))`.
    Raises TooManyJobs and UploadsTooLarge.
    """
    unfinished = Job.objects.filter(team_id=team.pk, state__in=UNFINISHED).count()
    if unfinished >= settings.MAX_TEAM_JOBS:
        raise TooManyJobs(
            f"Your team already has {unfinished} unfinished jobs. Try again when some have finished."
        )
    job = Job.objects.create(
        team_id=team.pk,
        model_id=model.pk if model is not None else None,
        kind=JobKind(kind),
        created_by_id=user.pk if user is not None else None,
        params=dict(params or {}),
    )
    _uploads_write(job, files=tuple(files))
    transaction.on_commit(partial(job_broadcast, job))  # so that pages show it as waiting
    return job


@transaction.atomic
def job_ensure(*, team: Model, kind: str, user: AbstractBaseUser | None, model: Model | None = None) -> Job:
    """Return the queued job of this kind for the model (None: for all of the team), else a new one.

    A job that has not started will see the latest state, so a burst of changes needs one analysis.
    Raises TooManyJobs.
    """
    waiting = Job.objects.filter(
        team_id=team.pk,
        model_id=model.pk if model is not None else None,
        kind=kind,
        state=JobState.QUEUED,
        params={},
    ).first()
    return waiting or job_create(team=team, kind=kind, user=user, model=model)


def job_delay(*, job: Job, wait: timedelta) -> None:
    """Delay the start of a queued job."""
    Job.objects.filter(pk=job.pk, state=JobState.QUEUED).update(lease_until=Now() + wait)


def job_continue(*, job: Job, params: Mapping[str, Any]) -> Job:
    """Create a job that continues this one, which is about to end, and replaces it in the limit of the team.

    The caller dispatches the job.
    """
    return Job.objects.create(
        team_id=job.team_id,
        model_id=job.model_id,
        kind=job.kind,
        created_by_id=job.created_by_id,
        params=dict(params),
    )


def job_run_next() -> AttemptResult:
    """Claim the next job and run its handler; safe to call from any number of workers."""
    job = job_claim_next()
    return AttemptResult.NOT_MINE if job is None else _run(job)


def job_run(*, job_id: UUID | str) -> AttemptResult:
    """Claim this job and run its handler in this process."""
    job = job_claim(job_id=job_id)
    return AttemptResult.NOT_MINE if job is None else _run(job)


def _run(job: Job) -> AttemptResult:
    bound = log.bind(job=str(job.pk), kind=job.kind, attempt=job.attempts)
    job_broadcast(job)
    try:
        with lease_kept(job) as lease:
            outcome = handler_of(job.kind)(job, ProgressReporter(job, lease))
    except JobFailed as fault:
        bound.info("job_refused", problems=len(fault.problems))
        return _end(job, JobState.FAILED, message=fault.message, problems=fault.problems)
    except JobIsLarge:
        return _wait_as_large(job)
    except LeaseLost:
        return _stopped(job)
    except Exception as fault:  # noqa: BLE001 (the edge: any exception is logged, and the job retried)
        if is_database_busy(fault):
            database_busy_log(job=str(job.pk))
        else:
            bound.exception("job_attempt_failed")
        return _retry_or_give_up(job)
    return _succeed(job, outcome)


def jobs_give_up_stopped() -> int:
    """Fail the jobs whose last attempt was killed or ran out of memory; return how many."""
    stopped = Job.objects.filter(state=JobState.RUNNING, lease_until__lt=Now(), attempts__gte=MAX_ATTEMPTS)
    jobs = list(stopped)
    for job in jobs:
        log.error("job_stopped", job=str(job.pk), kind=job.kind, attempts=job.attempts)
        _end(job, JobState.FAILED, message=_STOPPED.format(attempts=job.attempts))
    return len(jobs)


@transaction.atomic
def jobs_end(*, model_id: UUID, message: str) -> None:
    """Fail the queued and running jobs of a model. Their workers stop at the next progress report."""
    jobs = list(Job.objects.select_for_update().filter(model_id=model_id, state__in=UNFINISHED))
    for job in jobs:
        job.state, job.message = JobState.FAILED, message
        job.lease_until, job.finished_at = None, timezone.now()
        job.save(update_fields=["state", "message", "lease_until", "finished_at"])
        transaction.on_commit(partial(job_broadcast, job))
    Upload.objects.filter(job__in=jobs).delete()


def jobs_release() -> int:
    """End the leases of all running jobs, so that they are restarted; return how many.

    For the start of the only process that runs jobs: earlier workers are gone. Should one still run, the
    fencing token separates the two.
    """
    return Job.objects.filter(state=JobState.RUNNING).update(lease_until=Now() - timedelta(seconds=1))


def uploads_delete_old() -> int:
    """Delete uploads that are older than an hour, whatever the state of their job; return how many."""
    deleted, _by_model = Upload.objects.filter(created_at__lt=Now() - settings.UPLOAD_LIFETIME).delete()
    return deleted


def jobs_remove(*, before: datetime) -> int:
    """Remove some of the jobs that ended before this moment; return how many.

    The latest import of a model that succeeded stays: it says when that was, and with which profiles.
    """
    later = Job.objects.filter(
        model=OuterRef("model"),
        kind=JobKind.IMPORT,
        state=JobState.SUCCEEDED,
        created_at__gt=OuterRef("created_at"),
    )
    removable = ~Q(kind=JobKind.IMPORT, state=JobState.SUCCEEDED) | Exists(later)
    old = Job.objects.filter(removable, finished_at__lt=before).exclude(state__in=UNFINISHED)
    keys = list(old.order_by("finished_at").values_list("pk", flat=True)[:_REMOVE_BATCH])
    Job.objects.filter(pk__in=keys).delete()
    return len(keys)


def _uploads_write(job: Job, *, files: tuple[UploadedFile, ...]) -> None:
    if sum(len(file.data) for file in files) > settings.UPLOADS_MAX_BYTES:
        megabytes = settings.UPLOADS_MAX_BYTES // (1024 * 1024)
        raise UploadsTooLarge(f"The files are larger than {megabytes} MB together. Import them in parts.")
    if len(files) > settings.DATA_UPLOAD_MAX_NUMBER_FILES:
        raise UploadsTooLarge(
            f"At most {settings.DATA_UPLOAD_MAX_NUMBER_FILES} files can be imported at once."
        )
    Upload.objects.bulk_create(
        Upload(
            job=job,
            position=position,
            name=file.name[:_MESSAGE_LENGTH],
            ciphertext=encrypt(file.data, purpose=UPLOAD_PURPOSE),
        )
        for position, file in enumerate(files)
    )


def _stopped(job: Job) -> AttemptResult:
    """The result of a handler that has stopped because the job is not its own any more."""
    if Job.objects.filter(pk=job.pk, state=JobState.CANCELED).exists():
        log.info("job_canceled", job=str(job.pk), kind=job.kind)
        return AttemptResult.DONE
    log.warning("job_lease_lost", job=str(job.pk), kind=job.kind, attempt=job.attempts)
    return AttemptResult.NOT_MINE


def _succeed(job: Job, outcome: HandlerResult) -> AttemptResult:
    return _end(
        job,
        JobState.SUCCEEDED,
        message=outcome.message,
        result=outcome.result,
        problems=outcome.problems,
    )


def _wait_as_large(job: Job) -> AttemptResult:
    """Return the job to the queue; this does not count as an attempt."""
    requeued = _mine(job).update(
        state=JobState.QUEUED, large=True, attempts=F("attempts") - 1, lease_until=None, started_at=None
    )
    return AttemptResult.LATER if requeued else AttemptResult.NOT_MINE


def _retry_or_give_up(job: Job) -> AttemptResult:
    if job.attempts >= MAX_ATTEMPTS:
        return _end(job, JobState.FAILED, message=_GAVE_UP.format(attempts=job.attempts))
    requeued = _mine(job).update(state=JobState.QUEUED, lease_until=Now() + _RETRY_AFTER)
    return AttemptResult.RETRY if requeued else AttemptResult.NOT_MINE


def _end(
    job: Job,
    state: JobState,
    *,
    message: str,
    result: Mapping[str, Any] | None = None,
    problems: tuple[Mapping[str, Any], ...] = (),
) -> AttemptResult:
    """End the job unless another worker took it over, and delete its uploads with it."""
    with transaction.atomic():
        ended = _mine(job).update(
            state=state,
            lease_until=None,
            progress=100 if state == JobState.SUCCEEDED else F("progress"),
            message=message[:_MESSAGE_LENGTH],
            result=dict(result) if result is not None else None,
            problems=[dict(problem) for problem in problems[:_MAX_PROBLEMS]],
            finished_at=Now(),
        )
        if not ended:
            return _stopped(job)
        Upload.objects.filter(job=job).delete()
    job.refresh_from_db()
    job_broadcast(job)
    return AttemptResult.DONE


def _mine(job: Job) -> Any:
    return Job.objects.filter(pk=job.pk, state=JobState.RUNNING, attempts=job.attempts)
