"""The columns of a threat that gets another status: the status, and since when it is closed."""

from typing import Any

from django.db.models import Case, DateTimeField, F, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from threatmodel.threats.choices import CLOSED


def status_columns(status: str) -> dict[str, Any]:
    """Return what an update writes for this status; what is closed already keeps its time."""
    return {"status": status, "closed_at": _kept() if status in CLOSED else None}


def decided_columns() -> dict[str, Any]:
    """Return what an update writes for threats that get the status which was decided about each."""
    closed = Case(When(decided__in=CLOSED, then=_kept()), default=Value(None), output_field=DateTimeField())
    return {"status": F("decided"), "closed_at": closed}


def _kept() -> Coalesce:
    return Coalesce(F("closed_at"), Value(timezone.now(), output_field=DateTimeField()))
