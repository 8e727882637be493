"""Reads and writes what people set of threats: of many at once, one statement for each different value.

A field is JSON here, as events keep it: `decided` and `reason`, `owner` ({id, name}), `due`, `tags`,
`mitigations` and `duplicate_of` (numbers), and `waiting_for` ({id, name, by, at, thread}).
"""

import datetime as dt
import json
import uuid
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, Final

from django.db.models import F, QuerySet

from threatmodel.accounts.models import User
from threatmodel.architecture.models import ThreatModel
from threatmodel.architecture.operations.bulk_sql import rows_insert
from threatmodel.comments.models import Comment
from threatmodel.threats.choices import OPEN
from threatmodel.threats.decisions.services.dispositions import dispositions_computed
from threatmodel.threats.mitigations.models import Mitigation, Treatment
from threatmodel.threats.threats.models import Threat
from threatmodel.threats.triage.models import InfoRequest, ThreatTag
from threatmodel.threats.triage.selectors.rows import tags_of

Json = dict[str, Any]
States = dict[int, Json]
"""By number: `id`, `disposition` and the fields that were asked for."""
FIELDS: Final = ("decided", "reason", "owner", "due", "tags", "mitigations", "duplicate_of", "waiting_for")
_COLUMNS: Final = (
    "id", "number", "disposition", "decided", "disposition_reason", "owner_id", "owner__name", "owner__email",
    "due", "duplicate_of__number",
)  # fmt: skip


def person_json(user: User | None) -> Json | None:
    """A person as events keep them: the name of that time."""
    return {"id": str(user.pk), "name": user.get_full_name()} if user else None


def threat_states(threats: QuerySet[Threat], fields: Collection[str]) -> States:
    """The threats by number as they are now. A query, and one for each of tags, mitigations and questions."""
    read = list(threats.order_by("number").values(*_COLUMNS))
    ids = [row["id"] for row in read]
    tags = tags_of(ids) if "tags" in fields else {}
    treated = _mitigations(ids) if "mitigations" in fields else {}
    waiting = _waiting(ids) if "waiting_for" in fields else {}
    return {
        row["number"]: {
            "id": row["id"],
            "disposition": row["disposition"],
            "decided": row["decided"],
            "reason": row["disposition_reason"],
            "owner": _owner(row),
            "due": row["due"].isoformat() if row["due"] else None,
            "duplicate_of": row["duplicate_of__number"],
            "tags": tags.get(row["id"], []),
            "mitigations": treated.get(row["id"], []),
            "waiting_for": waiting.get(row["id"]),
        }
        for row in read
    }


def _owner(row: Json) -> Json | None:
    key, name, email = row["owner_id"], row["owner__name"], row["owner__email"]
    return person_json(User(pk=key, name=name, email=email)) if key else None


def _mitigations(ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, list[int]]:
    found: dict[uuid.UUID, list[int]] = defaultdict(list)
    treatments = Treatment.objects.filter(threat__in=ids).order_by("mitigation__number")
    for key, number in treatments.values_list("threat_id", "mitigation__number"):
        found[key].append(number)
    return found


def _waiting(ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, Json]:
    requests = InfoRequest.objects.filter(threat__in=ids).select_related("asked")
    return {
        one.threat_id: {
            **(person_json(one.asked) or {}),
            "by": str(one.asked_by_id) if one.asked_by_id else None,
            "at": one.asked_at.isoformat(),
            "thread": str(one.thread_id),
        }
        for one in requests
    }


# --- writing -----------------------------------------------------------------------------------


def threat_fields_write(*, model: ThreatModel, states: States, wanted: Mapping[int, Json]) -> None:
    """Set the fields of threats, by number, to these values; the counters are locked.

    Where a decision or a mitigation changes, the status follows. `states` are the threats before.
    """
    ids = {number: states[number]["id"] for number in wanted}
    for field, write in _WRITERS.items():
        by_value: dict[str, list[uuid.UUID]] = defaultdict(list)
        for number, values in wanted.items():
            if field in values:
                by_value[json.dumps(values[field], sort_keys=True)].append(ids[number])
        for value, keys in by_value.items():
            write(model, keys, json.loads(value))
    _decisions_follow([ids[number] for number, values in wanted.items() if "decided" in values])
    _mitigations_follow([ids[number] for number, values in wanted.items() if "mitigations" in values])


