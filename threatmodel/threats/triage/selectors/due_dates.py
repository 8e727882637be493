"""By when a threat is to be dealt with: the day a person set, else the days of its team for the severity.

The second kind is never stored, so that other days, and another severity, count at once.
"""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db.models import Case, DateField, Expression, F, Func, Q, Value, When
from django.utils import timezone

from threatmodel.threats.choices import OPEN

DueDays = Mapping[str, int]
"""Days by severity; a severity that is not named has no date."""
SOON: Final = dt.timedelta(days=7)
_COUNTED: Final = Q(status__in=OPEN, certainty="found")


def due_filter(states: list[str], days: DueDays) -> Q:
    """The condition of threats that still want work and are in any of these DUE_STATES."""
    today = timezone.localdate()
    until = today + SOON
    conditions = {
        "overdue": _before(today, days),
        "soon": _before(until + dt.timedelta(days=1), days) & ~_before(today, days),
        "none": Q(due__isnull=True) & ~Q(severity__in=list(days)),
    }
    chosen = Q(pk__in=[])
    for state in states:
        chosen |= conditions[state]
    return _COUNTED & chosen


def due_on(days: DueDays) -> Expression:
    """The date of a threat, to sort by; null where it has none."""
    return _date(_by_severity(days, Q()))


def due_on_in_teams(days: Mapping[uuid.UUID, DueDays]) -> Expression:
    """The date of a threat of any of these teams, each with its own days; null where it has none."""
    cases = [_by_severity(of_team, Q(model__team=team)) for team, of_team in sorted(days.items())]
    return _date([one for of_team in cases for one in of_team])


class _DaysLater(Func):
    """The day (UTC) that is so many days after that of a moment.

    By functions of the databases: on SQLite those of Django would call Python for each threat, twice.
    """

    function = "DATE"
    output_field = DateField()

    def __init__(self, moment: str, days: int) -> None:
        super().__init__(F(moment), Value(f"+{days} days"))
        self.days = days

    def as_postgresql(self, compiler: Any, _connection: Any, **_context: Any) -> tuple[str, list[Any]]:
        """Add the days as PostgreSQL does."""
        sql, params = compiler.compile(self.source_expressions[0])
        return f"(({sql} AT TIME ZONE 'UTC')::date + %s)", [*params, self.days]


def _by_severity(days: DueDays, where: Q) -> list[When]:
    return [
        When(_COUNTED & Q(severity=severity) & where, then=_DaysLater("first_seen_at", number))
        for severity, number in sorted(days.items())
    ]


def _date(by_severity: Sequence[When]) -> Expression:
    return Case(
        When(due__isnull=False, then=F("due")), *by_severity, default=Value(None), output_field=DateField()
    )


def due_part(row: Mapping[str, Any], days: DueDays) -> dict[str, Any]:
    """Return what a row of the list says of the date of a threat.

    `days_left` is negative where the date has passed, and null where nothing is to be done or no date is set.
    """
    wanted = row["status"] in OPEN and row["certainty"] == "found"
    due: dt.date | None = row["due"]
    by_severity = due is None and wanted and row["severity"] in days
    if by_severity:
        due = timezone.localdate(row["first_seen_at"]) + dt.timedelta(days=days[row["severity"]])
    left = (due - timezone.localdate()).days if due and wanted else None
    return {"due": due, "due_by_severity": by_severity, "days_left": left}


def _before(day: dt.date, days: DueDays) -> Q:
    """The condition of threats that are due before this day."""
    condition = Q(due__lt=day)
    for severity, number in sorted(days.items()):
        seen_before = timezone.make_aware(dt.datetime.combine(day - dt.timedelta(days=number), dt.time.min))
        condition |= Q(due__isnull=True, severity=severity, first_seen_at__lt=seen_before)
    return condition
