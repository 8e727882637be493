"""The model as JSON and back: the shape the database, the API and the command line share.

Facts read {"privileged": {"value": true, "origin": "file", "file": "a.yaml", "line": 12}}; empty
provenance is left out, so that decode(encode(x)) == x and the text stays short.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec

from threatmodel.engine.model.elements import Element, Fact, Flow, Relation, Source
from threatmodel.engine.model.model_graph import Model

Json = dict[str, Any]


def source_to_json(source: Source) -> Json:
    """Return the provenance without its empty parts."""
    out: Json = msgspec.to_builtins(source)
    return out


def source_from_json(raw: Mapping[str, Any]) -> Source:
    """Read what source_to_json wrote."""
    return Source(
        origin=raw["origin"],
        file=raw.get("file", ""),
        line=raw.get("line", 0),
        by=raw.get("by", ""),
        at=raw.get("at", ""),
        why=raw.get("why", ""),
    )


def fact_to_json(fact: Fact) -> Json:
    """Return the value beside its provenance, in one flat object."""
    out: Json = {"value": fact.value, **source_to_json(fact.source)}
    if fact.item_lines:
        out["item_lines"] = list(fact.item_lines)
    if fact.item_files:
        out["item_files"] = list(fact.item_files)
    return out


def fact_from_json(raw: Mapping[str, Any]) -> Fact:
    """Read what fact_to_json wrote."""
    lines, files = raw.get("item_lines", ()), raw.get("item_files", ())
    return Fact(raw["value"], source_from_json(raw), tuple(lines), tuple(files))


def facts_to_json(facts: Mapping[str, Fact]) -> Json:
    """Return the facts by name, in the order of their names."""
    return {name: fact_to_json(facts[name]) for name in sorted(facts)}


def facts_from_json(raw: Mapping[str, Any]) -> dict[str, Fact]:
    """Read what facts_to_json wrote."""
    return {name: fact_from_json(fact) for name, fact in raw.items()}


def element_to_json(element: Element) -> Json:
    """Return the element with its facts."""
    return {
        "uid": element.uid,
        "kind": element.kind,
        "name": element.name,
        "parent": element.parent,
        "facts": facts_to_json(element.facts),
        "source": source_to_json(element.source),
    }


def element_from_json(raw: Mapping[str, Any]) -> Element:
    """Read what element_to_json wrote."""
    return Element(
        uid=raw["uid"],
        kind=raw["kind"],
        name=raw["name"],
        parent=raw["parent"],
        facts=facts_from_json(raw["facts"]),
        source=source_from_json(raw["source"]),
    )


def relation_to_json(relation: Relation) -> Json:
    """Return the relation by its three parts."""
    return {"type": relation.type, "source": relation.source, "target": relation.target}


def relation_from_json(raw: Mapping[str, Any]) -> Relation:
    """Read what relation_to_json wrote."""
    return Relation(raw["type"], raw["source"], raw["target"])


def flow_to_json(flow: Flow) -> Json:
    """Return the flow with its facts."""
    return {
        "uid": flow.uid,
        "source": flow.source,
        "destination": flow.destination,
        "name": flow.name,
        "facts": facts_to_json(flow.facts),
        "origin": flow.origin,
        "why": flow.why,
        "provenance": source_to_json(flow.provenance),
    }


def flow_from_json(raw: Mapping[str, Any]) -> Flow:
    """Read what flow_to_json wrote."""
    return Flow(
        uid=raw["uid"],
        source=raw["source"],
        destination=raw["destination"],
        name=raw["name"],
        facts=facts_from_json(raw["facts"]),
        origin=raw["origin"],
        why=raw["why"],
        provenance=source_from_json(raw["provenance"]),
    )


def model_to_json(model: Model) -> Json:
    """Return the whole model; elements, relations and flows keep their order.

    `as_of` is there where the model is to be analyzed for some day.
    """
    return {
        **({"as_of": model.as_of.isoformat()} if model.as_of else {}),
        "elements": [element_to_json(element) for element in model.elements.values()],
        "relations": [relation_to_json(relation) for relation in model.relations],
        "flows": [flow_to_json(flow) for flow in model.flows.values()],
    }


def model_from_json(raw: Mapping[str, Any]) -> Model:
    """Read what model_to_json wrote."""
    elements = [element_from_json(element) for element in raw["elements"]]
    flows = [flow_from_json(flow) for flow in raw["flows"]]
    return Model(
        elements={element.uid: element for element in elements},
        relations=[relation_from_json(relation) for relation in raw["relations"]],
        flows={flow.uid: flow for flow in flows},
        as_of=date.fromisoformat(raw["as_of"]) if "as_of" in raw else None,
    )
