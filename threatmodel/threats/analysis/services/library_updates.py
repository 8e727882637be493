"""After a new release: previews of what its rules change, and analyses once they are to be applied.

A preview waits until a person applies it, the days of the team have passed, or an edit or import has the
model analyzed anyway. Jobs are written a few at a time.
"""

import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from threatmodel.accounts.models import User
from threatmodel.architecture.models import ThreatModel
from threatmodel.engine.analysis.analyzer_version import analyzer_version
from threatmodel.history.services.events import event_write
from threatmodel.jobs.choices import UNFINISHED, JobKind, JobState
from threatmodel.jobs.models import Job
from threatmodel.jobs.services import TooManyJobs, job_create
from threatmodel.threats.analysis.models import LibraryUpdate
from threatmodel.threats.analysis.services.counters import counters_lock
from threatmodel.threats.threats.services.manual_threats import threats_announce

# Waiting or running at once: other jobs wait behind two of them, not behind a thousand.
AT_ONCE: Final = 2
_LOOKED_AT: Final = 200
_KINDS: Final = (JobKind.ANALYZE, JobKind.LIBRARY_PREVIEW)


def library_updates_request() -> list[uuid.UUID]:
    """Write jobs for models that were analyzed by another release; return the ids of the jobs.

    Updates to apply come before previews, and the models edited last come first, at most one of each team at
    once. A model whose job has failed under this release is left to a person or the next edit. The caller
    dispatches the jobs.
    """
    jobs = Job.objects.filter(kind__in=_KINDS, params__analyzer_version=analyzer_version())
    waiting = list(jobs.filter(state__in=UNFINISHED).values_list("team_id", flat=True))
    room, teams = AT_ONCE - len(waiting), set(waiting)
    if room <= 0:
        return []
    failed = jobs.filter(state=JobState.FAILED)
    _failed_withdraw(failed)
    _due_request(failed, now=timezone.now())
    begun: list[uuid.UUID] = []
    for model, kind in _wanted(failed):
        if len(begun) == room:
            break
        if model.team_id not in teams and (job := _job_for(model, kind)) is not None:
            teams.add(model.team_id)
            begun.append(job.pk)
    return begun


@transaction.atomic
def library_update_apply(*, model: ThreatModel, actor: User) -> Job:
    """Have the model analyzed by the rules of this release; the caller dispatches the job.

    Raises LibraryUpdate.DoesNotExist when no update waits, TooManyJobs.
    """
    counters_lock(model.pk)
    update = LibraryUpdate.objects.get(model=model, state="waiting", version=analyzer_version())
    _request(update, actor)
    params = {"analyzer_version": analyzer_version()}
    begun = Job.objects.filter(model=model, kind=JobKind.ANALYZE, params=params, state__in=UNFINISHED).first()
    return begun or job_create(team=model.team, kind=JobKind.ANALYZE, user=actor, model=model, params=params)


@transaction.atomic
def library_updates_apply(*, team_id: uuid.UUID, actor: User) -> int:
    """Have all models of the team whose update waits analyzed, a few at a time; return how many there are."""
    found = LibraryUpdate.objects.select_for_update(of=("self",)).filter(
        model__team_id=team_id, model__deleted_at=None, state="waiting", version=analyzer_version()
    )
    updates = list(found.filter(requested_at=None).order_by("model_id"))
    for update in updates:
        _request(update, actor)
    return len(updates)


def _request(update: LibraryUpdate, actor: User) -> None:
    if update.requested_at is not None:
        return
    update.requested_at, update.requested_by = timezone.now(), actor
    update.save(update_fields=["requested_at", "requested_by"])
    event_write(
        model_id=update.model_id,
        actor=actor,
        subject_type="analysis",
        what=f"applied the rule library {update.version}",
        after={"version": update.version, "earlier_version": update.earlier_version},
    )
    threats_announce(update.model_id)


def _failed_withdraw(failed: QuerySet[Job]) -> None:
    """Withdraw the requests whose analysis has failed, so that people can ask for it again."""
    after = failed.filter(model=OuterRef("model"), finished_at__gt=OuterRef("requested_at"))
    waiting = LibraryUpdate.objects.filter(state="waiting", requested_at__isnull=False)
    keys = list(waiting.filter(Exists(after)).values_list("pk", flat=True))
    if keys:
        LibraryUpdate.objects.filter(pk__in=keys).update(requested_at=None, requested_by=None)


def _due_request(failed: QuerySet[Job], *, now: datetime) -> None:
    """Request the updates whose team lets them be applied after some days, and these have passed."""
    waiting = LibraryUpdate.objects.filter(
        state="waiting", requested_at=None, version=analyzer_version(), model__team__deleted_at=None
    ).exclude(model__in=failed.values("model"))
    teams = waiting.order_by().values_list("model__team__library_update_days", flat=True).distinct()
    for days in teams:
        if days is not None:
            due = waiting.filter(
                model__team__library_update_days=days, created_at__lte=now - timedelta(days=days)
            )
            keys = list(due.values_list("pk", flat=True))
            LibraryUpdate.objects.filter(pk__in=keys, requested_at=None).update(requested_at=now)


def _wanted(failed: QuerySet[Job]) -> Iterator[tuple[ThreatModel, str]]:
    outdated = ThreatModel.objects.filter(
        ~Q(counters__analyzer_version=analyzer_version()),
        counters__analyzed_seq__gte=0,
        team__deleted_at=None,
    )
    current = LibraryUpdate.objects.filter(state="waiting", version=analyzer_version())
    newest = outdated.select_related("team").order_by("-updated_at")
    requested = current.exclude(requested_at=None)
    for model in newest.filter(pk__in=requested.values("model_id"))[:_LOOKED_AT]:
        yield model, JobKind.ANALYZE
    unseen = newest.exclude(pk__in=current.values("model_id")).exclude(pk__in=failed.values("model_id"))
    for model in unseen[:_LOOKED_AT]:
        yield model, JobKind.LIBRARY_PREVIEW


def _job_for(model: ThreatModel, kind: str) -> Job | None:
    try:
        params = {"analyzer_version": analyzer_version()}
        return job_create(team=model.team, kind=kind, user=None, model=model, params=params)
    except TooManyJobs:  # the team has many jobs; the next round tries again
        return None
