"""The shape of bulkhead.yaml: for its reader, and as JSON Schema for editors."""

from collections.abc import Collection, Mapping
from typing import Any, Final

import orjson

from threatmodel.engine.library.loader import load_library
from threatmodel.engine.library.methods import categories
from threatmodel.engine.library.taxonomies import SEVERITIES
from threatmodel.engine.model import CATALOGUE
from threatmodel.engine.model.bulkhead_yaml_statements import (
    COST_MOST,
    DATA_SET,
    EFFORTS,
    MITIGATION_STATUSES,
    REDUCTIONS,
    TAG_LENGTH,
    TAGS_MOST,
)
from threatmodel.engine.model.catalogue import FactType
from threatmodel.engine.model.threat_statuses import STATED

VERSION: Final = "bulkhead.model/1"
FILE_NAME: Final = "bulkhead.yaml"
SCHEMA_FILE: Final = "model.schema.json"
_ADDRESS: Final = {"type": "string", "minLength": 1, "maxLength": 1300, "pattern": "^[^\\n\\r\\t]+$"}
_DAY: Final = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
_DIGEST: Final = {"type": "string", "pattern": "^[0-9a-f]{16}$"}
_NAME: Final = {"type": "string", "minLength": 1, "maxLength": 200}
_PERSON: Final = {"type": "string", "maxLength": 200}
_TEXT: Final = {"type": "string", "maxLength": 10_000}
_COST: Final = {"type": "integer", "minimum": 0, "maximum": COST_MOST}

Json = dict[str, Any]


def model_schema() -> Json:
    """Return what the reader requires; names of facts and rules are checked with the model at hand."""
    return _document(_facts({}), _rule(()))


def editor_schema_text() -> str:
    """Return the schema for editors as JSON: it offers the facts and the ids of rules."""
    facts = {name: _fact_hint(fact) for name, fact in sorted(_all_facts().items())}
    rules = sorted(rule.id for rule in load_library().rules)
    schema = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Bulkhead model (bulkhead.yaml)",
        "description": "What people said about a model. The policy of the gate is .bulkhead.yaml.",
        **_document({"$ref": "#/definitions/facts"}, {"$ref": "#/definitions/rule"}),
        "definitions": {"facts": _named_facts(facts), "stated": _stated(), "rule": _rule(rules)},
    }
    return orjson.dumps(schema, option=orjson.OPT_INDENT_2).decode() + "\n"


def _document(facts: Json, rule: Json) -> Json:
    return _object(
        {
            "schema": {"const": VERSION, "title": "Version", "description": "The version of this format."},
            "model": _described(_PERSON, "Model", "Name of the model in the application."),
            "base": _described(
                _DIGEST,
                "Base",
                "The version that the application wrote: by it, it finds what changed since. Leave it.",
            ),
            "elements": _elements(facts),
            "data_sets": _data_sets(facts),
            "flows": _flows(facts),
            "relations": _relations(),
            "facts": _described(
                _mapping(facts),
                "Facts",
                "What people state of elements and flows from files, by their address. It overrules files.",
            ),
            "corrections": _corrections(),
            "threats": _threats(rule),
            "manual_threats": _manual_threats(),
            "mitigations": _mitigations(rule),
            "acceptances": _acceptances(rule),
        },
        required=("schema",),
    )


# --- the architecture --------------------------------------------------------------------------


def _elements(facts: Json) -> Json:
    kinds = [kind for kind in CATALOGUE.kinds if kind != DATA_SET]
    element = _object(
        {
            "kind": _described({"enum": kinds}, "Kind", "What it is."),
            "name": _NAME,
            "in": _described(_ADDRESS, "In", "Address of the element that it is inside."),
            "uid": _uid(),
            "facts": facts,
        },
        required=("kind", "name"),
    )
    return _described(_mapping(element), "Elements", "Elements that people draw, by their address.")


def _data_sets(facts: Json) -> Json:
    one = _object({"name": _NAME, "uid": _uid(), "facts": facts}, required=("name",))
    text = "Data sets, by their address. Elements and flows name those that they hold in the fact data_sets."
    return _described(_mapping(one), "Data sets", text)


