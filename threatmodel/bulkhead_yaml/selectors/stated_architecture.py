"""What people said about the architecture: parts that they drew, and facts that they stated."""

import uuid
from collections.abc import Iterator, Mapping
from typing import Any, Final

from threatmodel.accounts.selectors import names_of_people
from threatmodel.architecture.models import Element, Flow, Relation
from threatmodel.architecture.operations.user_set_fields import ENDS, overridden_fields
from threatmodel.engine.model.bulkhead_yaml_statements import FACT, Statement, relation_key

_PERSON: Final = "person"
_COLUMNS: Final = ("uid", "facts")

Json = Mapping[str, Any]
Names = Mapping[str, str]  # of people, by their id


def architecture_statements(*, model_id: uuid.UUID) -> list[Statement]:
    """Return the statements about elements, flows and relations that are not gone. Four queries."""
    elements = list(
        Element.objects.filter(model_id=model_id, gone_at=None).values(
            *_COLUMNS, "kind", "name", "source", "parent__uid"
        )
    )
    flows = list(
        Flow.objects.filter(model_id=model_id, gone_at=None).values(
            *_COLUMNS, "name", "provenance", "source__uid", "destination__uid"
        )
    )
    names = _names([*elements, *flows])
    found = [one for row in elements for one in _of_element(row, names)]
    found += [one for row in flows for one in _of_flow(row, names)]
    relations = Relation.objects.filter(
        model_id=model_id, origin=_PERSON, source__gone_at=None, target__gone_at=None
    )
    keys = relations.values_list("type", "source__uid", "target__uid")
    return [*found, *(Statement("relations", relation_key(*key), {}) for key in keys)]


def _of_element(row: Json, names: Names) -> Iterator[Statement]:
    facts, notes = _stated(row["facts"], names)
    parent = row["parent__uid"] or ""
    if row["source"].get("origin") == _PERSON:
        values = {"kind": row["kind"], "name": row["name"], "parent": parent}
        yield Statement("elements", row["uid"], values | facts, notes)
        return
    if facts:
        yield Statement("facts", row["uid"], facts, notes)
    corrected = overridden_fields(row["source"])
    if values := {
        key: value for key, value in (("kind", row["kind"]), ("parent", parent)) if key in corrected
    }:
        yield Statement("corrections", row["uid"], values)


def _of_flow(row: Json, names: Names) -> Iterator[Statement]:
    facts, notes = _stated(row["facts"], names)
    ends = {"source": row["source__uid"], "destination": row["destination__uid"]}
    if row["provenance"].get("origin") == _PERSON:
        yield Statement("flows", row["uid"], {**ends, "name": row["name"]} | facts, notes)
        return
    if facts:
        yield Statement("facts", row["uid"], facts, notes)
    if ENDS in overridden_fields(row["provenance"]):
        yield Statement("corrections", row["uid"], ends)


def _stated(facts: Json, names: Names) -> tuple[dict[str, Any], dict[str, Any]]:
    """The facts of people, and who stated each when."""
    stated: dict[str, Any] = {}
    notes: dict[str, Any] = {}
    for name, fact in facts.items():
        if fact.get("origin") != _PERSON:
            continue
        why = {"why": fact["why"]} if fact.get("why") else {}
        stated[FACT + name] = {"value": fact["value"], **why}
        note = {"by": names.get(fact.get("by", ""), ""), "at": fact.get("at", "")[:10]}
        if filled := {key: value for key, value in note.items() if value}:
            notes[FACT + name] = filled
    return stated, notes


def _names(rows: list[dict[str, Any]]) -> dict[str, str]:
    """The names of those who stated facts. One query."""
    people = {
        fact["by"]
        for row in rows
        for fact in row["facts"].values()
        if fact.get("origin") == _PERSON and fact.get("by")
    }
    return names_of_people(people)
