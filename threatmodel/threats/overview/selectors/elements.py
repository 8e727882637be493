"""Elements and flows as lists and the pages of one show them."""

import uuid
from collections.abc import Mapping
from typing import Any, TypeVar

from django.db.models import Count, Exists, IntegerField, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from threatmodel.architecture.api.selectors.threat_subjects import brief
from threatmodel.architecture.models import Element, Flow, Relation, ThreatModel
from threatmodel.architecture.operations.ancestry import nodes_with_ancestors
from threatmodel.engine.analysis.flow_origin import is_stored_encrypted
from threatmodel.engine.model import CATALOGUE
from threatmodel.threats.choices import AT_RISK
from threatmodel.threats.coverage.selectors.pod_security import pod_security_about
from threatmodel.threats.overview.selectors.boundary_crossings import zone_chains, zones_crossed
from threatmodel.threats.overview.selectors.facts import NO_SOURCE, fact_rows
from threatmodel.threats.questions.models import Question
from threatmodel.threats.questions.selectors.questions import questions_about
from threatmodel.threats.risk.selectors.matrices import matrix_of_content, risk_matrix_of
from threatmodel.threats.risk.selectors.subject_risk import subject_risk
from threatmodel.threats.threats.models import Threat
from threatmodel.threats.threats.selectors.severity_counts import (
    ThreatCounts,
    counts_row,
    threats_of_elements,
    threats_of_flows,
)

Row = dict[str, Any]
Counted = TypeVar("Counted", Element, Flow)
_ELEMENT = (
    "id", "uid", "name", "kind", "gone_at", "source",
    "parent_id", "parent__uid", "parent__name", "parent__kind",
)  # fmt: skip
_MATRIX = "model__team__risk_matrix__content"
_FLOW_FACTS: Mapping[str, Any] = {
    "protocol": "",
    "port": None,
    "encrypted": None,
    "authenticated": None,
    "review": "",
}


def flow_facts(facts: Mapping[str, Any]) -> Row:
    """The facts of a flow that are shown beside it, as they were stated."""
    return {name: facts[name]["value"] if name in facts else unknown for name, unknown in _FLOW_FACTS.items()}


# --- elements ----------------------------------------------------------------------------------


def elements_of(*, model: ThreatModel, query: Mapping[str, Any]) -> QuerySet[Element]:
    """Elements of a model that match the filters of ElementQuery, in its order."""
    found = Element.objects.filter(model=model, gone_at__isnull=not query["gone"])
    if query["kind"]:
        found = found.filter(kind__in=query["kind"])
    if query["parent"]:
        found = found.filter(parent_id=query["parent"])
    if query["search"]:
        found = found.filter(Q(name__icontains=query["search"]) | Q(uid__icontains=query["search"]))
    return _with_threats(found, "element", query).order_by(*query["ordering"])


def _with_threats(rows: QuerySet[Counted], column: str, query: Mapping[str, Any]) -> QuerySet[Counted]:
    shown = Threat.with_possible.filter(folded_under="")  # as counted in the rows
    of_row = shown.filter(**{column: OuterRef("pk")}, certainty=query["certainty"])
    threats = of_row.filter(status__in=AT_RISK).order_by()
    if query["has_threats"] is not None:
        rows = rows.filter(Exists(threats) if query["has_threats"] else ~Exists(threats))
    grouped = threats.values(column)
    return rows.annotate(
        open_threats=Coalesce(
            Subquery(grouped.annotate(n=Count("id")).values("n"), output_field=IntegerField()), 0
        ),
        worst_score=Coalesce(
            Subquery(grouped.annotate(n=Max("score")).values("n"), output_field=IntegerField()), 0
        ),
    )


def element_rows(elements: QuerySet[Element]) -> list[Row]:
    """One page of elements as the API lists them. Two queries."""
    rows = list(elements.values(*_ELEMENT))
    counts = threats_of_elements(row["id"] for row in rows)
    return [_element_row(row, counts) for row in rows]


def _element_row(row: Row, counts: Mapping[uuid.UUID, ThreatCounts]) -> Row:
    parent = (
        brief(row["parent_id"], row["parent__uid"], row["parent__name"], row["parent__kind"])
        if row["parent_id"]
        else None
    )
    return {
        **brief(row["id"], row["uid"], row["name"], row["kind"]),
        "parent": parent,
        "file": row["source"].get("file", ""),
        "line": row["source"].get("line", 0),
        "gone": row["gone_at"] is not None,
        **counts_row(counts, row["id"]),
    }


