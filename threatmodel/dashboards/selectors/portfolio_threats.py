"""The threats of all models of a portfolio: the list behind its figures."""

import uuid
from collections.abc import Mapping
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.utils import timezone

from threatmodel.accounts.models import User
from threatmodel.architecture.api.selectors.people import owned_by, person_row
from threatmodel.dashboards.selectors.portfolio import models_of_person
from threatmodel.threats.choices import OPEN
from threatmodel.threats.risk.selectors.risk_appetite import above_appetite, team_matrices
from threatmodel.threats.threats.models import Threat
from threatmodel.threats.threats.selectors.date_filters import in_periods
from threatmodel.threats.triage.selectors.due_dates import SOON, DueDays, due_on_in_teams, due_part

Row = dict[str, Any]
Days = Mapping[uuid.UUID, DueDays]
"""By team: its days until threats are due."""
_EQUAL: Final = {
    "severity": "severity__in",
    "status": "status__in",
    "rule": "rule__in",
    "likelihood": "likelihood",
    "impact": "impact",
}


def portfolio_threats(*, user: User, query: Mapping[str, Any], days: Days) -> QuerySet[Threat]:
    """The found threats that match the filters of PortfolioThreatQuery, in its order.

    `days` are those of the teams of the person, of team_days.
    """
    models = models_of_person(user=user, team=query["team"])
    found = Threat.objects.filter(model__in=models.order_by().values("pk"))
    found = found.filter(**{lookup: query[name] for name, lookup in _EQUAL.items() if query[name]})
    if query["owner"]:
        found = found.filter(owned_by(query["owner"], user.pk))
    if query["mitigation"]:
        found = found.filter(treatments=None)
    if words := query["search"].strip():
        found = found.filter(Q(title__icontains=words) | Q(subject_name__icontains=words))
    if query["above_appetite"]:
        found = above_appetite(found, team_matrices(team_ids=days.keys()))
    if query["due"]:
        found = _due(found, query["due"], days)
    return in_periods(found, query).order_by(*query["ordering"])


def _due(threats: QuerySet[Threat], states: list[str], days: Days) -> QuerySet[Threat]:
    """Those that still want work, by when."""
    today = timezone.localdate()
    conditions = {
        "overdue": Q(due_day__lt=today),
        "soon": Q(due_day__range=(today, today + SOON)),
        "none": Q(due_day__isnull=True),
    }
    chosen = Q(pk__in=[])
    for state in states:
        chosen |= conditions[state]
    dated = threats.filter(status__in=OPEN).alias(due_day=due_on_in_teams(days))
    return dated.filter(chosen)


def portfolio_threat_rows(threats: QuerySet[Threat], *, days: Days) -> list[Row]:
    """One page of threats as the API lists them. Two queries: ids take less memory to sort than rows."""
    keys = list(threats.values_list("pk", flat=True))
    rows = Threat.objects.filter(pk__in=keys).select_related("model__team", "owner").only(
        "number", "title", "severity", "score", "status", "certainty", "subject_name", "first_seen_at",
        "due", "model__name", "model__team__name", "model__team__slug", "owner__name", "owner__email",
    )  # fmt: skip
    found = {threat.pk: threat for threat in rows}
    shown = (found[key] for key in keys if key in found)
    return [_row(threat, days.get(threat.model.team_id, {})) for threat in shown]


def _row(threat: Threat, days: DueDays) -> Row:
    columns = ("status", "certainty", "due", "severity", "first_seen_at")
    model = threat.model
    return {
        "model": {"id": model.pk, "name": model.name},
        "team": {"id": model.team.pk, "name": model.team.name, "slug": model.team.slug},
        "number": threat.number,
        "title": threat.title,
        "subject": threat.subject_name,
        "severity": threat.severity,
        "score": threat.score,
        "status": threat.status,
        "owner": person_row(threat.owner),
        "first_seen_at": threat.first_seen_at,
        **due_part({name: getattr(threat, name) for name in columns}, days),
    }
