"""The architecture as the canvas, the lists and the pages of one element or flow show it."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from django.db.models import Count, Exists, IntegerField, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from threatmodel.accounts.models import User
from threatmodel.architecture.models import Element, Flow, Relation, ThreatModel
from threatmodel.architecture.operations.ancestry import nodes_with_ancestors
from threatmodel.architecture.operations.row_values import OVERRULED
from threatmodel.engine.model import CATALOGUE
from threatmodel.threats.models import Question, Threat
from threatmodel.threats.selectors.counts import tally, threats_by, threats_of_elements, threats_of_flows
from threatmodel.threats.selectors.overrides import confirmations_of
from threatmodel.threats.selectors.pod_security import pod_security_about
from threatmodel.threats.vocabulary import OPEN

Row = dict[str, Any]
Counted = TypeVar("Counted", Element, Flow)
_SOURCE = {"origin": "person", "file": "", "line": 0, "by": "", "at": "", "why": ""}
NOT_DRAWN = tuple(kind.id for kind in CATALOGUE.kinds.values() if not kind.drawn)
_ZONES = tuple(kind.id for kind in CATALOGUE.kinds.values() if "trust_level" in kind.facts)
_QUESTION = ("id", "fact", "text", "weight", "could_raise")
_STATED = ("value", "origin", "file", "line")
_ELEMENT = (
    "id", "uid", "name", "kind", "gone_at", "source",
    "parent_id", "parent__uid", "parent__name", "parent__kind",
)  # fmt: skip
_FLOW_FACTS: Mapping[str, Any] = {
    "protocol": "",
    "port": None,
    "encrypted": None,
    "authenticated": None,
    "review": "",
}


# --- canvas ------------------------------------------------------------------------------------


def architecture_snapshot(*, model: ThreatModel) -> Row:
    """Everything the canvas draws. Six queries whatever the size.

    What others add between the queries is left out with its lines: it is newer than `seq`, and pages follow
    the changes from there.
    """
    elements = list(
        Element.objects.filter(model=model)
        .exclude(kind__in=NOT_DRAWN)
        .order_by("uid")
        .values_list("id", "uid", "kind", "name", "parent_id", "x", "y", "width", "height", "gone_at")
    )
    uids = {row[0]: row[1] for row in elements}
    zones = _zone_chains({row[0]: row[4] for row in elements}, {row[0]: row[2] for row in elements})
    on_elements = threats_by("element_id", Threat.objects.filter(model=model, element__isnull=False))
    trust = _trust_levels(model)
    return {
        "seq": model.seq,
        "elements": [
            {**_canvas_element(row, uids, on_elements), "trust_level": trust.get(row[0])} for row in elements
        ],
        "flows": _canvas_flows(model, uids, zones),
        "relations": [
            {"type": type_, "source": uids[source], "target": uids[target]}
            for type_, source, target in Relation.objects.filter(model=model)
            .order_by("type", "source__uid", "target__uid")
            .values_list("type", "source_id", "target_id")
            if source in uids and target in uids
        ],
    }


def _canvas_element(
    row: tuple[Any, ...], uids: Mapping[uuid.UUID, str], counts: Mapping[uuid.UUID, dict[str, int]]
) -> Row:
    key, uid, kind, name, parent, x, y, width, height, gone_at = row
    return {
        "id": key,
        "uid": uid,
        "kind": kind,
        "name": name,
        "parent": uids.get(parent),
        "x": x,
        "y": y,
        "width": width,
        "height": height,
        "gone": gone_at is not None,
        **tally(counts, key),
    }


def _trust_levels(model: ThreatModel) -> dict[uuid.UUID, str]:
    """Return how far each zone is trusted, where anybody has said so; facts of few rows are read for it."""
    zones = Element.objects.filter(model=model, kind__in=_ZONES, facts__has_key="trust_level")
    return {key: fact["value"] for key, fact in zones.values_list("id", "facts__trust_level")}


def _canvas_flows(
    model: ThreatModel, uids: Mapping[uuid.UUID, str], zones: Mapping[uuid.UUID, tuple[uuid.UUID, ...]]
) -> list[Row]:
    flows = Flow.objects.filter(model=model).order_by("uid")
    columns = ("id", "uid", "source_id", "destination_id", "name", "facts", "origin", "why", "gone_at")
    on_flows = threats_by("flow_id", Threat.objects.filter(model=model, flow__isnull=False))
    return [
        {
            "id": key, "uid": uid, "source": uids[source], "destination": uids[destination], "name": name,
            **_flow_facts(facts), "origin": origin, "why": why,
            "crosses": [uids[zone] for zone in _crossed(zones[source], zones[destination])],
            "gone": gone_at is not None, **tally(on_flows, key),
        }
        for key, uid, source, destination, name, facts, origin, why, gone_at in flows.values_list(*columns)
        if source in uids and destination in uids
    ]  # fmt: skip


def _flow_facts(facts: Mapping[str, Any]) -> Row:
    return {name: facts[name]["value"] if name in facts else unknown for name, unknown in _FLOW_FACTS.items()}


def _zone_chains(
    parents: Mapping[uuid.UUID, uuid.UUID | None], kinds: Mapping[uuid.UUID, str]
) -> dict[uuid.UUID, tuple[uuid.UUID, ...]]:
    """Return the trust boundaries around each element, nearest first; a zone counts as its own."""
    chains: dict[uuid.UUID, tuple[uuid.UUID, ...]] = {}
    for key in parents:
        chain: list[uuid.UUID] = []
        current: uuid.UUID | None = key
        while current is not None and current in parents and current not in chain:
            chain.append(current)
            current = parents[current]
        chains[key] = tuple(zone for zone in chain if _is_boundary(kinds[zone]))
    return chains


def _is_boundary(kind: str) -> bool:
    known = CATALOGUE.kinds.get(kind)
    return known is not None and known.boundary


def _crossed(left: tuple[uuid.UUID, ...], entered: tuple[uuid.UUID, ...]) -> tuple[uuid.UUID, ...]:
    """Return the zones left, inside out, then those entered, outside in (as engine Model.crosses does)."""
    return (*(z for z in left if z not in entered), *(z for z in reversed(entered) if z not in left))


def canvas_threats(*, model: ThreatModel) -> Row:
    """The open threats of everything drawn that has any, by uid. Two queries whatever the size."""
    on_elements = Threat.objects.filter(model=model, element__isnull=False)
    on_flows = Threat.objects.filter(model=model, flow__isnull=False)
    return {
        "elements": _threats_in_order(on_elements, "element__uid"),
        "flows": _threats_in_order(on_flows, "flow__uid"),
    }


def _threats_in_order(threats: QuerySet[Threat], column: str) -> dict[str, list[int]]:
    return {uid: list(counts.values()) for uid, counts in threats_by(column, threats).items()}


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
    threats = Threat.objects.filter(**{column: OuterRef("pk")}, disposition__in=OPEN).order_by()
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


def _element_row(row: Row, counts: Mapping[uuid.UUID, dict[str, int]]) -> Row:
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
        **tally(counts, row["id"]),
    }


def brief(key: uuid.UUID, uid: str, name: str, kind: str) -> Row:
    """Return enough of an element to name it and link to it."""
    return {"id": key, "uid": uid, "name": name, "kind": kind}


def element_detail(*, model: ThreatModel, element_id: uuid.UUID) -> Row | None:
    """An element with all that is known of it, or None. A fixed number of queries."""
    row = Element.objects.filter(model=model, pk=element_id).values(*_ELEMENT, "facts").first()
    if row is None:
        return None
    facts, kind, source = row["facts"], row["kind"], row["source"]
    children = Element.objects.filter(model=model, parent_id=element_id, gone_at__isnull=True).order_by(
        "kind", "name"
    )
    return {
        **_element_row(row, threats_of_elements([element_id])),
        "seq": model.seq,
        "source": _SOURCE | source,
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


def fact_rows(facts: Mapping[str, Any], *, kind: str, model_id: uuid.UUID, uid: str) -> list[Row]:
    """Facts with what the catalogue says of them, by group and name, persons by name. At most two queries."""
    confirmed = confirmations_of(model_id=model_id, uid=uid, facts=facts)
    people = _names_of({fact["by"] for fact in facts.values() if fact.get("by")})
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
                **_SOURCE,
                **{key: fact[key] for key in ("value", *_SOURCE) if key in fact},
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
        **{key: _SOURCE[key] for key in ("file", "line")},
        **{key: fact[key] for key in _STATED if key in fact},
    }


def _names_of(ids: Iterable[str]) -> dict[str, str]:
    users = User.objects.filter(pk__in=list(ids)) if ids else ()
    return {str(user.pk): user.get_full_name() for user in users}


def questions_about(kind: str, questions: QuerySet[Question]) -> list[Row]:
    """Return the open ones among the questions about one element or flow, heaviest first. One query."""
    rows = questions.filter(answered=False).order_by("-weight", "fact").values(*_QUESTION)
    return [{**row, **question_type(kind, row["fact"])} for row in rows]


def question_type(kind: str, fact: str) -> Row:
    """Return how the answer to a question about this fact is entered."""
    known = CATALOGUE.fact(kind, fact)
    if known is None:
        plain = {"label": fact, "meaning": "", "type": "text", "options": [], "unit": ""}
        return {**plain, "fields": {}, "ranges": {}}
    return {
        "label": known.label,
        "meaning": known.meaning,
        "type": known.type,
        "options": list(known.options),
        "unit": known.unit,
        "fields": dict(known.fields),
        "ranges": dict(known.ranges),
    }


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
            **_flow_facts(row["facts"]),
            "origin": row["origin"],
            "gone": row["gone_at"] is not None,
            **tally(counts, row["id"]),
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
    zones = _zone_chains(
        {key: node.parent_id for key, node in around.items()},
        {key: node.kind for key, node in around.items()},
    )
    crossed = [around[zone] for zone in _crossed(zones[flow.source_id], zones[flow.destination_id])]
    return {
        **found[0],
        "why": flow.why,
        "crosses": [brief(zone.id, zone.uid, zone.name, zone.kind) for zone in crossed],
        "provenance": _SOURCE | flow.provenance,
        "facts": fact_rows(flow.facts, kind="flow", model_id=model.pk, uid=flow.uid),
        "questions": questions_about("flow", Question.objects.filter(flow_id=flow_id)),
    }
