"""Cancels jobs before they write, and writes those again that were canceled or have failed."""

from functools import partial
from typing import Final

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models.functions import Now

from threatmodel.jobs.choices import CANCELABLE, REPEATABLE, UNFINISHED, JobState
from threatmodel.jobs.models import Job, Upload
from threatmodel.jobs.progress import job_broadcast
from threatmodel.jobs.services import job_create

_CANCELED: Final = "Nothing was changed."


class CannotCancel(ValueError):
    """The job cannot be canceled (any more); people are shown the message."""


class CannotRepeat(ValueError):
    """The job cannot be asked for again as it was; people are shown the message."""


@transaction.atomic
def job_cancel(*, job: Job) -> bool:
    """Cancel a job that has written nothing yet, and return whether this call did; the files are deleted.

    A waiting one never starts. The worker of a running one stops at its next report or check, and can write
    nothing: see ProgressReporter.storing. Raises CannotCancel.
    """
    open_to_it = Job.objects.filter(kind__in=CANCELABLE, state__in=UNFINISHED, storing=False)
    canceled = open_to_it.filter(pk=job.pk).update(
        state=JobState.CANCELED, message=_CANCELED, lease_until=None, finished_at=Now()
    )
    job.refresh_from_db()
    if not canceled:
        _check_canceled(job)
        return False
    Upload.objects.filter(job=job).delete()
    transaction.on_commit(partial(job_broadcast, job))
    return True


@transaction.atomic
def job_repeat(*, job: Job, user: AbstractBaseUser) -> Job:
    """Write a job that was canceled or has failed again, as it was; the caller dispatches it.

    Raises CannotRepeat, TooManyJobs.
    """
    job = Job.objects.select_for_update(of=("self",)).select_related("team", "model").get(pk=job.pk)
    if job.kind not in REPEATABLE:
        raise CannotRepeat("Send what it was about again: this is not kept.")
    if job.state not in (JobState.CANCELED, JobState.FAILED):
        raise CannotRepeat("It has neither failed nor been canceled.")
    waiting = Job.objects.filter(model=job.model, kind=job.kind, params=job.params, state__in=UNFINISHED)
    return waiting.first() or job_create(
        team=job.team, kind=job.kind, user=user, model=job.model, params=job.params
    )


def _check_canceled(job: Job) -> None:
    if job.kind not in CANCELABLE:
        raise CannotCancel(f"{job.get_kind_display()}: this cannot be canceled.")
    if job.state in UNFINISHED:
        raise CannotCancel("Too late: it is being stored.")
    if job.state != JobState.CANCELED:
        raise CannotCancel("Too late: it has ended.")
