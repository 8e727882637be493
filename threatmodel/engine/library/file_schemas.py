"""The shape of the library's files, checked before anything in them is used."""

from collections.abc import Collection, Sequence
from typing import Any, Final

from threatmodel.engine.library.taxonomies import CAUSES, CONTROL_CATEGORIES, GAINS, LIFECYCLE, SEVERITIES

_ID: Final = {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$", "maxLength": 80}
_TEXT: Final = {"type": "string", "minLength": 1, "maxLength": 4000}
_MOST_SITUATIONS: Final = 6  # with a severity of their own; of more, nobody can tell which one counts
_IDS: Final = {"type": "array", "items": {"type": "string"}, "uniqueItems": True}

_EVIDENCE: Final[dict[str, Any]] = {
    "oneOf": [
        {"type": "string", "pattern": r"^([a-z]+\.)?[a-z_]+$"},
        {
            "type": "object",
            "additionalProperties": False,
            "required": ["fact", "where"],
            "properties": {"fact": {"type": "string"}, "where": _TEXT},
        },
    ]
}

RULE: Final[dict[str, Any]] = {
    "type": "object",
    "additionalProperties": False,
    "required": [
        "id",
        "title",
        "applies_to",
        "when",
        "severity",
        "evidence",
        "why",
        "controls",
        "references",
    ],
    "properties": {
        "id": _ID,
        "title": {"type": "string", "minLength": 8, "maxLength": 160},
        "applies_to": {
            "oneOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}],
        },
        "when": {"type": "string", "minLength": 1, "maxLength": 2000},
        "severity": {"enum": list(SEVERITIES)},
        "severity_if": {
            "type": "array",
            "minItems": 1,
            "maxItems": _MOST_SITUATIONS,
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["severity", "because", "when"],
                "properties": {
                    "severity": {"enum": list(SEVERITIES)},
                    "because": {"type": "string", "minLength": 8, "maxLength": 100},
                    "when": {"type": "string", "minLength": 1, "maxLength": 2000},
                },
            },
        },
        "hardening_gap": {"type": "boolean"},
        "cause": {"enum": list(CAUSES)},
        "gains": {"enum": list(GAINS)},
        "evidence": {"type": "array", "items": _EVIDENCE, "minItems": 1},
        "why": _TEXT,
        "controls": {**_IDS, "minItems": 1},
        "resolved_by": {
            "type": "object",
            "additionalProperties": {
                "type": "array",
                "items": {"type": "string", "pattern": r"^([a-z]+\.)?[a-z_]+$"},
                "minItems": 1,
                "uniqueItems": True,
            },
        },
        "fix": {
            "type": "object",
            "additionalProperties": _TEXT,
            "propertyNames": {"enum": ["kubernetes", "compose", "dockerfile"]},
        },
        "covers": {
            "type": "array",
            "items": {"type": "string", "pattern": "^[A-Z]{3}-[0-9]{3}$"},
            "uniqueItems": True,
        },
        "references": _IDS,
    },
}

METHOD: Final[dict[str, Any]] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["id", "name", "about", "subjects", "references", "categories"],
    "properties": {
        "id": {"type": "string", "pattern": "^[a-z][a-z0-9]*$", "maxLength": 20},
        "name": {"type": "string", "minLength": 2, "maxLength": 20},
        "about": _TEXT,
        "subjects": {"enum": ["all", "personal-data"]},
        "found_by": {"enum": ["rules", "attack-paths"]},
        "parts": {**_IDS, "minItems": 1},
        "references": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["title", "url"],
                "properties": {"title": _TEXT, "url": {"type": "string", "pattern": "^https://"}},
            },
        },
        "categories": {
            "type": "object",
            "propertyNames": _ID,
            "minProperties": 1,
            "additionalProperties": {
                "type": "object",
                "additionalProperties": False,
                "required": ["letter", "name", "endangers", "meaning", "roles"],
                "properties": {
                    "letter": {"type": "string", "pattern": "^[A-Z][A-Za-z]?$"},
                    "name": {"type": "string", "minLength": 2, "maxLength": 60},
                    "classic_name": {"type": "string", "minLength": 2, "maxLength": 60},
                    "endangers": _TEXT,
                    "meaning": _TEXT,
                    "roles": {**_IDS, "minItems": 1},
                    "needs": {
                        "type": "object",
                        "additionalProperties": {
                            "type": "object",
                            "additionalProperties": False,
                            "required": ["fact", "because"],
                            "properties": {"fact": {"type": "string"}, "because": _TEXT},
                        },
                    },
                },
            },
        },
    },
}