def _flows(facts: Json) -> Json:
    flow = _object(
        {
            "from": _described(_ADDRESS, "From", "Address of the caller."),
            "to": _described(_ADDRESS, "To", "Address of what is called."),
            "name": {**_NAME, "minLength": 0},
            "uid": _uid(),
            "facts": facts,
        },
        required=("from", "to"),
    )
    return _described(_mapping(flow), "Flows", "Data flows that people draw, by their address.")


def _relations() -> Json:
    relation = _object(
        {"type": {"enum": list(CATALOGUE.relations)}, "from": _ADDRESS, "to": _ADDRESS},
        required=("type", "from", "to"),
    )
    return _described(_list(relation), "Relations", "Links without data flow that people draw.")


def _corrections() -> Json:
    correction = _object(
        {
            "kind": {"enum": list(CATALOGUE.kinds)},
            "in": _described({"anyOf": [_ADDRESS, {"const": ""}]}, "In", "Empty: inside nothing."),
            "from": _ADDRESS,
            "to": _ADDRESS,
        }
    )
    text = "What people corrected of elements and flows from files: kind and place, or both ends."
    return _described(_mapping({**correction, "minProperties": 1}), "Corrections", text)


def _uid() -> Json:
    return _described(_ADDRESS, "Uid", "Identity where the address is not it; leave it as it is.")


def _facts(named: Mapping[str, Any], stated: Json | None = None) -> Json:
    return {
        "type": "object",
        "propertyNames": {"pattern": "^[a-z][a-z0-9_]{0,79}$"},
        "properties": {**named},
        "additionalProperties": stated or _stated(),
    }


def _named_facts(hints: Mapping[str, Json]) -> Json:
    stated = {"$ref": "#/definitions/stated"}
    return _facts({name: {"allOf": [stated], **hint} for name, hint in hints.items()}, stated)


def _stated() -> Json:
    value = {"type": ["boolean", "number", "string", "array"]}
    long = _object(
        {
            "value": value,
            "by": _described(_PERSON, "By", "Who said it."),
            "at": _described(_DAY, "At", "When: YYYY-MM-DD."),
            "why": {"type": "string", "maxLength": 500},
        },
        required=("value",),
    )
    return {"anyOf": [value, long]}


def _fact_hint(fact: FactType) -> Json:
    return {"title": fact.label, "description": fact.meaning}


def _all_facts() -> dict[str, FactType]:
    found = {name: fact for kind in CATALOGUE.kinds.values() for name, fact in kind.facts.items()}
    return {**CATALOGUE.flow_facts, **found}


# --- decisions ---------------------------------------------------------------------------------


def _rule(rules: Collection[str]) -> Json:
    text = {"type": "string", "pattern": "^[a-z0-9][a-z0-9:._-]*$", "maxLength": 120}
    known = {"anyOf": [{"enum": [*rules]}, {"pattern": "^(scenario:|team-)"}]} if rules else {}
    return {**text, **known, "title": "Rule", "description": "Id of the rule."}


def _fingerprint() -> Json:
    text = "Of one threat, as the JSON report has it; needed for attack scenarios alone."
    return _described({"type": "string", "pattern": "^[0-9a-f]{32}$"}, "Fingerprint", text)


def _threat_reference(rule: Json, more: Json) -> Json:
    found = {"rule": rule, "element": _ADDRESS, "fingerprint": _fingerprint()}
    manual = _described(_ADDRESS, "Manual threat", "Its address.")
    return {
        "anyOf": [
            _object({**found, **more}, required=("rule", "element")),
            _object({"manual": manual, **more}, required=("manual",)),
        ]
    }


def _decision() -> Json:
    return {
        "status": _described({"enum": list(STATED)}, "Status", "Mitigated and accepted follow from below."),
        "reason": {"type": "string", "maxLength": 4_000},
    }


