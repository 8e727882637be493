"""Since when the history of a model is kept, where older entries were removed."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from threatmodel.architecture.models import Change, ThreatModel

Row = dict[str, Any]


def history_retention(*, model: ThreatModel) -> Row:
    """Return since when changes and events are kept; null where nothing was removed. One query."""
    first = Change.objects.filter(model=model).order_by("seq").values_list("seq", "created_at").first()
    changes_since = first[1] if first and first[0] > 1 else None
    return {"changes_since": changes_since, "events_since": _events_since(model)}


def _events_since(model: ThreatModel) -> datetime | None:
    if not settings.KEEP_EVENTS_DAYS:
        return None
    since = timezone.now() - timedelta(days=settings.KEEP_EVENTS_DAYS)
    return since if model.created_at < since else None