CONTROLS: Final[dict[str, Any]] = {
    "type": "object",
    "propertyNames": _ID,
    "additionalProperties": {
        "type": "object",
        "additionalProperties": False,
        "required": ["title", "category", "lifecycle", "how", "verify", "references"],
        "properties": {
            "title": {"type": "string", "minLength": 4, "maxLength": 120},
            "category": {"enum": list(CONTROL_CATEGORIES)},
            "lifecycle": {"enum": list(LIFECYCLE)},
            "how": _TEXT,
            "verify": _TEXT,
            "references": _IDS,
            "platform": {"enum": ["kubernetes", "docker"]},
        },
    },
}

REFERENCES: Final[dict[str, Any]] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["source", "label", "version", "prefix", "url", "entries"],
    "properties": {
        "source": _TEXT,
        "label": _TEXT,
        "version": {"type": "string"},
        "prefix": {"type": "string", "pattern": "^[a-z0-9-]+$"},
        "url": {"type": "string", "pattern": "^https://"},
        "notice": {"type": "string"},
        "entries": {
            "type": "object",
            "additionalProperties": {
                "oneOf": [
                    {"type": "string"},
                    {
                        "type": "object",
                        "additionalProperties": False,
                        "required": ["title", "url"],
                        "properties": {
                            "title": {"type": "string"},
                            "url": {"type": "string", "pattern": "^https://"},
                        },
                    },
                ]
            },
        },
    },
}


def attack_step(
    places: Sequence[str], levels: Sequence[str], grades: Sequence[str], difficulties: Sequence[str]
) -> dict[str, Any]:
    """Return the shape of a step file."""
    level = {"enum": list(levels)}
    position = {
        "type": "object",
        "additionalProperties": False,
        "required": ["at", "level"],
        "properties": {
            "at": {"enum": list(places)},
            "level": {
                "oneOf": [level, {"type": "array", "items": level, "minItems": 2, "uniqueItems": True}]
            },
        },
    }
    properties = {
        "id": _ID,
        "title": {"type": "string", "minLength": 8, "maxLength": 60},
        "applies_to": RULE["properties"]["applies_to"],
        "when": RULE["properties"]["when"],
        "each": _EVIDENCE["oneOf"][1],
        "from": position,
        "to": position,
        "difficulty": {"enum": list(difficulties)},
        "grade": {"enum": list(grades)},
        "evidence": {"type": "array", "items": _EVIDENCE},
        "needs": _TEXT,
        "how": _TEXT,
        "detection": _TEXT,
        "controls": _IDS,
        "zones": {"type": "object", "additionalProperties": {"enum": ["namespace"]}},
        "references": _IDS,
    }
    required = [name for name in properties if name not in {"when", "each", "zones"}]
    return {"type": "object", "additionalProperties": False, "required": required, "properties": properties}


def attackers(levels: Sequence[str], difficulties: Sequence[str]) -> dict[str, Any]:
    """Return the shape of the list of attackers."""
    title = {"type": "string", "minLength": 4, "maxLength": 60}
    start = {
        "id": _ID,
        "title": title,
        **_state_rule(levels),
        "within": {"type": "string"},
        "difficulty": {"enum": list(difficulties)},
    }
    return _list_of(
        {
            "id": _ID,
            "name": title,
            "about": _TEXT,
            "skill": {"enum": list(difficulties)},
            "counts": {"type": "boolean"},
            "starts": _list_of(start, optional={"when", "within", "difficulty"}),
        }
    )


def attack_goals(levels: Sequence[str], severities: Sequence[str]) -> dict[str, Any]:
    """Return the shape of the list of goals."""
    goal = {
        "id": _ID,
        "title": {"type": "string", "minLength": 4, "maxLength": 60},
        "worth": {"enum": list(severities)},
        **_state_rule(levels),
    }
    return _list_of(goal, optional={"when"})


def _state_rule(levels: Sequence[str]) -> dict[str, Any]:
    named = RULE["properties"]
    return {"applies_to": named["applies_to"], "when": named["when"], "level": {"enum": list(levels)}}


def _list_of(properties: dict[str, Any], *, optional: Collection[str] = ()) -> dict[str, Any]:
    required = [name for name in properties if name not in optional]
    item = {"type": "object", "additionalProperties": False, "required": required, "properties": properties}
    return {"type": "array", "minItems": 1, "items": item}


def schema_error(validator: Any, raw: object) -> str:
    """The first fault as "place: message", or an empty string."""
    for error in validator.iter_errors(raw):
        place = ".".join(str(part) for part in error.instance_path)
        return f"{place}: {error.message}" if place else str(error.message)
    return ""