def _decisions_follow(ids: Collection[uuid.UUID]) -> None:
    """Set the status to what was decided; an open threat that is mitigated or accepted is so again."""
    present = Threat.with_possible.filter(pk__in=ids).exclude(disposition="resolved")
    present.update(disposition=F("decided"))
    _set_computed(present.filter(decided="open"))


def _mitigations_follow(ids: Collection[uuid.UUID]) -> None:
    """Set the status to mitigated or accepted, or back to the decision."""
    concerned = Threat.with_possible.filter(pk__in=ids, disposition__in=(*OPEN, "mitigated", "accepted"))
    keys = list(concerned.values_list("pk", flat=True))
    Threat.with_possible.filter(pk__in=keys).update(disposition=F("decided"))
    _set_computed(Threat.with_possible.filter(pk__in=keys))


def _set_computed(threats: QuerySet[Threat]) -> None:
    decisions = list(threats.values_list("pk", "decided"))
    by_disposition: dict[str, list[uuid.UUID]] = defaultdict(list)
    for key, disposition in dispositions_computed(decisions).items():
        by_disposition[disposition].append(key)
    for disposition, keys in by_disposition.items():
        Threat.with_possible.filter(pk__in=keys).exclude(decided=disposition).update(disposition=disposition)


def _column(name: str, convert: Callable[[Any], Any] = lambda value: value) -> Callable[..., None]:
    def write(_model: ThreatModel, ids: Collection[uuid.UUID], value: Any) -> None:
        Threat.with_possible.filter(pk__in=ids).update(**{name: convert(value)})

    return write


def _tags_write(model: ThreatModel, ids: Collection[uuid.UUID], names: Iterable[str]) -> None:
    wanted = set(names)
    present = ThreatTag.objects.filter(threat__in=ids)
    present.exclude(name__in=wanted).delete()
    kept = set(present.values_list("threat_id", "name"))
    new = [(key, name) for key in ids for name in sorted(wanted) if (key, name) not in kept]
    ThreatTag.objects.bulk_create(ThreatTag(model=model, threat_id=key, name=name) for key, name in new)


def _mitigations_write(model: ThreatModel, ids: Collection[uuid.UUID], numbers: Iterable[int]) -> None:
    wanted = dict(Mitigation.objects.filter(model=model, number__in=numbers).values_list("number", "id"))
    present = Treatment.objects.filter(threat__in=ids)
    present.exclude(mitigation__in=wanted.values()).delete()
    kept = set(present.values_list("threat_id", "mitigation_id"))
    new = [(key, one) for key in ids for one in wanted.values() if (key, one) not in kept]
    Treatment.objects.bulk_create(Treatment(threat_id=key, mitigation_id=one) for key, one in new)


def _duplicate_write(model: ThreatModel, ids: Collection[uuid.UUID], number: int | None) -> None:
    found = Threat.with_possible.filter(model=model, number=number or 0)
    original = found.values_list("pk", flat=True).first()
    Threat.with_possible.filter(pk__in=ids).update(duplicate_of=original)


def _waiting_write(_model: ThreatModel, ids: Collection[uuid.UUID], asked: Json | None) -> None:
    InfoRequest.objects.filter(threat__in=ids).delete()
    if asked is None or not Comment.objects.filter(pk=asked["thread"]).exists():
        return
    values = {"asked_id": asked["id"], "asked_by_id": asked["by"], "thread_id": asked["thread"]}
    at = dt.datetime.fromisoformat(asked["at"])
    rows_insert([InfoRequest(threat_id=key, asked_at=at, **values) for key in ids])


_WRITERS: Final[Mapping[str, Callable[..., None]]] = {
    "decided": _column("decided"),
    "reason": _column("disposition_reason"),
    "owner": _column("owner_id", lambda person: person and person["id"]),
    "due": _column("due", lambda day: day and dt.date.fromisoformat(day)),
    "tags": _tags_write,
    "mitigations": _mitigations_write,
    "duplicate_of": _duplicate_write,
    "waiting_for": _waiting_write,
}
