"""Values of rows before and after an operation, as the log of changes keeps them."""

from collections.abc import Mapping
from typing import Any, Final

from threatmodel.architecture.models import Element, Flow
from threatmodel.architecture.operations.batch import Json

OVERRULED: Final = "overruled"  # key in a person's fact that holds the fact of the files
_UNSET: Final = object()


def assign(row: Element | Flow, wanted: Mapping[str, Any]) -> Json:
    """Set the columns that differ and return what they were."""
    before: Json = {}
    for column, value in wanted.items():
        present = getattr(row, column, _UNSET)
        if present != value:
            before[column] = present
            setattr(row, column, value)
    return before


def only_named_facts(before: Json, props: Json) -> Json:
    """Drop the facts that the operation did not name; null means that a fact was unknown."""
    if "facts" in before:
        before["facts"] = {name: before["facts"].get(name) for name in props["facts"]}
    return before


def overruled(fact: Json | None) -> Json:
    """Return the fact of the files, kept inside a person's fact: it applies again when that is removed."""
    if fact is None:
        return {}
    if fact.get("origin") == "person":
        return {OVERRULED: fact[OVERRULED]} if OVERRULED in fact else {}
    return {OVERRULED: fact}


def element_json(element: Element, parent: str | None) -> Json:
    """Return what the log keeps of a deleted element."""
    columns = ("kind", "name", "facts", "source", "x", "y", "width", "height")
    out = {column: getattr(element, column) for column in columns}
    return {**out, "parent": parent, "gone": element.gone_at is not None}


def flow_json(flow: Flow, ends: tuple[str, str]) -> Json:
    """Return what the log keeps of a deleted flow."""
    columns = ("uid", "name", "facts", "origin", "why", "provenance")
    out = {column: getattr(flow, column) for column in columns}
    return {**out, "source": ends[0], "destination": ends[1], "gone": flow.gone_at is not None}
