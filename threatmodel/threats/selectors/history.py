"""Who changed what, and the analyses that found something new."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet

from threatmodel.accounts.models import User
from threatmodel.architecture.models import ThreatModel
from threatmodel.jobs.models import Job, Kind, State
from threatmodel.threats.models import AnalysisRun, Event

Row = dict[str, Any]
_ON_ONE_PAGE = 100  # events shown on the page of one threat; the rest is in the history


def person(user: User | None) -> Row | None:
    """Return a person as the API shows them."""
    return {"id": user.pk, "email": user.email, "name": user.get_full_name()} if user else None


def events_of(*, model: ThreatModel, query: Mapping[str, Any]) -> QuerySet[Event]:
    """Events of a model that match the filters of EventQuery, in its order."""
    found = Event.objects.filter(model=model)
    if query["subject_type"]:
        found = found.filter(subject_type__in=query["subject_type"])
    if query["number"]:
        found = found.filter(subject_number=query["number"])
    if words := query["search"]:
        people = Q(actor__name__icontains=words) | Q(actor__email__icontains=words)
        found = found.filter(Q(what__icontains=words) | people)
    return found.order_by(*query["ordering"])


def events_about(*, model: ThreatModel, subject_type: str, number: int) -> QuerySet[Event]:
    """The newest events of one threat or mitigation."""
    found = Event.objects.filter(model=model, subject_type=subject_type, subject_number=number)
    return found.order_by("-id")[:_ON_ONE_PAGE]


def event_rows(events: QuerySet[Event]) -> list[Row]:
    """Events as the API lists them. One query."""
    return [
        {
            "id": event.pk,
            "at": event.at,
            "actor": person(event.actor),
            "subject_type": event.subject_type,
            "subject_number": event.subject_number,
            "what": event.what,
            "before": event.before,
            "after": event.after,
        }
        for event in events.select_related("actor")
    ]


def run_rows(runs: QuerySet[AnalysisRun]) -> list[Row]:
    """Analyses as the API lists them. One query."""
    return [dict(row) for row in runs.values("id", "seq", "counts", "duration_ms", "created_at")]


def runs_of(*, model: ThreatModel, query: Mapping[str, Any]) -> QuerySet[AnalysisRun]:
    """Analyses of a model that found something new, in the order of PageQuery."""
    return AnalysisRun.objects.filter(model=model).order_by(*query["ordering"])


def profiles_of_last_import(*, model: ThreatModel) -> frozenset[str]:
    """The compose profiles that were switched on for the last import of a model that succeeded."""
    done = Job.objects.filter(model=model, kind=Kind.IMPORT, state=State.SUCCEEDED)
    last = done.order_by("-created_at").values_list("params", flat=True).first()
    return frozenset(last.get("profiles", ())) if last else frozenset()


def imports_of(*, model: ThreatModel, query: Mapping[str, Any]) -> QuerySet[Job]:
    """Past imports of a model, in the order of PageQuery."""
    return Job.objects.filter(model=model, kind=Kind.IMPORT).order_by(*query["ordering"])
