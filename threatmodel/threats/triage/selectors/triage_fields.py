"""What a threat says of its triage: owner, date, tags, duplicate, and whose answer it waits for."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.db.models import Max, OuterRef, Subquery

from threatmodel.accounts.models import User
from threatmodel.architecture.api.selectors.people import person_row
from threatmodel.architecture.models import ThreatModel
from threatmodel.history.models import ModelEvent
from threatmodel.threats.analysis.models import ModelCounters
from threatmodel.threats.triage.models import ThreatTag
from threatmodel.threats.triage.selectors.due_dates import due_part

Row = dict[str, Any]
_ASKED: Final = "info_request__asked"
TRIAGE_COLUMNS: Final = (
    "due", "model__team__due_days", "duplicate_of__number",
    "owner_id", "owner__name", "owner__email",
    _ASKED, f"{_ASKED}__name", f"{_ASKED}__email", "info_request__asked_at", "info_request__thread",
)  # fmt: skip


def triage_part(row: Mapping[str, Any], tags: Mapping[uuid.UUID, list[str]]) -> Row:
    """Return what a row of the list says of triage; `row` has TRIAGE_COLUMNS."""
    waiting = None
    if asked := _person(row, _ASKED, row[_ASKED]):
        waiting = {
            "asked": asked,
            "asked_at": row["info_request__asked_at"],
            "thread": row["info_request__thread"],
        }
    return {
        **due_part(row, row["model__team__due_days"]),
        "owner": _person(row, "owner", row["owner_id"]),
        "tags": tags.get(row["id"], []),
        "duplicate_of": row["duplicate_of__number"],
        "waiting": waiting,
    }


def _person(row: Mapping[str, Any], column: str, key: uuid.UUID | None) -> Row | None:
    person = User(pk=key, name=row[f"{column}__name"], email=row[f"{column}__email"]) if key else None
    return person_row(person)


def tags_of(threat_ids: Iterable[uuid.UUID]) -> Mapping[uuid.UUID, list[str]]:
    """The tags of each of these threats, by name. One query."""
    tags: dict[uuid.UUID, list[str]] = defaultdict(list)
    rows = ThreatTag.objects.filter(threat__in=list(threat_ids)).order_by("name")
    for threat_id, name in rows.values_list("threat_id", "name"):
        tags[threat_id].append(name)
    return tags


def seen_now(*, model: ThreatModel) -> Row:
    """Up to which event about a threat, and which number, somebody sees who reads the list now. One query.

    Events about threats are written under the lock of the counters, so none of a lower id comes later.
    """
    about = ModelEvent.objects.filter(model=OuterRef("model"), subject_type="threat").order_by()
    newest = about.values("model").annotate(newest=Max("id")).values("newest")
    row = ModelCounters.objects.filter(model=model).values_list(Subquery(newest), "last_threat").first()
    event, threat = row or (None, 0)
    return {"event": event or 0, "threat": threat}
