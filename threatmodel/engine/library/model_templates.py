"""Architectures to start from, read from templates/*.yaml: a name, what it is about, and a whole model.

A template says what makes the system what it is: its parts, what talks to what, the data that travels, and
its typical weaknesses. What is obvious of each kind is assumed (template_assumptions.yaml), and the list of
threats starts with what matters. What only the team can know (agreements, retention) becomes a question.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

import jsonschema_rs

from threatmodel.engine.model import CATALOGUE, Element, Fact, Flow, Model, Relation, Source
from threatmodel.engine.model.struct_base import Record
from threatmodel.engine.model.yaml_data import read_data

FOLDER: Final = Path(__file__).with_name("templates")
ASSUMED: Final[Mapping[str, Mapping[str, Any]]] = read_data(FOLDER.with_name("template_assumptions.yaml"))
# What follows from data sets, where an element or flow names some.
_OF_DATA: Final = frozenset({"personal_data"})
_ID: Final = {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$", "maxLength": 60}
_NAME: Final = {"type": "string", "minLength": 2, "maxLength": 80}
_FACTS: Final = {"type": "object", "propertyNames": {"pattern": "^[a-z][a-z0-9_]*$"}}
_IDS: Final = {"type": "array", "items": _ID, "uniqueItems": True, "minItems": 1}
_SCHEMA: Final[dict[str, Any]] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["order", "name", "description", "elements", "flows"],
    "properties": {
        "order": {"type": "integer", "minimum": 1},
        "name": {"type": "string", "minLength": 8, "maxLength": 60},
        "description": {"type": "string", "minLength": 40, "maxLength": 300},
        "elements": {"type": "array", "items": {"$ref": "#/$defs/element"}, "minItems": 1},
        "data_sets": {"type": "array", "items": {"$ref": "#/$defs/data_set"}},
        "flows": {"type": "array", "items": {"$ref": "#/$defs/flow"}, "minItems": 1},
        "relations": {"type": "array", "items": {"type": "array", "minItems": 3, "maxItems": 3}},
    },
    "$defs": {
        "element": {
            "type": "object",
            "additionalProperties": False,
            "required": ["id", "kind", "name"],
            "properties": {
                "id": _ID,
                "kind": {"enum": list(CATALOGUE.kinds)},
                "name": _NAME,
                "facts": _FACTS,
                "data": _IDS,
                "holds": {"type": "array", "items": {"$ref": "#/$defs/element"}},
            },
        },
        "data_set": {
            "type": "object",
            "additionalProperties": False,
            "required": ["id", "name", "facts"],
            "properties": {"id": _ID, "name": _NAME, "facts": _FACTS},
        },
        "flow": {
            "type": "object",
            "additionalProperties": False,
            "required": ["from", "to", "protocol"],
            "properties": {
                "from": _ID,
                "to": _ID,
                "name": _NAME,
                "protocol": {"type": "string", "pattern": "^[a-z0-9+.-]+$"},
                "port": {"type": "integer", "minimum": 1, "maximum": 65535},
                "facts": _FACTS,
                "data": _IDS,
            },
        },
    },
}

Json = Mapping[str, Any]


class InvalidTemplate(ValueError):
    """A template file cannot be used; the message names the file and what to change."""


class Template(Record, frozen=True):
    """An architecture to start from. Its uids are those of a model that holds nothing else."""

    id: str
    name: str
    description: str
    model: Model


@cache
def load_templates() -> Mapping[str, Template]:
    """Return the templates that ship, by id, in the order people see them. Raises InvalidTemplate."""
    validator = jsonschema_rs.validator_for(_SCHEMA)
    found = []
    for path in FOLDER.glob("*.yaml"):
        raw = read_data(path)
        for fault in validator.iter_errors(raw):
            raise InvalidTemplate(f"{path.name}: {fault.message[:200]}")
        found.append((raw["order"], path.stem, build_template(raw, template_id=path.stem)))
    return {template_id: template for _, template_id, template in sorted(found, key=lambda one: one[:2])}


def build_template(raw: Json, *, template_id: str) -> Template:
    """Return the template that a file of the right shape describes. Raises InvalidTemplate."""
    default = Source(origin="default", why=f"Set by the template “{raw['name']}”.")
    elements = {element.uid: element for element in _elements(raw, default)}
    if len(elements) < sum(1 for _ in _elements(raw, default)):
        raise InvalidTemplate(f"{template_id}: duplicate id")
    flows = [_flow(one, default) for one in raw["flows"]]
    relations = tuple(Relation(type_, _uid(a), _uid(b)) for type_, a, b in raw.get("relations", ()))
    model = Model(elements=elements, relations=relations, flows={flow.uid: flow for flow in flows})
    if problems := [*_faults(model), *([] if len(model.flows) == len(flows) else ["duplicate flow"])]:
        raise InvalidTemplate(f"{template_id}: {'; '.join(problems)}")
    return Template(template_id, raw["name"], raw["description"], model)


def _elements(raw: Json, default: Source) -> Iterator[Element]:
    for one in raw.get("data_sets", ()):
        yield _element({**one, "kind": "data-set"}, None, default)
    yield from _nested(raw["elements"], None, default)


def _nested(raw: Sequence[Json], parent: str | None, default: Source) -> Iterator[Element]:
    for one in raw:
        yield _element(one, parent, default)
        yield from _nested(one.get("holds", ()), _uid(one["id"]), default)


def _element(raw: Json, parent: str | None, default: Source) -> Element:
    drawn = Source(origin="person", why=default.why)
    facts = _facts(raw, ASSUMED["elements"].get(raw["kind"], {}), default)
    return Element(_uid(raw["id"]), raw["kind"], raw["name"], parent, facts, drawn)


def _flow(raw: Json, default: Source) -> Flow:
    source, destination = _uid(raw["from"]), _uid(raw["to"])
    stated = {key: raw[key] for key in ("protocol", "port") if key in raw}
    assumed = {**ASSUMED["flows"]["any"], **ASSUMED["flows"].get(raw["protocol"], {}), **stated}
    facts = _facts(raw, assumed, default)
    uid = f"flow:{source}->{destination}:{raw.get('port', raw['protocol'])}"
    return Flow(uid, source, destination, name=raw.get("name", ""), facts=facts)


def _facts(raw: Json, assumed: Json, default: Source) -> dict[str, Fact]:
    """Its own facts, and what is assumed of the others; null leaves a fact unknown, so that it is asked."""
    stated = raw.get("facts", {})
    if "data" in raw:
        assumed = {name: value for name, value in assumed.items() if name not in _OF_DATA}
        stated = {**stated, "data_sets": [_uid(one) for one in raw["data"]]}
    facts = {**assumed, **stated}
    return {name: Fact(value, default) for name, value in facts.items() if value is not None}


def _uid(template_id: str) -> str:
    # The internet is one and the same: an import into the model meets it under this uid.
    return template_id if template_id == "internet" else f"template:{template_id}"


def _faults(model: Model) -> Iterator[str]:
    """Say what the catalogue does not allow."""
    for element in model.elements.values():
        holder = model.kind_of(element.parent) if element.parent else ""
        if holder and not CATALOGUE.may_hold(holder, element.kind):
            yield f"{element.name}: a {element.kind} cannot be inside a {holder}"
        yield from _fact_faults(model, element.kind, element.name, element.facts)
    for flow in model.flows.values():
        ends = (model.kind_of(flow.source), model.kind_of(flow.destination))
        if not CATALOGUE.flow_ends.issuperset(ends):
            yield f"{flow.uid}: data cannot flow from {ends[0] or 'nothing'} to {ends[1] or 'nothing'}"
        yield from _fact_faults(model, "flow", flow.uid, flow.facts)
    for relation in model.relations:
        known = CATALOGUE.relations.get(relation.type)
        if (
            known is None
            or model.kind_of(relation.source) not in known.sources
            or model.kind_of(relation.target) not in known.targets
        ):
            yield f"{relation.source} {relation.type} {relation.target} is not an allowed relation"


def _fact_faults(model: Model, kind: str, name: str, facts: Mapping[str, Fact]) -> Iterator[str]:
    for fact in facts:
        if CATALOGUE.fact(kind, fact) is None:
            yield f"{name}: a {kind} has no fact {fact}"
    held = facts["data_sets"].value if "data_sets" in facts else []
    for uid in held if isinstance(held, list) else ():
        if model.kind_of(uid) != "data-set":
            yield f"{name}: unknown data set {uid}"
