"""Reads and writes what people set of threats: of many at once, one statement for each different value.

A field is JSON here, as events keep it: `decided` and `reason`, `owner` ({id, name}), `due`, `tags`,
`mitigations` and `duplicate_of` (numbers), and `waiting_for` ({id, name, by, at, thread}).
"""

import datetime as dt
import json
import uuid
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any, Final

from django.db.models import QuerySet

from threatmodel.accounts.models import User
from threatmodel.architecture.models import ThreatModel
from threatmodel.architecture.operations.bulk_sql import among, copies_insert
from threatmodel.comments.models import Comment
from threatmodel.threats.choices import OPEN
from threatmodel.threats.decisions.services.status_columns import status_columns
from threatmodel.threats.decisions.services.status_recompute import statuses_computed, statuses_decided
from threatmodel.threats.mitigations.models import Mitigation, Treatment
from threatmodel.threats.threats.models import Threat
from threatmodel.threats.triage.models import InfoRequest, ThreatTag

Json = dict[str, Any]
States = dict[int, Json]
"""By number: `id`, `status` and the fields that were asked for."""
FIELDS: Final = ("decided", "reason", "owner", "due", "tags", "mitigations", "duplicate_of", "waiting_for")
_COLUMNS: Final = (
    "id", "number", "status", "decided", "status_reason", "owner_id", "owner__name", "owner__email",
    "due", "duplicate_of__number",
)  # fmt: skip

_json_text: Final = json.JSONEncoder(sort_keys=True).encode

# Fields that are columns of a threat; its status is written with them.
_COLUMN_OF: Final = {
    "decided": "decided",
    "reason": "status_reason",
    "owner": "owner_id",
    "due": "due",
    "duplicate_of": "duplicate_of",
}


def person_json(user: User | None) -> Json | None:
    """A person as events keep them: the name of that time."""
    return {"id": str(user.pk), "name": user.get_full_name()} if user else None


