"""Reads trackers with their counts, the links of a model, and proposals."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from threatmodel.architecture.api.selectors.people import person_row
from threatmodel.architecture.models import ThreatModel
from threatmodel.trackers.choices import UNSENT
from threatmodel.trackers.models import IssueLink, StatusProposal, Tracker

Row = dict[str, Any]
_COUNTED = {
    "links": Q(),
    "waiting": Q(state__in=UNSENT),
    "failed": Q(state="failed"),
    "conflicts": Q(conflict_since__isnull=False),
}


def trackers_of(*, team_id: uuid.UUID) -> QuerySet[Tracker]:
    """The trackers of a team by name, with counts of their links. One query."""
    counts = {f"{name}_count": _count(IssueLink, "tracker", only) for name, only in _COUNTED.items()}
    waiting = _count(StatusProposal, "link__tracker", Q(state="waiting"))
    return Tracker.objects.filter(team=team_id).annotate(**counts, proposals_count=waiting).order_by("name")


def links_of(*, model: ThreatModel, query: Mapping[str, Any]) -> QuerySet[IssueLink]:
    """The links of a model that match the filters, newest first."""
    found = IssueLink.objects.filter(model=model)
    lookups = {
        "tracker__in": query["tracker"],
        "state__in": query["state"],
        "threat__number__in": query["threat"],
        "mitigation__number__in": query["mitigation"],
    }
    found = found.filter(**{name: values for name, values in lookups.items() if values})
    if query["conflict"] is not None:
        found = found.filter(conflict_since__isnull=not query["conflict"])
    if words := query["search"].strip():
        matches = Q(key__icontains=words) | Q(title__icontains=words)
        found = found.filter(
            matches | Q(threat__title__icontains=words) | Q(mitigation__title__icontains=words)
        )
    return found.order_by("-created_at", "id")


def link_rows(links: QuerySet[IssueLink]) -> list[Row]:
    """Links as the API shows them. One query."""
    return [link_row(one) for one in links.select_related("tracker", "threat", "mitigation", "created_by")]


def link_row(link: IssueLink) -> Row:
    """A link as the API shows it."""
    status = link.mitigation.status if link.mitigation else link.threat.status if link.threat else ""
    conflict = {
        "local_status": status,
        "remote_status": link.remote_status,
        "remote_category": link.remote_category,
        "since": link.conflict_since,
    }
    plain = ("id", "state", "origin", "key", "url", "title", "remote_status", "remote_category", "fault")
    times = ("attempts", "remote_updated_at", "seen_at", "created_at")
    return {
        **{name: getattr(link, name) for name in (*plain, *times)},
        "tracker": tracker_brief(link.tracker),
        "threat": thing_brief(link.threat),
        "mitigation": thing_brief(link.mitigation),
        "local_status": status,
        "conflict": conflict if link.conflict_since else None,
        "due_at": link.due_at if link.state == "queued" else None,
        "created_by": person_row(link.created_by),
    }


def proposals_of(*, model: ThreatModel, query: Mapping[str, Any]) -> QuerySet[StatusProposal]:
    """The proposals of a model, newest first."""
    found = StatusProposal.objects.filter(link__model=model)
    if query["state"]:
        found = found.filter(state__in=query["state"])
    if words := query["search"].strip():
        found = found.filter(Q(link__key__icontains=words) | Q(mitigation__title__icontains=words))
    return found.order_by("-created_at", "id")


def proposal_rows(proposals: Iterable[StatusProposal]) -> list[Row]:
    """Proposals as the API shows them. One query for those of a QuerySet."""
    if isinstance(proposals, QuerySet):
        proposals = proposals.select_related("link__tracker", "link__threat", "mitigation", "decided_by")
    return [_proposal_row(one) for one in proposals]


def tracker_brief(tracker: Tracker) -> Row:
    """Enough of a tracker to name it."""
    return {"id": tracker.pk, "name": tracker.name, "kind": tracker.kind}


def thing_brief(thing: Any) -> Row | None:
    """The number and title of a threat or mitigation."""
    return {"number": thing.number, "title": thing.title} if thing else None


def _proposal_row(proposal: StatusProposal) -> Row:
    link, mitigation = proposal.link, proposal.mitigation
    issue = {"id": link.pk, "key": link.key, "url": link.url, "tracker": tracker_brief(link.tracker)}
    brief = thing_brief(mitigation)
    plain = ("id", "from_status", "to_status", "remote_status", "state", "created_at", "decided_at")
    return {
        **{name: getattr(proposal, name) for name in plain},
        "link": issue,
        "threat": thing_brief(link.threat),
        "mitigation": {**brief, "status": mitigation.status} if brief and mitigation else None,
        "decided_by": person_row(proposal.decided_by),
    }


def _count(table: Any, column: str, only: Q) -> Coalesce:
    rows = table.objects.filter(only, **{column: OuterRef("pk")}).order_by().values(column)
    counted = rows.annotate(total=Count("*")).values("total")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