def element_detail(*, model: ThreatModel, element_id: uuid.UUID) -> Row | None:
    """An element with all that is known of it, or None. A fixed number of queries."""
    row = Element.objects.filter(model=model, pk=element_id).values(*_ELEMENT, "facts", _MATRIX).first()
    if row is None:
        return None
    facts, kind, source = row["facts"], row["kind"], row["source"]
    children = Element.objects.filter(model=model, parent_id=element_id, gone_at__isnull=True).order_by(
        "kind", "name"
    )
    return {
        **_element_row(row, threats_of_elements([element_id])),
        "seq": model.seq,
        "source": NO_SOURCE | source,
        "facts": fact_rows(facts, kind=kind, model_id=model.pk, uid=row["uid"]),
        "relations": _relations_of(element_id),
        "flows": flow_rows(
            Flow.objects.filter(Q(source_id=element_id) | Q(destination_id=element_id), model=model).order_by(
                "uid"
            )
        ),
        "children": [brief(*child) for child in children.values_list("id", "uid", "name", "kind")],
        "questions": questions_about(kind, Question.objects.filter(element_id=element_id)),
        "pod_security": pod_security_about(model=model, element_id=element_id, kind=kind),
        "risk": subject_risk(matrix_of_content(row[_MATRIX]), element_id=element_id),
    }


def _relations_of(element_id: uuid.UUID) -> list[Row]:
    around = Relation.objects.filter(Q(source_id=element_id) | Q(target_id=element_id))
    around = around.select_related("source", "target").order_by("type", "source__name", "target__name")
    rows = []
    for relation in around:
        is_out = relation.source_id == element_id
        other = relation.target if is_out else relation.source
        known = CATALOGUE.relations.get(relation.type)
        rows.append(
            {
                "type": relation.type,
                "label": known.label if known else relation.type,
                "direction": "out" if is_out else "in",
                "element": brief(other.pk, other.uid, other.name, other.kind),
            }
        )
    return rows


# --- flows -------------------------------------------------------------------------------------


def flows_of(*, model: ThreatModel, query: Mapping[str, Any]) -> QuerySet[Flow]:
    """Flows of a model that match the filters of FlowQuery, in its order."""
    found = Flow.objects.filter(model=model, gone_at__isnull=not query["gone"])
    if query["element"]:
        found = found.filter(Q(source_id=query["element"]) | Q(destination_id=query["element"]))
    if words := query["search"]:
        ends = Q(source__name__icontains=words) | Q(destination__name__icontains=words)
        found = found.filter(Q(name__icontains=words) | ends)
    return _with_threats(found, "flow", query).order_by(*query["ordering"])


def flow_rows(flows: QuerySet[Flow]) -> list[Row]:
    """Flows as the API lists them. Two queries."""
    columns = ("id", "uid", "name", "facts", "origin", "gone_at")
    ends = [f"{end}__{c}" for end in ("source", "destination") for c in ("id", "uid", "name", "kind")]
    rows = list(flows.values(*columns, *ends))
    counts = threats_of_flows(row["id"] for row in rows)
    return [
        {
            "id": row["id"],
            "uid": row["uid"],
            "name": row["name"],
            **{
                end: brief(*(row[f"{end}__{column}"] for column in ("id", "uid", "name", "kind")))
                for end in ("source", "destination")
            },
            **flow_facts(row["facts"]),
            "encrypted": is_stored_encrypted(row["facts"], row["origin"]),
            "origin": row["origin"],
            "gone": row["gone_at"] is not None,
            **counts_row(counts, row["id"]),
        }
        for row in rows
    ]


def flow_detail(*, model: ThreatModel, flow_id: uuid.UUID) -> Row | None:
    """A flow with all that is known of it, or None. A fixed number of queries."""
    found = flow_rows(Flow.objects.filter(model=model, pk=flow_id))
    if not found:
        return None
    flow = Flow.objects.get(pk=flow_id)
    ends = {found[0][end]["uid"] for end in ("source", "destination")}
    around = {node.id: node for node in nodes_with_ancestors(model_id=model.pk, uids=ends)}
    zones = zone_chains(
        {key: node.parent_id for key, node in around.items()},
        {key: node.kind for key, node in around.items()},
    )
    crossed = [around[zone] for zone in zones_crossed(zones[flow.source_id], zones[flow.destination_id])]
    return {
        **found[0],
        "why": flow.why,
        "crosses": [brief(zone.id, zone.uid, zone.name, zone.kind) for zone in crossed],
        "provenance": NO_SOURCE | flow.provenance,
        "facts": fact_rows(flow.facts, kind="flow", model_id=model.pk, uid=flow.uid),
        "questions": questions_about("flow", Question.objects.filter(flow_id=flow_id)),
        "risk": subject_risk(risk_matrix_of(team_id=model.team_id), flow_id=flow_id),
    }
