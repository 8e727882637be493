"""Facts of an element or flow as pages show them."""

import uuid
from collections.abc import Mapping
from typing import Any

from threatmodel.accounts.selectors import names_of_people
from threatmodel.architecture.operations.row_values import OVERRULED
from threatmodel.engine.model import CATALOGUE
from threatmodel.threats.fact_overrides.selectors import confirmations_of

Row = dict[str, Any]


NO_SOURCE = {"origin": "person", "file": "", "line": 0, "by": "", "at": "", "why": ""}
_STATED = ("value", "origin", "file", "line")


def fact_rows(facts: Mapping[str, Any], *, kind: str, model_id: uuid.UUID, uid: str) -> list[Row]:
    """Facts with their catalogue entries, by group and name, and names of people. Two queries at most."""
    confirmed = confirmations_of(model_id=model_id, uid=uid, facts=facts)
    people = names_of_people({fact["by"] for fact in facts.values() if fact.get("by")})
    rows = []
    for name, fact in facts.items():
        known = CATALOGUE.fact(kind, name)
        rows.append(
            {
                "name": name,
                "label": known.label if known else name,
                "group": known.group if known else "",
                "type": known.type if known else "text",
                "unit": known.unit if known else "",
                "meaning": known.meaning if known else "",
                # lines of several files would be taken for lines of the one that the fact names
                "item_lines": [] if fact.get("item_files") else fact.get("item_lines", []),
                **NO_SOURCE,
                **{key: fact[key] for key in ("value", *NO_SOURCE) if key in fact},
                "by": people.get(fact.get("by", ""), ""),
                "overruled": _overruled(fact.get(OVERRULED), confirmed.get(name)),
            }
        )
    groups = list(CATALOGUE.groups)
    rows.sort(
        key=lambda row: (groups.index(row["group"]) if row["group"] in groups else len(groups), row["name"])
    )
    return rows


def _overruled(fact: Mapping[str, Any] | None, confirmed_by: Row | None) -> Row | None:
    if fact is None:
        return None
    return {
        "confirmed_by": confirmed_by,
        **{key: NO_SOURCE[key] for key in ("file", "line")},
        **{key: fact[key] for key in _STATED if key in fact},
    }