def threat_states(threats: QuerySet[Threat], fields: Collection[str]) -> States:
    """The threats by number as they are now. A query, and one for each of tags, mitigations and questions."""
    read = list(threats.order_by("number").values(*_COLUMNS))
    owners = {key: _owner(row) for key, row in {row["owner_id"]: row for row in read}.items()}
    keys = threats.order_by().values("pk")  # no list of ten thousand ids for each of the others
    tags = _tags(keys) if "tags" in fields else {}
    treated = _mitigations(keys) if "mitigations" in fields else {}
    waiting = _waiting(keys) if "waiting_for" in fields else {}
    return {
        row["number"]: {
            "id": row["id"],
            "status": row["status"],
            "decided": row["decided"],
            "reason": row["status_reason"],
            "owner": owners[row["owner_id"]],
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


def _tags(threats: QuerySet[Threat, Any]) -> Mapping[uuid.UUID, list[str]]:
    found: dict[uuid.UUID, list[str]] = defaultdict(list)
    rows = ThreatTag.objects.filter(threat__in=threats).order_by("name")
    for key, name in rows.values_list("threat_id", "name"):
        found[key].append(name)
    return found


def _mitigations(threats: QuerySet[Threat, Any]) -> Mapping[uuid.UUID, list[int]]:
    found: dict[uuid.UUID, list[int]] = defaultdict(list)
    treatments = Treatment.objects.filter(threat__in=threats).order_by("mitigation__number")
    for key, number in treatments.values_list("threat_id", "mitigation__number"):
        found[key].append(number)
    return found


def _waiting(threats: QuerySet[Threat, Any]) -> Mapping[uuid.UUID, Json]:
    requests = InfoRequest.objects.filter(threat__in=threats).select_related("asked")
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


def threat_fields_write(*, model: ThreatModel, states: States, wanted: Mapping[int, Json]) -> dict[int, str]:
    """Set the fields of threats, by number, to these values; return the statuses that change with them.

    Where a decision or a mitigation changes, the status follows. `states` are the threats before; the
    counters are locked.
    """
    for field, write in _WRITERS.items():
        for keys, value in _by_value(states, {n: one[field] for n, one in wanted.items() if field in one}):
            write(model, keys, value)
    statuses = _statuses(states, wanted)
    columns = {
        number: {field: fields[field] for field in _COLUMN_OF if field in fields}
        | ({"status": statuses[number]} if number in statuses else {})
        for number, fields in wanted.items()
    }
    originals = _originals(model, wanted)
    for keys, values in _by_value(states, {number: one for number, one in columns.items() if one}):
        _columns_write(keys, values, originals)
    return statuses


def _by_value(states: States, values: Mapping[int, Any]) -> Iterator[tuple[list[uuid.UUID], Any]]:
    """The ids of the threats that get the same value, with that value."""
    keys: dict[str, list[uuid.UUID]] = defaultdict(list)
    for number, value in values.items():
        keys[_json_text(value)].append(states[number]["id"])
    for value, some in keys.items():
        yield some, json.loads(value)


def _columns_write(keys: Collection[uuid.UUID], values: Json, originals: Mapping[int, uuid.UUID]) -> None:
    """Write columns of threats: one statement, as each rewrites the row and its entries in all indexes."""
    row = {_COLUMN_OF[field]: value for field, value in values.items() if field != "status"}
    if "status" in values:
        row |= status_columns(values["status"])
    if row.get("owner_id"):
        row["owner_id"] = row["owner_id"]["id"]
    if row.get("due"):
        row["due"] = dt.date.fromisoformat(row["due"])
    if row.get("duplicate_of"):
        row["duplicate_of"] = originals.get(row["duplicate_of"])
    Threat.with_possible.filter(among("id", keys)).update(**row)


def _originals(model: ThreatModel, wanted: Mapping[int, Json]) -> dict[int, uuid.UUID]:
    numbers = {one["duplicate_of"] for one in wanted.values() if one.get("duplicate_of")}
    if not numbers:
        return {}
    return dict(Threat.with_possible.filter(model=model, number__in=numbers).values_list("number", "id"))


def _statuses(states: States, wanted: Mapping[int, Json]) -> dict[int, str]:
    """The statuses of threats that get another one by their decision or mitigations.

    What is resolved stays so. A status that stays is not written again: each row written is rewritten in
    all of its indexes.
    """
    decided: list[tuple[uuid.UUID, str]] = []
    treated: list[tuple[uuid.UUID, str]] = []
    for number, fields in wanted.items():
        state = states[number]
        if state["status"] == "resolved":
            continue
        if "decided" in fields:
            decided.append((state["id"], fields["decided"]))
        elif "mitigations" in fields and state["decided"] in OPEN:
            treated.append((state["id"], state["decided"]))
    statuses = statuses_decided(decided) | statuses_computed(treated)
    return {
        number: status
        for number in wanted
        if (status := statuses.get(states[number]["id"])) not in (None, states[number]["status"])
    }


def _tags_write(model: ThreatModel, ids: Collection[uuid.UUID], names: Iterable[str]) -> None:
    wanted = set(names)
    present = ThreatTag.objects.filter(among("threat_id", ids))
    present.exclude(name__in=wanted).delete()
    kept = set(present.values_list("threat_id", "name"))
    new = [(key, name) for key in ids for name in sorted(wanted) if (key, name) not in kept]
    copies_insert(ThreatTag(model=model), ("threat_id", "name"), new)


def _mitigations_write(model: ThreatModel, ids: Collection[uuid.UUID], numbers: Iterable[int]) -> None:
    wanted = dict(Mitigation.objects.filter(model=model, number__in=numbers).values_list("number", "id"))
    present = Treatment.objects.filter(among("threat_id", ids))
    present.exclude(mitigation__in=wanted.values()).delete()
    kept = set(present.values_list("threat_id", "mitigation_id"))
    new = [(key, one) for key in ids for one in wanted.values() if (key, one) not in kept]
    copies_insert(Treatment(), ("threat_id", "mitigation_id"), new)


def _waiting_write(_model: ThreatModel, ids: Collection[uuid.UUID], asked: Json | None) -> None:
    InfoRequest.objects.filter(among("threat_id", ids)).delete()
    if asked is None or not Comment.objects.filter(pk=asked["thread"]).exists():
        return
    values = {"asked_id": asked["id"], "asked_by_id": asked["by"], "thread_id": asked["thread"]}
    at = dt.datetime.fromisoformat(asked["at"])
    copies_insert(InfoRequest(asked_at=at, **values), ("threat_id",), [(key,) for key in ids])


_WRITERS: Final[Mapping[str, Callable[..., None]]] = {
    "tags": _tags_write,
    "mitigations": _mitigations_write,
    "waiting_for": _waiting_write,
}