def _work() -> Json:
    owner = {**_PERSON, "pattern": r"\S"}
    tag = {"type": "string", "minLength": 1, "maxLength": TAG_LENGTH, "pattern": r"^\S([\s\S]*\S)?$"}
    tags = {"type": "array", "items": tag, "maxItems": TAGS_MOST, "uniqueItems": True}
    return {
        "owner": _described(owner, "Owner", "Name or e-mail address of a member of the team."),
        "due": _described(_DAY, "Due", "Until when it is to be done: YYYY-MM-DD."),
        "tags": _described(tags, "Tags", "Words that people put on it."),
    }


def _threats(rule: Json) -> Json:
    severity = _object(
        {"level": {"enum": list(SEVERITIES)}, "reason": {**_TEXT, "minLength": 1}},
        required=("level", "reason"),
    )
    threat = _object(
        {
            "rule": rule,
            "element": _described(_ADDRESS, "Element", "Address of the element or flow."),
            "fingerprint": _fingerprint(),
            **_decision(),
            "severity": _described(severity, "Severity", "Another one than the rule gives, and why."),
            **_work(),
        },
        required=("rule", "element"),
    )
    return _described(_list(threat), "Threats", "What people decide about threats that rules find.")


def _manual_threats() -> Json:
    threat = _object(
        {
            "title": {"type": "string", "minLength": 1, "maxLength": 1000},
            "element": _described(_ADDRESS, "Element", "Address; without it the whole model."),
            "severity": {"enum": list(SEVERITIES)},
            "categories": {"type": "array", "items": {"enum": list(categories())}, "uniqueItems": True},
            "references": {"type": "array", "items": {"type": "string", "maxLength": 500}, "maxItems": 50},
            "description": _TEXT,
            "uid": {**_fingerprint(), "description": "Identity; leave it as it is."},
            **_decision(),
            **_work(),
        },
        required=("title", "severity"),
    )
    return _described(_mapping(threat), "Manual threats", "Threats that people write, by their address.")


def _mitigations(rule: Json) -> Json:
    mitigation = _object(
        {
            "title": _NAME,
            "control": {"type": "string", "maxLength": 120},
            "status": {"enum": list(MITIGATION_STATUSES)},
            "description": _TEXT,
            **_work(),
            "effort": _described({"enum": list(EFFORTS)}, "Effort", "How much work it is."),
            "cost": _described(_COST, "Cost", "In whole units of the team's currency."),
            "reduction": _described({"enum": list(REDUCTIONS)}, "Reduction", "Of the risk, as expected."),
            "threats": _list(_threat_reference(rule, {})),
        },
        required=("title", "status"),
    )
    text = (
        "Controls applied here, by number (M3); a new one has any other name. A threat whose mitigations are "
        "all implemented or verified is mitigated."
    )
    return _described(_mapping(mitigation), "Mitigations", text)


def _acceptances(rule: Json) -> Json:
    as_accepted = {
        "severity": _described({"enum": list(SEVERITIES)}, "Severity", "When accepted; if worse, it counts."),
        "facts": _described(_DIGEST, "Facts", "Digest of the facts it was accepted for."),
    }
    acceptance = _object(
        {
            "threats": {**_list(_threat_reference(rule, as_accepted)), "minItems": 1},
            "justification": {"type": "string", "minLength": 1, "maxLength": 4_000},
            "conditions": {"type": "string", "maxLength": 4_000},
            "residual_risk": {"enum": list(SEVERITIES)},
            "expires": _described(_DAY, "Expires", "The last day: YYYY-MM-DD."),
            "requested_by": _PERSON,
            "approved_by": _described(_PERSON, "Approved by", "Another person; without it the risk counts."),
        },
        required=("threats", "justification", "residual_risk", "expires"),
    )
    text = "Risks that people accept until a day, by number (A3); a new one has any other name."
    return _described(_mapping(acceptance), "Acceptances", text)


# --- JSON Schema -------------------------------------------------------------------------------


def _object(properties: Json, *, required: Collection[str] = ()) -> Json:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [*required],
        "properties": properties,
    }


def _mapping(value: Json) -> Json:
    return {"type": "object", "propertyNames": _ADDRESS, "additionalProperties": value}


def _list(value: Json) -> Json:
    return {"type": "array", "items": value}


def _described(schema: Json, title: str, description: str) -> Json:
    return {**schema, "title": title, "description": description}
