"""Posture over time: the figures of each day, of one model or summed over several."""

import datetime as dt
from typing import Any, Final

from django.db.models import Count, Max, Min, QuerySet, Sum

from threatmodel.architecture.models import ThreatModel
from threatmodel.dashboards.models import CLOSED_COLUMNS, PostureSnapshot
from threatmodel.library.choices import SEVERITIES

Row = dict[str, Any]
_SUMMED: Final = (
    *(f"open_{severity}" for severity in SEVERITIES),
    *(f"accepted_{severity}" for severity in SEVERITIES),
    "overdue", "overdue_mitigations", "expiring", "cells_settled", "cells_applicable", "jewels",
    "jewels_reached", "found", *CLOSED_COLUMNS.values(), "fixed_seconds", "due_fixed", "due_kept",
)  # fmt: skip
SHOWN: Final = tuple(name for name in _SUMMED if not name.startswith(("open_", "accepted_")))


def posture_days(*, models: QuerySet[ThreatModel], since: dt.date, until: dt.date) -> list[Row]:
    """The figures of each day that has a snapshot, summed over the models, the first day first. One query.

    Sums are over the models that have one on that day: `models` says how many. `jewel_score` is the highest.
    """
    rows = PostureSnapshot.objects.filter(model__in=models.order_by().values("pk"), day__range=(since, until))
    # Not named as the columns: Django would take the sums for the columns themselves.
    sums = {f"{name}_sum": Sum(name) for name in _SUMMED}
    days = (
        rows.order_by("day")
        .values("day")
        .annotate(models=Count("pk"), score=Max("jewel_score"), first_taken=Min("taken_at"), **sums)
    )
    return [_day({**row}) for row in days]


def _day(row: Row) -> Row:
    return {
        "day": row["day"],
        "taken_at": row["first_taken"],
        "models": row["models"],
        "open": by_severity(row, "open_{}_sum"),
        "accepted": by_severity(row, "accepted_{}_sum"),
        "jewel_score": row["score"],
        **{name: row[f"{name}_sum"] for name in SHOWN},
    }


def by_severity(row: Row, column: str) -> dict[str, int]:
    """The figures of a row whose columns are named after severities."""
    return {severity: row[column.format(severity)] for severity in SEVERITIES}
