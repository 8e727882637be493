"""What people write in the stages, by kind, as the API shows it."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from threatmodel.architecture.api.selectors.people import person_row
from threatmodel.architecture.api.selectors.subjects import Subject, subject_row, subjects_by_uid
from threatmodel.architecture.models import ThreatModel
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
    ("title", "description", "criticality", "owner", "depends_on"),
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


def records_of(kind: RecordKind, *, model_id: uuid.UUID) -> list[Any]:
    """The rows of one kind, in the order they were written. One query."""
    people = ("created_by", "owner") if kind is OBJECTIVE else ("created_by",)
    rows = kind.table._default_manager.filter(model_id=model_id)  # noqa: SLF001 (Django's public name)
    return list(rows.select_related(*people).order_by("created_at", "id"))


def record_rows(*, model: ThreatModel) -> Rows:
    """All rows of a model by kind, as the API shows them. Nine queries."""
    found = {kind: records_of(kind, model_id=model.pk) for kind in RECORD_KINDS}
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
