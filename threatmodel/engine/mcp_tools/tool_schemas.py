"""What the arguments of each tool may be, as JSON Schema, and what every result looks like."""

from collections.abc import Mapping
from typing import Any, Final

from threatmodel.engine.library.taxonomies import SEVERITIES
from threatmodel.engine.model.threat_statuses import THREAT_STATUSES

Schema = dict[str, Any]
PAGE_SIZE: Final = 20
PAGE_SIZE_MOST: Final = 50
_UUID: Final = "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"


def _id(of: str) -> Schema:
    return {"type": "string", "pattern": _UUID, "description": f"id of {of}"}


def _text(description: str, most: int, *, least: int = 0) -> Schema:
    return {"type": "string", "minLength": least, "maxLength": most, "description": description}


def _some_of(words: tuple[str, ...], description: str) -> Schema:
    return {"type": "array", "items": {"enum": list(words)}, "maxItems": 10, "description": description}


_MODEL: Final = _id("the model, from list_models")
_SEARCH: Final = _text("Words that rows must contain.", 200)
_REASON: Final = _text("Why, with the source (file, line, document) that a person can check.", 2000, least=1)
_NUMBER: Final = {"type": "integer", "minimum": 1, "maximum": 999_999_999}
_SLUG: Final = {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,300}$"}
_PAGE: Final[Mapping[str, Schema]] = {
    "page_size": {
        "type": "integer",
        "minimum": 1,
        "maximum": PAGE_SIZE_MOST,
        "description": f"Rows at most; {PAGE_SIZE} if not given.",
    },
    "cursor": {
        "type": "string",
        "pattern": r"^\d{1,7}$",
        "description": "next_cursor of the previous result; leave it out for the first rows.",
    },
}
_OF_MODEL: Final[Mapping[str, tuple[Schema, tuple[str, ...]]]] = {
    "get_model": ({}, ()),
    "list_elements": (
        {"kind": _text("A kind such as container, datastore or ingress.", 40), "search": _SEARCH, **_PAGE},
        (),
    ),
    "get_element": ({"element": _id("the element, from list_elements")}, ("element",)),
    "list_threats": (
        {
            "severity": _some_of(SEVERITIES, "All if not given."),
            "status": _some_of(tuple(THREAT_STATUSES), "All if not given."),
            "certainty": _some_of(
                ("found", "possible"), "Possible ones wait for facts. Found ones if not given."
            ),
            "element": _id("an element or flow: its threats alone"),
            "search": _SEARCH,
            **_PAGE,
        },
        (),
    ),
    "get_threat": ({"number": {**_NUMBER, "description": "Number of the threat, 12 for T12."}}, ("number",)),
    "list_questions": (
        {"element": _id("an element or flow: questions about it alone"), "search": _SEARCH, **_PAGE},
        (),
    ),
    "list_attack_paths": (
        {
            "reached": {
                "type": "boolean",
                "description": "Only goals that an attacker reaches, or does not.",
            },
            **_PAGE,
        },
        (),
    ),
    "get_attack_path": (
        {"goal": {**_SLUG, "description": "key of the goal, from list_attack_paths"}},
        ("goal",),
    ),
    "list_proposals": (
        {
            "state": _some_of(
                ("pending", "accepted", "rejected", "withdrawn", "outdated"), "All if not given."
            ),
            **_PAGE,
        },
        (),
    ),
    "propose_answer": (
        {
            "question": _id("the question, from list_questions"),
            "value": {"description": "The answer, of the type that the question names."},
            "reason": _REASON,
        },
        ("question", "value", "reason"),
    ),
    "propose_mitigation": (
        {
            "threats": {
                "type": "array",
                "items": _NUMBER,
                "minItems": 1,
                "maxItems": 200,
                "description": "Numbers of the threats that it mitigates.",
            },
            "control": {**_SLUG, "description": "id of a control, from list_controls"},
            "title": _text("Required without a control.", 200),
            "description": _text("What is to be done here.", 4000),
            "reason": _REASON,
        },
        ("threats", "reason"),
    ),
    "propose_flow": (
        {
            "source": _id("the element that calls"),
            "destination": _id("the element that is called"),
            "name": _text("What the flow is called; may be empty.", 200),
            "facts": {
                "type": "object",
                "maxProperties": 10,
                "description": "What is known: protocol (text), port (int), encrypted, authenticated, "
                "certificate_verified (bool), data_sets (list of uids), description (text).",
            },
            "reason": _REASON,
        },
        ("source", "destination", "reason"),
    ),
    "withdraw_proposal": ({"proposal": _id("the proposal, from list_proposals")}, ("proposal",)),
}
_OF_LIBRARY: Final[Mapping[str, tuple[Schema, tuple[str, ...]]]] = {
    "list_models": ({"search": _SEARCH, **_PAGE}, ()),
    "list_controls": ({"search": _SEARCH, **_PAGE}, ()),
    "get_control": (
        {"control": {**_SLUG, "description": "id of the control, from list_controls"}},
        ("control",),
    ),
}


def _object(properties: Mapping[str, Schema], required: tuple[str, ...]) -> Schema:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(required),
        "additionalProperties": False,
    }


INPUTS: Final[Mapping[str, Schema]] = {
    **{
        name: _object({"model": _MODEL, **properties}, ("model", *required))
        for name, (properties, required) in _OF_MODEL.items()
    },
    **{name: _object(properties, required) for name, (properties, required) in _OF_LIBRARY.items()},
}
OUTPUT: Final[Schema] = {
    "type": "object",
    "properties": {
        "notice": {"type": "string", "description": "How to treat the data."},
        "origin": {"type": "object", "description": "Where the data comes from."},
        "data": {"description": "What was asked for; texts in it are untrusted."},
        "count": {"type": "integer", "description": "Of a list: how many rows there are in all."},
        "truncated": {"type": "boolean", "description": "Something was left out or cut to keep this short."},
        "next_cursor": {"type": ["string", "null"], "description": "For the rows that follow."},
    },
    "required": ["notice", "origin", "data", "truncated"],
}
