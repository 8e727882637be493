"""The figures of models as they are now, and what happened in them on a day."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Sequence

from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery, Sum
from django.utils import timezone

from threatmodel.accounts.models import Team
from threatmodel.attack_paths.choices import CROWN_JEWEL
from threatmodel.attack_paths.models import GoalResult, PathRun
from threatmodel.dashboards.models import CLOSED_COLUMNS
from threatmodel.threats.acceptances.models import RiskAcceptance
from threatmodel.threats.acceptances.selectors import current_day
from threatmodel.threats.acceptances.selectors.acceptances import EXPIRING_DAYS
from threatmodel.threats.choices import AT_RISK, CLOSED, FIXED, STATUS_RISK, UNFINISHED
from threatmodel.threats.coverage.models import CoverageGrid
from threatmodel.threats.mitigations.models import Mitigation
from threatmodel.threats.threats.models import Threat
from threatmodel.threats.triage.selectors.due_dates import DueDays, due_filter

Ids = Sequence[uuid.UUID]
Figures = dict[uuid.UUID, dict[str, int]]
"""By model: columns of PostureSnapshot that are not zero."""


def present_figures(*, team: Team, model_ids: Ids) -> Figures:
    """The figures of models of a team as they are now. Six queries for any number of models."""
    figures: Figures = defaultdict(dict)
    found = Threat.objects.filter(model_id__in=model_ids)
    groups = found.filter(status__in=AT_RISK).order_by()
    columns = ("model_id", "severity", "status")
    for model_id, severity, status, number in groups.values_list(*columns).annotate(number=Count("*")):
        column = f"{STATUS_RISK[status]}_{severity}"
        figures[model_id][column] = figures[model_id].get(column, 0) + number
    today = current_day.today()
    late = Mitigation.objects.filter(model_id__in=model_ids, status__in=UNFINISHED, due__lt=today)
    until = today + dt.timedelta(days=EXPIRING_DAYS)
    ending = RiskAcceptance.objects.filter(
        model_id__in=model_ids, status="active", expires_on__range=(today, until)
    )
    _count("overdue", found.filter(due_filter(["overdue"], team.due_days)), figures)
    _count("overdue_mitigations", late, figures)
    _count("expiring", ending, figures)
    _cells(model_ids, figures)
    _jewels(model_ids, figures)
    return figures


def events_of_day(*, team: Team, model_ids: Ids, day: dt.date) -> Figures:
    """What happened in models of a team on a day (UTC): threats first seen, and closed. Two queries."""
    figures: Figures = defaultdict(dict)
    begin = timezone.make_aware(dt.datetime.combine(day, dt.time.min))
    span = (begin, begin + dt.timedelta(days=1))
    threats = Threat.objects.filter(model_id__in=model_ids)
    seen = threats.filter(first_seen_at__gte=span[0], first_seen_at__lt=span[1])
    _count("found", seen, figures)
    closed = threats.filter(closed_at__gte=span[0], closed_at__lt=span[1], status__in=CLOSED)
    columns = ("model_id", "status", "severity", "first_seen_at", "closed_at", "due")
    for model_id, status, severity, first_seen, closed_at, due in closed.values_list(*columns):
        of_model = figures[model_id]
        _add(of_model, CLOSED_COLUMNS[status], 1)
        if status in FIXED:
            _add(of_model, "fixed_seconds", max(0, int((closed_at - first_seen).total_seconds())))
            kept = _kept(due or _due_by_severity(first_seen, severity, team.due_days), closed_at)
            _add(of_model, "due_fixed", int(kept is not None))
            _add(of_model, "due_kept", int(bool(kept)))
    return figures


def _add(figures: dict[str, int], column: str, number: int) -> None:
    figures[column] = figures.get(column, 0) + number


def _count(
    column: str, rows: QuerySet[Threat] | QuerySet[Mitigation] | QuerySet[RiskAcceptance], figures: Figures
) -> None:
    for model_id, number in rows.order_by().values_list("model_id").annotate(number=Count("pk")):
        figures[model_id][column] = number


def _due_by_severity(first_seen: dt.datetime, severity: str, days: DueDays) -> dt.date | None:
    """The date that the days of the team give a threat, as triage.selectors.due has it."""
    number = days.get(severity)
    return None if number is None else timezone.localdate(first_seen) + dt.timedelta(days=number)


def _kept(due: dt.date | None, closed_at: dt.datetime) -> bool | None:
    return None if due is None else timezone.localdate(closed_at) <= due


def _cells(model_ids: Ids, figures: Figures) -> None:
    """Cells of the coverage grids of all methods, and those that are settled."""
    grids = CoverageGrid.objects.filter(model_id__in=model_ids).order_by().values_list("model_id")
    sums = grids.annotate(_settled=Sum("settled"), _manually=Sum("settled_manually"), _all=Sum("applicable"))
    for model_id, settled, manually, applicable in sums:
        figures[model_id] |= {"cells_settled": settled + manually, "cells_applicable": applicable}


def _jewels(model_ids: Ids, figures: Figures) -> None:
    """Crown jewels in the newest attack paths of each model, and those that attackers who count reach."""
    newest = PathRun.objects.filter(model=OuterRef("run__model")).order_by("-number").values("pk")[:1]
    goals = GoalResult.objects.filter(
        goal=CROWN_JEWEL, run__model_id__in=model_ids, run=Subquery(newest)
    ).order_by()
    reached = Count("pk", filter=Q(score__isnull=False))
    counts = goals.values_list("run__model_id").annotate(
        number=Count("pk"), reached=reached, most=Max("score")
    )
    for model_id, number, those_reached, score in counts:
        figures[model_id] |= {"jewels": number, "jewels_reached": those_reached, "jewel_score": score or 0}
