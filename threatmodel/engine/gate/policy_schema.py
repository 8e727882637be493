"""The shape of a policy file, `.bulkhead.yaml`: for its reader, and as JSON Schema for editors."""

from collections.abc import Collection
from typing import Any, Final

import orjson

from threatmodel.engine.gate.failure_thresholds import BARS
from threatmodel.engine.library.loader import load_library
from threatmodel.engine.library.methods import METHODS

JUSTIFICATION: Final = ("reason", "owner", "expires")
_PATTERN: Final = {"type": "string", "minLength": 1, "maxLength": 300}


def policy_schema() -> dict[str, Any]:
    """Return what the reader requires. A suppression without reason is read: it fails the gate by name."""
    return _policy(_suppression(required=()))


def editor_schema_text() -> str:
    """Return the schema for editors as JSON."""
    rules = [rule.id for rule in load_library().rules]
    return orjson.dumps(editor_schema(rules), option=orjson.OPT_INDENT_2).decode() + "\n"


def editor_schema(rules: Collection[str]) -> dict[str, Any]:
    """Return the schema for editors, which offers the ids of rules and asks for reason, owner and expiry."""
    suppression = _suppression(required=JUSTIFICATION)
    suppression["properties"]["rule"] = {**suppression["properties"]["rule"], "enum": sorted(rules)}
    for name in ("reason", "owner"):
        suppression["properties"][name]["minLength"] = 3
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Bulkhead policy (.bulkhead.yaml)",
        **_policy(suppression),
    }


def _policy(suppression: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "fail_on": {
                "description": "Bars of the gate. high: new threats beside a baseline, else all threats of "
                "this severity or higher; new-high: new threats only; any-high: all threats, known ones too.",
                "type": "array",
                "items": {"enum": list(BARS)},
                "uniqueItems": True,
            },
            "methods": {
                "description": "Only threats of these methods; all methods where it is missing.",
                "type": "array",
                "items": {"enum": list(METHODS)},
                "minItems": 1,
                "uniqueItems": True,
            },
            "profiles": {
                "description": "Compose profiles to enable; * for all.",
                "type": "array",
                "items": {"type": "string", "minLength": 1, "maxLength": 100},
            },
            "exclude": {
                "description": "Files and folders that are not read, from the folder of this file. * and ? "
                "match within one name, ** over folders.",
                "type": "array",
                "items": _PATTERN,
            },
            "suppressions": {
                "description": "Threats that do not count until a date.",
                "type": "array",
                "items": suppression,
            },
        },
    }


def _suppression(*, required: Collection[str]) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [*required],
        "anyOf": [{"required": ["rule"]}, {"required": ["fingerprint"]}],
        "properties": {
            "rule": {"description": "Id of the rule.", "type": "string", "minLength": 1},
            "fingerprint": {
                "description": "Fingerprint of one threat, as the JSON report has it.",
                "type": "string",
                "pattern": "^[0-9a-f]{32}$",
            },
            "element": {**_PATTERN, "description": "Uid of the element; * matches anything."},
            "file": {
                **_PATTERN,
                "description": "File of the evidence; * and ? match within one name, ** over folders.",
            },
            "reason": {"description": "Why the threat does not count.", "type": "string", "maxLength": 2000},
            "owner": {"description": "Who is responsible.", "type": "string", "maxLength": 200},
            "expires": {
                "description": "The last day on which it is valid: YYYY-MM-DD.",
                "type": "string",
                "pattern": r"^\d{4}-\d{2}-\d{2}$",
            },
        },
    }
