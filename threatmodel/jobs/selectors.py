"""Reads of jobs. What a person may see goes through their memberships."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from threatmodel.jobs.models import UNFINISHED, Job, State, Upload
from threatmodel.jobs.registry import JobFailed
from threatmodel.jobs.secrecy import InvalidToken, decrypt

UPLOAD_PURPOSE = "upload"
# A job this young is still on its way through the broker.
_NUDGE_GRACE = timedelta(seconds=2)
_SWEEP_MOST = 500


def jobs_visible(*, user: AbstractBaseUser | AnonymousUser) -> QuerySet[Job]:
    """Jobs of the teams the user belongs to, newest first."""
    if not user.is_authenticated:  # a missing id would match teams without members
        return Job.objects.none()
    return Job.objects.filter(team__memberships__user_id=user.pk, team__deleted_at=None)


def jobs_unfinished(*, model_id: UUID) -> QuerySet[Job]:
    """Jobs of a model that wait or run, oldest first. The caller has checked who asks."""
    return Job.objects.filter(model_id=model_id, state__in=UNFINISHED).order_by("created_at", "id")


def job_ids_lost() -> list[UUID]:
    """Ids of jobs that nobody works on: not picked up, or with a lease that ran out; oldest first."""
    due = Q(lease_until__isnull=True) | Q(lease_until__lt=Now())
    waiting = Q(state=State.QUEUED, created_at__lt=Now() - _NUDGE_GRACE) & due
    expired = Q(state=State.RUNNING, lease_until__lt=Now())
    lost = Job.objects.filter(waiting | expired).order_by("created_at", "id")
    return list(lost.values_list("pk", flat=True)[:_SWEEP_MOST])


def uploads_read(*, job: Job) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of the job's files in the order they were given.

    Raises JobFailed when they are not there any more, or were encrypted under a key that is gone.
    """
    uploads = list(Upload.objects.filter(job=job).order_by("position"))
    if not uploads:
        raise JobFailed("The uploaded files are not kept for longer than an hour. Please import them again.")
    for upload in uploads:
        try:
            yield upload.name, decrypt(bytes(upload.ciphertext), purpose=UPLOAD_PURPOSE)
        except InvalidToken:
            raise JobFailed(
                "The uploaded files cannot be read since the secret key changed. Import them again."
            ) from None
