"""Takes the snapshots of today, completes those of days that are over, and removes old ones.

A snapshot is one statement that writes or replaces the row of its model and day, so whatever is interrupted
or run twice at once is taken again or replaced by the same.
"""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Final

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from threatmodel.accounts.models import Team
from threatmodel.architecture.models import ThreatModel
from threatmodel.dashboards.models import CLOSED_COLUMNS, FIGURES, PostureSnapshot
from threatmodel.dashboards.selectors.daily_figures import events_of_day, present_figures
from threatmodel.dashboards.selectors.due_snapshots import TeamModels, days_to_complete, models_wanting
from threatmodel.threats.acceptances.selectors import current_day

RETAKEN_AFTER: Final = dt.timedelta(hours=1)
FRESH: Final = dt.timedelta(minutes=2)  # what was taken within it is not taken anew on request
_OF_A_RUN: Final = 2_000  # models; the next run takes the others
_TOGETHER: Final = 100  # models in one transaction
_REMOVED_TOGETHER: Final = 5_000
EVENT_COLUMNS: Final = ("found", *CLOSED_COLUMNS.values(), "fixed_seconds", "due_fixed", "due_kept")
_KEYS: Final = ("model", "day")
_WRITTEN: Final = tuple(name for name in FIGURES if name != "day")
log = structlog.get_logger(__name__)


def posture_snapshots_keep() -> dict[str, int]:
    """Take what is missing or old of today, complete days that are over, remove old rows; return how many."""
    now, today = timezone.now(), current_day.today()
    completed = 0
    for day, of_teams in days_to_complete(day=today, most=_OF_A_RUN).items():
        completed += sum(_complete(team, ids, day) for team, ids in _in_parts(of_teams))
    wanting = models_wanting(
        models=ThreatModel.objects.all(), day=today, before=now - RETAKEN_AFTER, most=_OF_A_RUN
    )
    taken = sum(_take(team, ids, today) for team, ids in _in_parts(wanting))
    counts = {"taken": taken, "completed": completed, "removed": _remove_old(today)}
    if any(counts.values()):
        log.info("posture_snapshots", **counts)
    return counts


def posture_take(*, models: QuerySet[ThreatModel]) -> None:
    """Take the snapshots of today of these models, except for those of the last minutes."""
    today = current_day.today()
    wanting = models_wanting(models=models, day=today, before=timezone.now() - FRESH)
    for team, ids in _in_parts(wanting):
        _take(team, ids, today)


def _in_parts(of_teams: TeamModels) -> list[tuple[Team, list[uuid.UUID]]]:
    teams = Team.objects.in_bulk(list(of_teams))
    return [
        (teams[key], ids[start : start + _TOGETHER])
        for key, ids in of_teams.items()
        for start in range(0, len(ids), _TOGETHER)
    ]


def _take(team: Team, model_ids: Sequence[uuid.UUID], today: dt.date) -> int:
    """Write the rows of today as the models are now."""
    now = timezone.now()
    present = present_figures(team=team, model_ids=model_ids)
    events = events_of_day(team=team, model_ids=model_ids, day=today)
    rows = [
        PostureSnapshot(model_id=key, day=today, taken_at=now, **present.get(key, {}), **events.get(key, {}))
        for key in model_ids
    ]
    PostureSnapshot.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=_KEYS, update_fields=_WRITTEN
    )
    return len(rows)


@transaction.atomic
def _complete(team: Team, model_ids: Sequence[uuid.UUID], day: dt.date) -> int:
    """Write what happened on a day that is over; the other figures stay as they were taken."""
    events = events_of_day(team=team, model_ids=model_ids, day=day)
    rows = list(PostureSnapshot.objects.filter(model_id__in=model_ids, day=day, complete=False))
    for row in rows:
        row.complete = True
        for column in EVENT_COLUMNS:
            setattr(row, column, events.get(row.model_id, {}).get(column, 0))
    PostureSnapshot.objects.bulk_update(rows, ["complete", *EVENT_COLUMNS])
    return len(rows)


def _remove_old(today: dt.date) -> int:
    if not settings.KEEP_POSTURE_DAYS:
        return 0
    before = today - dt.timedelta(days=settings.KEEP_POSTURE_DAYS)
    old = PostureSnapshot.objects.filter(day__lt=before).order_by("day").values_list("pk", flat=True)
    removed, _ = PostureSnapshot.objects.filter(pk__in=list(old[:_REMOVED_TOGETHER])).delete()
    return removed
