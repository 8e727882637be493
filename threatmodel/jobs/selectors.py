"""Reads of jobs. What a person may see goes through their memberships."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Now

from threatmodel.api.second_factor import second_factors
from threatmodel.jobs.choices import UNFINISHED, JobState, MailState
from threatmodel.jobs.encryption import InvalidToken, decrypt
from threatmodel.jobs.handler_registry import JobFailed
from threatmodel.jobs.models import MAX_ATTEMPTS, Job, Mail, Upload

UPLOAD_PURPOSE = "upload"
# A job this young is still on its way through the broker.
_DISPATCH_GRACE = timedelta(seconds=2)
_LOADING = timedelta(minutes=1)  # of a page, at most: from its first reading to its socket
_MAX_SWEPT = 500
_NEVER = datetime.min.replace(tzinfo=UTC)


def jobs_visible(*, user: AbstractBaseUser | AnonymousUser) -> QuerySet[Job]:
    """Jobs of the teams the user belongs to, newest first; not of models that were deleted."""
    if not user.is_authenticated:  # a missing id would match teams without members
        return Job.objects.none()
    may_use = Q(team__mfa_required=False) | Exists(second_factors(user_id=user.pk))
    mine = Job.objects.filter(may_use, team__memberships__user_id=user.pk, team__deleted_at=None)
    return mine.filter(model__deleted_at__isnull=True)


def jobs_unfinished(*, model_id: UUID) -> QuerySet[Job]:
    """Jobs of a model that wait or run, oldest first. The caller has checked who asks."""
    return Job.objects.filter(model_id=model_id, state__in=UNFINISHED).order_by("created_at", "id")


def jobs_just_ended(*, model_id: UUID) -> QuerySet[Job]:
    """Jobs of a model that ended while a page may have been loading. The caller has checked who asks."""
    return Job.objects.filter(model_id=model_id, finished_at__gt=Now() - _LOADING)


def teams() -> QuerySet[Any]:
    """All teams: their app lies above this one, so the relation leads there."""
    return apps.get_model("accounts.Team").objects.all()


def jobs_due() -> QuerySet[Job]:
    """Jobs that a worker may take now: those that wait, and those whose worker went away."""
    return Job.objects.filter(_due())


def jobs_claimable() -> QuerySet[Job]:
    """Jobs that no worker runs, whether due now or later; for a claim by id."""
    waiting = Q(state=JobState.QUEUED) | Q(state=JobState.RUNNING, lease_until__lt=Now())
    return Job.objects.filter(waiting, attempts__lt=MAX_ATTEMPTS)


def jobs_held() -> QuerySet[Job]:
    """Jobs that a worker runs."""
    return Job.objects.filter(_held())


def share_of_team(held: int) -> int:
    """Return how many jobs a team may run, where workers run `held` jobs of all teams.

    The last free worker is for teams that run nothing: two busy teams would hold all of them, and a third
    wait for the longest of their jobs.
    """
    return 1 if held >= settings.JOB_WORKERS - 1 else settings.MAX_TEAM_JOBS_RUNNING


def team_ids_in_order() -> list[UUID]:
    """Return the teams with due jobs that run fewer than their share, in order of priority.

    Those that run the fewest come first, among them the one whose last job started longest ago.
    """
    counted = (
        Job.objects.filter(state__in=UNFINISHED)
        .order_by()
        .values("team_id")
        .annotate(held=Count("pk", filter=_held()), since=Min("created_at", filter=_due()))
    )
    unfinished = list(counted)
    most = share_of_team(sum(row["held"] for row in unfinished))
    waiting = [row for row in unfinished if row["since"] is not None and row["held"] < most]
    served = _served_at([row["team_id"] for row in waiting]) if len(waiting) > 1 else {}
    waiting.sort(key=lambda row: (row["held"], served.get(row["team_id"], _NEVER), row["since"]))
    return [row["team_id"] for row in waiting]


def job_ids_lost() -> list[UUID]:
    """Ids of jobs that no worker runs: not claimed, or with an expired lease; oldest first."""
    lost = jobs_due().exclude(state=JobState.QUEUED, created_at__gte=Now() - _DISPATCH_GRACE)
    return list(lost.order_by("created_at", "id").values_list("pk", flat=True)[:_MAX_SWEPT])


def mails_due() -> QuerySet[Mail]:
    """Mails to be sent now: those that wait, and those whose worker went away."""
    unsent = Mail.objects.filter(state__in=(MailState.QUEUED, MailState.SENDING), due_at__lte=Now())
    return unsent.exclude(state=MailState.SENDING, once=True, handed_at__isnull=False)


def mails_interrupted() -> QuerySet[Mail]:
    """Mails to be sent once whose worker went away while it handed them over: they may have been taken."""
    sending = Mail.objects.filter(state=MailState.SENDING, due_at__lte=Now())
    return sending.filter(once=True, handed_at__isnull=False)


def mails_sending() -> QuerySet[Mail]:
    """Mails that a worker is sending."""
    return Mail.objects.filter(state=MailState.SENDING, due_at__gt=Now())


def mails_unsent() -> QuerySet[Mail]:
    """Mails that wait or were given up, oldest first; for operators."""
    return Mail.objects.exclude(state=MailState.SENT).order_by("created_at", "id")


def uploads_read(*, job: Job) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of the job's files in the order they were given.

    Raises JobFailed when they are not there any more, or were encrypted under a key that is gone.
    """
    uploads = list(Upload.objects.filter(job=job).order_by("position"))
    if not uploads:
        raise JobFailed("Uploaded files are kept for one hour only. Import them again.")
    for upload in uploads:
        try:
            yield upload.name, decrypt(bytes(upload.ciphertext), purpose=UPLOAD_PURPOSE)
        except InvalidToken:
            raise JobFailed(
                "The uploaded files cannot be read since the secret key changed. Import them again."
            ) from None


def _served_at(team_ids: list[UUID]) -> dict[UUID, datetime]:
    """When a job of each team was started last; teams without any are left out."""
    started = Job.objects.filter(team_id=OuterRef("pk"), started_at__isnull=False).order_by("-started_at")
    last = teams().filter(pk__in=team_ids).annotate(served_at=Subquery(started.values("started_at")[:1]))
    return {pk: at for pk, at in last.values_list("pk", "served_at") if at is not None}


def _due() -> Q:
    waiting = Q(state=JobState.QUEUED) & (Q(lease_until__isnull=True) | Q(lease_until__lte=Now()))
    lost = Q(state=JobState.RUNNING, lease_until__lt=Now())
    return (waiting | lost) & Q(attempts__lt=MAX_ATTEMPTS)


def _held() -> Q:
    return Q(state=JobState.RUNNING, lease_until__gte=Now())
