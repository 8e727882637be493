"""Merges the imported facts of an element or flow into the present ones.

A person's fact stays. The fact of the files is kept inside it, and applies when the person removes theirs.
"""

from collections.abc import Mapping
from typing import Any

from threatmodel.architecture.importing.import_scope import ImportScope
from threatmodel.architecture.operations.batch import Json
from threatmodel.architecture.operations.row_values import OVERRULED


def differing_facts(scope: ImportScope, present: Mapping[str, Any], imported: Mapping[str, Any]) -> Json:
    """Return the facts that the import changes; None for those that it removes."""
    differing: Json = {
        name: fact
        for name, fact in imported.items()
        if fact != present.get(name) and scope.replaces(present.get(name), fact)
    }
    for name in present.keys() - imported.keys():
        if scope.covers(present[name]):
            differing[name] = None
    for name, fact in present.items():
        if fact.get("origin") == "person":
            updated = _with_file_fact(scope, fact, imported.get(name))
            if updated != fact:
                differing[name] = updated
    return differing


def _with_file_fact(scope: ImportScope, by_person: Json, imported: Json | None) -> Json:
    """Return a person's fact with the present fact of the files inside."""
    overruled = by_person.get(OVERRULED)
    if imported is not None and scope.replaces(overruled, imported):
        return {**by_person, OVERRULED: imported}
    if imported is None and overruled is not None and scope.covers(overruled):
        return {key: value for key, value in by_person.items() if key != OVERRULED}
    return by_person


def has_other_value(present: Mapping[str, Any] | None, imported: Mapping[str, Any] | None) -> bool:
    """Whether two facts differ in their value, and not only in their provenance."""
    return _value(present) != _value(imported)


def _value(fact: Mapping[str, Any] | None) -> object:
    return None if fact is None else fact["value"]
