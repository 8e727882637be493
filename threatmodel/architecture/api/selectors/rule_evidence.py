"""Facts that made a rule fire, as pages show them."""

from collections.abc import Mapping, Sequence
from typing import Any

from threatmodel.architecture.api.selectors.threat_subjects import NAME_OF_ELEMENT, NAME_OF_FLOW, flow_name
from threatmodel.architecture.models import Element, Flow, ThreatModel
from threatmodel.engine.model import CATALOGUE
from threatmodel.engine.model.name_validation import name_in

Row = dict[str, Any]


def evidence_rows(model: ThreatModel, evidence: Sequence[Mapping[str, Any]]) -> list[Row]:
    """Return facts with what they are called, one row for each; where one names no file, with its place too.

    Two queries.
    """
    uids = {entry["element"] for entry in evidence}
    columns = ("uid", "kind", "facts", *NAME_OF_ELEMENT)
    elements = Element.objects.filter(model=model, uid__in=uids).values_list(*columns)
    flows = Flow.objects.filter(model=model, uid__in=uids).values_list("uid", "facts", *NAME_OF_FLOW)
    known = {uid: (flow_name(*words), "flow", facts) for uid, facts, *words in flows}
    known |= {uid: (name_in(*words), kind, facts) for uid, kind, facts, *words in elements}
    rows = []
    for entry in evidence:
        name, kind, facts = known.get(entry["element"], (entry["element"], "", {}))
        read = facts.get(entry["fact"], {})
        fact_type = CATALOGUE.fact(kind, entry["fact"]) if kind else None
        label = fact_type.label if fact_type else entry["fact"].replace("_", " ").capitalize()
        rows.append(
            {
                "file": read.get("file", ""),
                "line": read.get("line", 0),
                **entry,
                "label": label,
                "element_name": name or entry["element"],
                "element_kind": kind,
                "why": entry.get("why", ""),
            }
        )
    return rows
