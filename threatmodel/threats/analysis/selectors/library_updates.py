"""What the newest rule library changes about the models of a team."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Count, Q, QuerySet

from threatmodel.architecture.api.selectors.people import person_row
from threatmodel.architecture.models import ThreatModel
from threatmodel.engine.analysis.analyzer_version import analyzer_version
from threatmodel.engine.analysis.attack_scenario import RULE_PREFIX
from threatmodel.jobs.choices import UNFINISHED, JobKind, JobState
from threatmodel.jobs.models import Job
from threatmodel.library.selectors.team_library import rule_summaries
from threatmodel.threats.analysis.models import LibraryUpdate, ModelCounters
from threatmodel.threats.threats.models import Threat

Row = dict[str, Any]
_NONE: Final[Row] = {
    "state": "none",
    **dict.fromkeys(
        ("counts", "previewed_counts", "seq", "previewed_seq", "created_at", "apply_at", "requested_at",
         "requested_by", "ended_at")
    ),
    "earlier_version": "",
    "message": "",
    "job": None,
}  # fmt: skip
_WITHOUT_RESULT: Final[Mapping[str, str]] = {JobState.FAILED: "failed", JobState.CANCELED: "canceled"}


def library_update_of(*, model: ThreatModel, with_changes: bool) -> LibraryUpdate | None:
    """The newest update of the model; a preview for another release does not count. One query."""
    updates = LibraryUpdate.objects.filter(model=model).select_related("requested_by")
    updates = updates.exclude(~Q(version=analyzer_version()), state="waiting").order_by("-created_at")
    return (updates if with_changes else updates.defer("changes")).first()


def library_update_row(*, model: ThreatModel) -> Row:
    """The newest update of the model as its pages show it. At most three queries."""
    update = library_update_of(model=model, with_changes=False)
    if update is None or update.state != "waiting":
        earlier = _earlier_version(model)
        if earlier is not None:
            return _without_preview(model, earlier)
    if update is None:
        return {**_NONE, "version": analyzer_version()}
    names = ("state", "version", "earlier_version", "counts", "previewed_counts", "seq", "previewed_seq")
    days = model.team.library_update_days
    waits = update.state == "waiting" and update.requested_at is None
    failed = _failed_job(model, since=update.created_at) if waits else None
    is_due = waits and failed is None and days is not None
    return {
        **{name: getattr(update, name) for name in names},
        "message": failed.message if failed else "",
        "job": None,
        "created_at": update.created_at,
        "apply_at": update.created_at + timedelta(days=days) if is_due and days is not None else None,
        "requested_at": update.requested_at,
        "requested_by": person_row(update.requested_by),
        "ended_at": update.ended_at,
    }


def _earlier_version(model: ThreatModel) -> str | None:
    """The release that analyzed the model where it is not this one. One query."""
    other = ModelCounters.objects.filter(model=model, analyzed_seq__gte=0)
    other = other.exclude(analyzer_version=analyzer_version())
    return other.values_list("analyzer_version", flat=True).first()


def _without_preview(model: ThreatModel, earlier: str) -> Row:
    """What a model shows whose preview is not computed yet, or could not be. One query."""
    job = _jobs(model).first()
    ended = job is not None and job.state in _WITHOUT_RESULT
    return {
        **_NONE,
        "state": _WITHOUT_RESULT[job.state] if job and ended else "pending",
        "message": job.message if job and ended else "",
        "job": job.pk if job and (ended or job.state in UNFINISHED) else None,
        "version": analyzer_version(),
        "earlier_version": earlier,
    }


def _failed_job(model: ThreatModel, *, since: datetime) -> Job | None:
    """The newest job since then that failed to preview or apply this release, if any did."""
    return _jobs(model).filter(state=JobState.FAILED, finished_at__gt=since).first()


def _jobs(model: ThreatModel) -> QuerySet[Job]:
    """The jobs that preview or apply this release, newest first."""
    kinds = (JobKind.ANALYZE, JobKind.LIBRARY_PREVIEW)
    jobs = Job.objects.filter(model=model, kind__in=kinds, params__analyzer_version=analyzer_version())
    return jobs.order_by("-created_at")


def library_changes_of(
    update: LibraryUpdate | None, *, model: ThreatModel, query: Mapping[str, Any]
) -> tuple[list[Row], Callable[[Sequence[Row]], list[Row]]]:
    """The changes that match the filters, and how a page of them is shown. Two queries a page."""
    words = query["search"].strip().casefold()
    found = [
        one
        for one in (update.changes if update else ())
        if (not query["change"] or one["change"] in query["change"])
        and query["decided"] in (None, one["decided"])
        and words in f"{one['title']} {one['subject_name']} {one['rule']}".casefold()
    ]
    return found, lambda page: _rows(page, model=model)


def _rows(changes: Sequence[Row], *, model: ThreatModel) -> list[Row]:
    summaries = rule_summaries(team_id=model.team_id)
    rows = Threat.with_possible.filter(model=model, fingerprint__in=[one["fingerprint"] for one in changes])
    known = {row.fingerprint: row for row in rows.only("fingerprint", "number", "status")}
    shown = []
    for one in changes:
        row, rule = known.get(one["fingerprint"]), summaries.get(one["rule"])
        shown.append(
            {
                **one,
                "why": rule.why if rule else "",
                "subject": {"uid": one["subject_uid"], "name": one["subject_name"]},
                "scenario": one["rule"].startswith(RULE_PREFIX),
                "number": row.number if row else None,
                "status": row.status if row else None,
            }
        )
    return shown


def library_updates_waiting(*, team_id: uuid.UUID) -> Row:
    """How many models of the team have an update that waits, and how many are about to have it. One query."""
    updates = LibraryUpdate.objects.filter(
        model__team_id=team_id, model__deleted_at=None, state="waiting", version=analyzer_version()
    )
    counts = updates.aggregate(
        waiting=Count("pk", filter=Q(requested_at=None)), requested=Count("pk", filter=~Q(requested_at=None))
    )
    return {"version": analyzer_version(), **counts}
