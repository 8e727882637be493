"""Facts that made a rule fire, as pages show them."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from threatmodel.accounts.selectors import names_of_people
from threatmodel.architecture.api.selectors.threat_subjects import NAME_OF_ELEMENT, NAME_OF_FLOW, flow_name
from threatmodel.architecture.models import Element, Flow, ThreatModel
from threatmodel.engine.model import CATALOGUE
from threatmodel.engine.model.name_validation import name_in

Row = dict[str, Any]

# Name, kind and facts of what is not there any more.
_DELETED: Final[tuple[str, str, Row]] = ("", "", {})


def evidence_rows(model: ThreatModel, evidence: Sequence[Mapping[str, Any]]) -> list[Row]:
    """Return facts with what they are called, one row for each; where one names no file, with its place too.

    `by` is the name of the person who stated the fact, empty for all others. Three queries at most.
    """
    uids = {entry["element"] for entry in evidence}
    columns = ("uid", "kind", "facts", *NAME_OF_ELEMENT)
    elements = Element.objects.filter(model=model, uid__in=uids).values_list(*columns)
    flows = Flow.objects.filter(model=model, uid__in=uids).values_list("uid", "facts", *NAME_OF_FLOW)
    known = {uid: (flow_name(*words), "flow", facts) for uid, facts, *words in flows}
    known |= {uid: (name_in(*words), kind, facts) for uid, kind, facts, *words in elements}
    people = names_of_people({_stated_by(entry, known) for entry in evidence} - {""})
    rows = []
    for entry in evidence:
        name, kind, facts = known.get(entry["element"], _DELETED)
        read = facts.get(entry["fact"], {})
        fact_type = CATALOGUE.fact(kind, entry["fact"]) if kind else None
        label = fact_type.label if fact_type else entry["fact"].replace("_", " ").capitalize()
        rows.append(
            {
                "file": read.get("file", ""),
                "line": read.get("line", 0),
                **entry,
                "label": label,
                "by": people.get(_stated_by(entry, known), ""),
                "element_name": name or entry["element"],
                "element_kind": kind,
                "why": entry.get("why", ""),
            }
        )
    return rows


def _stated_by(entry: Mapping[str, Any], known: Mapping[str, tuple[str, str, Row]]) -> str:
    """Id of the person who stated the fact; empty where a file, a default or an inference says it."""
    _, _, facts = known.get(entry["element"], _DELETED)
    by: str = facts.get(entry["fact"], {}).get("by", "") if entry.get("origin") == "person" else ""
    return by
