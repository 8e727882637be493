"""Deleted models: those that can still be restored, and those that are to be deleted for good."""

import uuid
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from threatmodel.architecture.models import ThreatModel

Row = dict[str, Any]


def trash_of(*, team_id: uuid.UUID) -> QuerySet[ThreatModel]:
    """Models of the team that can be restored, the latest first. The caller has checked who asks."""
    there = ThreatModel.with_trash.filter(team_id=team_id, deleted_at__gt=_kept_since(), purging=False)
    return there.select_related("team", "deleted_by").order_by("-deleted_at", "pk")


def trash_rows(models: Iterable[ThreatModel]) -> list[Row]:
    """Deleted models as the API lists them."""
    return [
        {
            "id": model.pk,
            "name": model.name,
            "description": model.description,
            "deleted_at": model.deleted_at,
            "deleted_by": model.deleted_by.get_full_name() if model.deleted_by else "",
            "kept_until": model.deleted_at + _kept_for() if model.deleted_at else None,
        }
        for model in models
    ]


def models_to_erase() -> list[uuid.UUID]:
    """Return the deleted models that can no longer be restored, the oldest first."""
    over = Q(purging=True) | Q(deleted_at__lte=_kept_since())
    found = ThreatModel.with_trash.filter(over, deleted_at__isnull=False).order_by("deleted_at", "pk")
    return list(found.values_list("pk", flat=True))


def _kept_since() -> Any:
    return timezone.now() - _kept_for()


def _kept_for() -> timedelta:
    return timedelta(days=settings.TRASH_DAYS)
