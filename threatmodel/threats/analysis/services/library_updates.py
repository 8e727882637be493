"""After a new release: previews of what its rules change, and analyses once they are to be applied.

A preview waits until a person applies it, the days of the team have passed, or something else has the model
analyzed: an edit, an import, a change of the team's rules. Jobs are written a few at a time.
"""

import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from threatmodel.accounts.models import User
from threatmodel.architecture.models import ThreatModel
from threatmodel.engine.analysis.analyzer_version import analyzer_version
from threatmodel.history.models import ModelEvent
from threatmodel.history.services.events import event_build
from threatmodel.jobs.choices import UNFINISHED, JobKind, JobState
from threatmodel.jobs.models import Job
from threatmodel.jobs.services import job_create
from threatmodel.threats.analysis.models import LibraryUpdate
from threatmodel.threats.analysis.services.model_counters import counters_lock
from threatmodel.threats.analysis.services.scheduled_jobs import KINDS, JobRound, round_begin
from threatmodel.threats.threats.services.manual_threats import threats_announce


def library_updates_request() -> list[uuid.UUID]:
    """Write jobs for models that were analyzed by another release; return the ids of the jobs.

    Updates to apply come before previews, and the models edited last come first, at most one of each team at
    once. A model whose job has failed or was canceled under this release is left to a person or the next
    edit. The caller dispatches the jobs.
    """
    params = {"analyzer_version": analyzer_version()}
    jobs = Job.objects.filter(kind__in=KINDS, params__analyzer_version=analyzer_version())
    failed = jobs.filter(state__in=(JobState.FAILED, JobState.CANCELED))
    _failed_withdraw(failed)
    now = round_begin(jobs, params=params)
    if not now.room:
        return []
    _due_request(failed, now=timezone.now())
    _write(now, failed)
    return now.written


@transaction.atomic
def library_update_apply(*, model: ThreatModel, actor: User) -> Job:
    """Have the model analyzed by the rules of this release; the caller dispatches the job.

    Raises LibraryUpdate.DoesNotExist when no update waits, TooManyJobs.
    """
    counters_lock(model.pk)
    waiting = LibraryUpdate.objects.defer("changes")
    update = waiting.get(model=model, state="waiting", version=analyzer_version())
    if update.requested_at is None:
        _request([update], actor)
    params = {"analyzer_version": analyzer_version()}
    begun = Job.objects.filter(model=model, kind=JobKind.ANALYZE, params=params, state__in=UNFINISHED).first()
    return begun or job_create(team=model.team, kind=JobKind.ANALYZE, user=actor, model=model, params=params)


@transaction.atomic
def library_updates_apply(*, team_id: uuid.UUID, actor: User) -> int:
    """Have all models of the team whose update waits analyzed, a few at a time; return how many there are."""
    waiting = LibraryUpdate.objects.select_for_update(of=("self",)).filter(
        model__team_id=team_id,
        model__deleted_at=None,
        state="waiting",
        version=analyzer_version(),
        requested_at=None,
    )
    # Without the lists of changes, which may be large.
    updates = list(waiting.only("model_id", "version", "earlier_version").order_by("model_id"))
    _request(updates, actor)
    return len(updates)


def _request(updates: list[LibraryUpdate], actor: User) -> None:
    keys = [update.pk for update in updates]
    LibraryUpdate.objects.filter(pk__in=keys).update(requested_at=timezone.now(), requested_by=actor)
    ModelEvent.objects.bulk_create(
        event_build(
            model_id=update.model_id,
            actor=actor,
            subject_type="analysis",
            what=f"asked to apply the rule library {update.version}",
            after={"version": update.version, "earlier_version": update.earlier_version},
        )
        for update in updates
    )
    for update in updates:
        threats_announce(update.model_id)


def _failed_withdraw(failed: QuerySet[Job]) -> None:
    """Withdraw the requests whose analysis has failed, so that people can ask for it again.

    Where they have done so by now, a job is under way, and the request stays.
    """
    after = failed.filter(model=OuterRef("model"), finished_at__gt=OuterRef("requested_at"))
    again = Job.objects.filter(model=OuterRef("model"), kind=JobKind.ANALYZE, state__in=UNFINISHED)
    waiting = LibraryUpdate.objects.filter(Exists(after), ~Exists(again), state="waiting")
    found = dict(waiting.values_list("pk", "model_id"))
    if found:
        LibraryUpdate.objects.filter(pk__in=found).update(requested_at=None, requested_by=None)
        for model_id in found.values():
            threats_announce(model_id)


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


def _write(now: JobRound, failed: QuerySet[Job]) -> None:
    outdated = ThreatModel.objects.filter(
        ~Q(counters__analyzer_version=analyzer_version()),
        counters__analyzed_seq__gte=0,
        team__deleted_at=None,
    )
    current = LibraryUpdate.objects.filter(state="waiting", version=analyzer_version())
    requested = outdated.filter(pk__in=current.exclude(requested_at=None).values("model_id"))
    now.write(requested, kind=JobKind.ANALYZE, order=("-updated_at", "pk"))
    unseen = outdated.exclude(pk__in=current.values("model_id")).exclude(pk__in=failed.values("model_id"))
    now.write(unseen, kind=JobKind.LIBRARY_PREVIEW, order=("-updated_at", "pk"))
