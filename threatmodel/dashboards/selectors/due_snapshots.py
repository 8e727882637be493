"""Which models want a snapshot, and which days are over and not complete yet."""

import datetime as dt
import uuid
from collections.abc import Iterable

from django.db.models import Exists, OuterRef, QuerySet

from threatmodel.architecture.models import ThreatModel
from threatmodel.dashboards.models import PostureSnapshot

TeamModels = dict[uuid.UUID, list[uuid.UUID]]
"""Ids of models by the id of their team."""


def models_wanting(
    *, models: QuerySet[ThreatModel], day: dt.date, before: dt.datetime, most: int | None = None
) -> TeamModels:
    """Those of the models whose row of the day is missing or was taken before a moment. One query."""
    fresh = PostureSnapshot.objects.filter(model=OuterRef("pk"), day=day, taken_at__gte=before)
    wanting = models.filter(~Exists(fresh), team__deleted_at=None).order_by("team_id", "pk")
    return _by_team(wanting.values_list("team_id", "pk")[:most])


def days_to_complete(*, day: dt.date, most: int) -> dict[dt.date, TeamModels]:
    """Days before this one whose events are to be counted once more, with their models. One query."""
    rows = PostureSnapshot.objects.filter(complete=False, day__lt=day, model__deleted_at=None)
    found: dict[dt.date, list[tuple[uuid.UUID, uuid.UUID]]] = {}
    columns = ("day", "model__team_id", "model_id")
    for past, team_id, model_id in rows.order_by(*columns).values_list(*columns)[:most]:
        found.setdefault(past, []).append((team_id, model_id))
    return {past: _by_team(keys) for past, keys in found.items()}


def _by_team(rows: Iterable[tuple[uuid.UUID, uuid.UUID]]) -> TeamModels:
    found: TeamModels = {}
    for team_id, model_id in rows:
        found.setdefault(team_id, []).append(model_id)
    return found
