"""Facts that made a rule fire, as pages show them."""

from collections.abc import Mapping, Sequence
from typing import Any

from threatmodel.architecture.api.selectors.subjects import NAME_OF_ELEMENT
from threatmodel.architecture.models import Element, Flow, ThreatModel
from threatmodel.engine.model import CATALOGUE
from threatmodel.engine.model.names import name_in

Row = dict[str, Any]


def evidence_rows(model: ThreatModel, evidence: Sequence[Mapping[str, Any]]) -> list[Row]:
    """Return the facts that fired with what they are called, one row for each. Two queries."""
    uids = {entry["element"] for entry in evidence}
    elements = Element.objects.filter(model=model, uid__in=uids).values_list("uid", "kind", *NAME_OF_ELEMENT)
    flows = Flow.objects.filter(model=model, uid__in=uids).values_list("uid", "name")
    known = {uid: (name, "flow") for uid, name in flows}
    known |= {uid: (name_in(*words), kind) for uid, kind, *words in elements}
    rows = []
    for entry in evidence:
        name, kind = known.get(entry["element"], (entry["element"], ""))
        fact_type = CATALOGUE.fact(kind, entry["fact"]) if kind else None
        label = fact_type.label if fact_type else entry["fact"].replace("_", " ").capitalize()
        rows.append(
            {
                **entry,
                "label": label,
                "element_name": name or entry["element"],
                "element_kind": kind,
                "why": entry.get("why", ""),
            }
        )
    return rows
