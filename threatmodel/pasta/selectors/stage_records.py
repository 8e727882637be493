"""What people write in the stages, by kind, as the API shows it."""

import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from django.db.models import Field, ForeignKey, Func, JSONField, QuerySet, Value
from django.db.models.functions import JSONObject
from django.utils import timezone

from threatmodel.accounts.models import User
from threatmodel.architecture.api.selectors.people import person_row
from threatmodel.architecture.api.selectors.threat_subjects import Subject, subject_row, subjects_by_uid
from threatmodel.architecture.models import ThreatModel
from threatmodel.pasta.choices import PROPERTIES
from threatmodel.pasta.models import (
    ComplianceRequirement,
    CountermeasureSet,
    ImpactCriterion,
    IntelligenceItem,
    Objective,
    Record,
    RiskAppetite,
    ScopeExclusion,
)

Rows = dict[str, Any]
_PEOPLE: Final = ("created_by", "owner")  # columns that name a person


@dataclass(frozen=True, slots=True)
class RecordKind:
    """One kind of row: its key in the API, what a person calls it, its table and the columns they write."""

    id: str
    noun: str
    table: type[Record]
    columns: tuple[str, ...]
    uids: str = ""  # the column that names elements


OBJECTIVE: Final = RecordKind(
    "objectives",
    "business objective",
    Objective,
    ("title", "description", "criticality", *PROPERTIES, "owner", "depends_on"),
    uids="depends_on",
)
CRITERION: Final = RecordKind(
    "impact_criteria", "impact criterion", ImpactCriterion, ("title", "objective", "levels")
)
REQUIREMENT: Final = RecordKind(
    "compliance_requirements",
    "compliance requirement",
    ComplianceRequirement,
    ("framework", "clause", "note"),
)
APPETITE: Final = RecordKind(
    "risk_appetites", "risk appetite", RiskAppetite, ("scope", "level", "statement", "next_review")
)
INTELLIGENCE: Final = RecordKind(
    "intelligence_items",
    "intelligence item",
    IntelligenceItem,
    ("title", "publisher", "published", "link", "relevance", "note", "concerns", "rules"),
    uids="concerns",
)
EXCLUSION: Final = RecordKind(
    "scope_exclusions", "scope exclusion", ScopeExclusion, ("elements", "reason"), uids="elements"
)
COUNTERMEASURES: Final = RecordKind(
    "countermeasure_sets",
    "countermeasure set",
    CountermeasureSet,
    ("title", "mitigations", "cost", "cost_unit", "chosen", "note"),
)
RECORD_KINDS: Final = (
    OBJECTIVE, CRITERION, REQUIREMENT, APPETITE, EXCLUSION, INTELLIGENCE, COUNTERMEASURES,
)  # fmt: skip


def records_of(*, model_id: uuid.UUID) -> Mapping[RecordKind, list[Any]]:
    """The rows of all kinds, in the order they were written, and the people that they name. Two queries.

    The tables have different columns, so one query reads their rows as JSON.
    """
    first, *others = [_as_json(kind, model_id) for kind in RECORD_KINDS]
    found: dict[RecordKind, list[Any]] = {kind: [] for kind in RECORD_KINDS}
    for number, content in first.union(*others, all=True):
        kind = RECORD_KINDS[number]
        found[kind].append(kind.table(**_attributes(kind.table, content)))
    rows = [row for some in found.values() for row in some]
    _name_people(rows)
    for some in found.values():
        some.sort(key=lambda row: (row.created_at, row.pk))
    return found


def _as_json(kind: RecordKind, model_id: uuid.UUID) -> QuerySet[Any, Any]:
    """The rows of one kind, each with the number of the kind."""
    names = [field.attname for field in _fields(kind.table)]
    rows = kind.table._default_manager.filter(model_id=model_id)  # noqa: SLF001 (Django's public name)
    return rows.values_list(Value(RECORD_KINDS.index(kind)), _AsJson(**{name: name for name in names}))


class _AsJson(JSONObject):
    """The columns as JSON, without the check of Django, which takes a locked SQLite for one without JSON."""

    def as_sql(self, *args: Any, **options: Any) -> tuple[str, Any]:
        """Return the call of the function."""
        return Func.as_sql(self, *args, **options)


def _attributes(table: type[Record], content: Rows) -> Rows:
    return {field.attname: _value(field, content[field.attname]) for field in _fields(table)}


def _value(field: "Field[Any, Any]", stored: Any) -> Any:
    """The value of a column that was read as JSON. SQLite has lists, times and keys as texts."""
    if isinstance(field, JSONField):
        return json.loads(stored) if isinstance(stored, str) else stored
    column = field.target_field if isinstance(field, ForeignKey) else field
    value = column.to_python(stored)
    if isinstance(value, datetime) and timezone.is_naive(value):
        return value.replace(tzinfo=UTC)
    return value


def _fields(table: type[Record]) -> "tuple[Field[Any, Any], ...]":
    return tuple(table._meta.concrete_fields)  # noqa: SLF001 (Django's public name)


def _name_people(rows: Iterable[Record]) -> None:
    """Let the rows have the people whose ids they name."""
    named = [(row, column) for row in rows for column in _PEOPLE if getattr(row, f"{column}_id", None)]
    people = User.objects.in_bulk({getattr(row, f"{column}_id") for row, column in named})
    for row, column in named:
        setattr(row, column, people.get(getattr(row, f"{column}_id")))


def record_rows(*, model: ThreatModel) -> Rows:
    """All rows of a model by kind, as the API shows them. Four queries."""
    found = records_of(model_id=model.pk)
    uids = {uid for kind, rows in found.items() for row in rows for uid in named_uids(kind, row)}
    subjects = subjects_by_uid(model_id=model.pk, uids=uids) if uids else {}
    return {kind.id: [_row(kind, row, subjects) for row in rows] for kind, rows in found.items()}


def record_row(kind: RecordKind, record: Record, *, model: ThreatModel) -> Rows:
    """One row as the API shows it."""
    uids = named_uids(kind, record)
    return _row(kind, record, subjects_by_uid(model_id=model.pk, uids=uids) if uids else {})


def named_uids(kind: RecordKind, record: Record) -> list[str]:
    """The uids that a row names."""
    return list(getattr(record, kind.uids)) if kind.uids else []


def stored_values(kind: RecordKind, record: Record) -> Rows:
    """What the row holds, as JSON: what the history keeps and a deletion that is undone restores."""
    return {column: _plain(getattr(record, _attribute(column))) for column in kind.columns}


def _attribute(column: str) -> str:
    return f"{column}_id" if column in ("owner", "objective") else column


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, str | int | list) else str(value)


def _row(kind: RecordKind, record: Record, subjects: Mapping[str, Subject]) -> Rows:
    row: Rows = {column: getattr(record, _attribute(column)) for column in kind.columns}
    if "owner" in kind.columns:
        row["owner"] = person_row(record.owner)  # type: ignore[attr-defined]  # of an objective
    if kind.uids:
        row[kind.uids] = list(_subjects(row[kind.uids], subjects))
    return {
        "id": record.pk,
        "version": record.version,
        "created_by": person_row(record.created_by),
        "updated_at": record.updated_at,
        **row,
    }


def _subjects(uids: Iterable[str], subjects: Mapping[str, Subject]) -> Iterable[Rows]:
    """What the uids name; what was deleted goes by its uid, without an id."""
    for uid in uids:
        one = subjects.get(uid)
        if one is None:
            yield subject_row(None, uid=uid, name=uid, kind="")
        else:
            yield subject_row(one.element_id or one.flow_id, uid=uid, name=one.name, kind=one.kind)
