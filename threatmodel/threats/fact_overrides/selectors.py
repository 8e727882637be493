"""Overrides: facts that people state against the files, and their confirmations."""

import uuid
from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final

from django.utils.dateparse import parse_datetime

from threatmodel.accounts.models import User
from threatmodel.architecture.api.selectors.people import person_row
from threatmodel.architecture.api.selectors.threat_subjects import flow_name, subject_row
from threatmodel.architecture.importing.fact_overrides import Override, overrides_of
from threatmodel.architecture.models import Element, Flow, ThreatModel
from threatmodel.architecture.operations.row_values import OVERRULED
from threatmodel.engine.importers import Problem
from threatmodel.engine.model import CATALOGUE
from threatmodel.engine.model.name_validation import name_in
from threatmodel.threats.fact_overrides.models import OverrideConfirmation

Row = dict[str, Any]
Key = tuple[str, str]  # uid of the element or flow, and the fact
_PROBLEMS_MOST: Final = 50  # of one import; the list has them all
_WORD: Final = f'"{OVERRULED}"'


def overrides_list(*, model_id: uuid.UUID, query: Mapping[str, Any]) -> list[Row]:
    """Overrides of a model that match OverrideQuery, by subject and fact. Four queries."""
    rows = override_rows(model_id, _overrides(model_id))
    if query["confirmed"] is not None:
        rows = [row for row in rows if (row["confirmed_at"] is not None) is query["confirmed"]]
    words = query["search"].strip().lower()
    return [row for row in rows if words in f"{row['subject']['name']} {row['label']}".lower()]


def overrides_about(*, model_id: uuid.UUID, uids: Collection[str], facts: Collection[str]) -> list[Row]:
    """Overrides of these facts of these elements and flows. Four queries."""
    found = [one for one in _overrides(model_id, uids) if one.fact in facts]
    return override_rows(model_id, found) if found else []


def override_get(*, model: ThreatModel, uid: str, fact: str) -> Override | None:
    """The override of one fact, or None where the files are not overridden."""
    return next((one for one in _overrides(model.pk, [uid]) if one.fact == fact), None)


def _overrides(model_id: uuid.UUID, uids: Collection[str] | None = None) -> list[Override]:
    named = {} if uids is None else {"uid__in": uids}
    elements = Element.objects.filter(model_id=model_id, gone_at=None, facts__icontains=_WORD, **named)
    flows = Flow.objects.filter(model_id=model_id, gone_at=None, facts__icontains=_WORD, **named)
    rows: list[Element | Flow] = [
        *elements.select_related("parent").order_by("name", "uid"),
        *flows.select_related("source", "destination").order_by("uid"),
    ]
    return [override for row in rows for override in overrides_of(row)]


def confirmations_of(*, uid: str, model_id: uuid.UUID, facts: Mapping[str, Any]) -> dict[str, Row | None]:
    """Who confirmed each override, by fact; None where it is unconfirmed. One query at most."""
    said = {name: fact for name, fact in facts.items() if OVERRULED in fact}
    if not said:
        return {}
    rows = OverrideConfirmation.objects.filter(model_id=model_id, subject_uid=uid, fact__in=said)
    known = {row.fact: row for row in rows.select_related("confirmed_by")}
    return {name: _confirmed(known.get(name), fact) for name, fact in said.items()}


def _confirmed(row: OverrideConfirmation | None, fact: Mapping[str, Any]) -> Row | None:
    values = (fact["value"], fact[OVERRULED]["value"])
    return person_row(row.confirmed_by) if row and (row.value, row.file_value) == values else None


def override_rows(model_id: uuid.UUID, overrides: Iterable[Override]) -> list[Row]:
    """Overrides as the API shows them. Two queries."""
    found = list(overrides)
    confirmations = _confirmations(model_id)
    people = User.objects.in_bulk({one.person_fact["by"] for one in found if one.person_fact.get("by")})
    by_text = {str(key): user for key, user in people.items()}
    return [_row(one, by_text, confirmations.get((one.uid, one.fact))) for one in found]


def _confirmations(model_id: uuid.UUID) -> dict[Key, OverrideConfirmation]:
    rows = OverrideConfirmation.objects.filter(model_id=model_id).select_related("confirmed_by")
    return {(row.subject_uid, row.fact): row for row in rows}


def holds(confirmation: OverrideConfirmation | None, override: Override) -> bool:
    """Whether an approver has confirmed exactly these two values."""
    values = (override.person_fact["value"], override.file_fact["value"])
    return confirmation is not None and (confirmation.value, confirmation.file_value) == values


def _row(one: Override, people: Mapping[str, User], confirmation: OverrideConfirmation | None) -> Row:
    confirmed = confirmation if holds(confirmation, one) else None
    kind = one.row.kind if isinstance(one.row, Element) else "flow"
    known = CATALOGUE.fact(kind, one.fact)
    return {
        "subject": subject_row(one.row.pk, uid=one.uid, name=_name(one.row), kind=kind),
        "fact": one.fact,
        "label": known.label if known else one.fact,
        "type": known.type if known else "text",
        "unit": known.unit if known else "",
        "value": one.person_fact["value"],
        "by": person_row(people.get(one.person_fact.get("by", ""))),
        "at": parse_datetime(one.person_fact.get("at", "")),
        "file_value": one.file_fact["value"],
        "origin": one.file_fact["origin"],
        "file": one.file_fact.get("file", ""),
        "line": one.file_fact.get("line", 0),
        "confirmed_by": person_row(confirmed.confirmed_by) if confirmed else None,
        "confirmed_at": confirmed.confirmed_at if confirmed else None,
    }


def _name(row: Element | Flow) -> str:
    if isinstance(row, Flow):
        return flow_name(row.name, row.source.name, row.destination.name)
    parent = row.parent
    return name_in(parent.name if parent else None, parent.kind if parent else None, row.name)


def override_problems(*, model_id: uuid.UUID, files: Collection[str]) -> tuple[Problem, ...]:
    """Overrides that the files of an import still contradict, the unconfirmed as warnings."""
    rows = [row for row in override_rows(model_id, _overrides(model_id)) if row["file"] in files]
    rows.sort(key=lambda row: (row["confirmed_at"] is not None, row["file"], row["line"]))
    return tuple(_problem(row) for row in rows[:_PROBLEMS_MOST])


def _problem(row: Row) -> Problem:
    who = row["by"]["name"] if row["by"] else "A person"
    when = f" on {row['at']:%Y-%m-%d}" if row["at"] else ""
    subject = row["subject"]["name"]
    words = (_shown(row["file_value"]), _shown(row["value"]))
    said = f"{row['label']} of {subject}: the file contains {words[0]}; {who} stated {words[1]}{when}."
    if row["confirmed_at"] is None:
        return Problem(row["file"], row["line"], "warning", f"{said} An approver has not confirmed it yet.")
    return Problem(row["file"], row["line"], "info", f"{said} It is confirmed.")


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return f"{len(value)} entries" if len(value) != 1 else "1 entry"
    return str(value)[:80]
