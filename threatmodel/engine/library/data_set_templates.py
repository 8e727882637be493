"""Data sets that names give away, read from data_sets.yaml: what data_set_suggestions.py looks for."""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import jsonschema_rs

from threatmodel.engine.library.taxonomies import DATA_CATEGORIES, DATA_SUBJECTS
from threatmodel.engine.model import CATALOGUE, FactValue
from threatmodel.engine.model.struct_base import Record
from threatmodel.engine.model.yaml_data import read_data

_PATH: Final = Path(__file__).with_name("data_sets.yaml")
_WORDS: Final = {"type": "array", "items": {"type": "string", "pattern": "^[a-z0-9]+( [a-z0-9]+)*$"}}
_NAMES: Final = {"type": "array", "items": {"type": "string", "pattern": "^[a-z0-9._-]+(/[a-z0-9._-]+)?$"}}
_SCHEMA: Final[dict[str, Any]] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["ignored", "endings", "templates"],
    "properties": {
        "ignored": _WORDS,
        "endings": _WORDS,
        "templates": {
            "type": "object",
            "propertyNames": {"pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"},
            "additionalProperties": {
                "type": "object",
                "additionalProperties": False,
                "required": ["name", "facts"],
                "properties": {
                    "name": {"type": "string", "minLength": 3, "maxLength": 60},
                    "words": _WORDS,
                    "not_beside": _WORDS,
                    "settings": _WORDS,
                    "products": _NAMES,
                    "facts": {
                        "type": "object",
                        "additionalProperties": False,
                        "required": ["classification"],
                        "properties": {
                            "classification": {
                                "enum": list(CATALOGUE.kinds["data-set"].facts["classification"].options)
                            },
                            "personal_data": {"type": "boolean"},
                            "personal_data_categories": {
                                "type": "array",
                                "items": {"enum": list(DATA_CATEGORIES)},
                            },
                            "data_subjects": {"type": "array", "items": {"enum": list(DATA_SUBJECTS)}},
                        },
                    },
                },
            },
        },
    },
}

Phrase = tuple[str, ...]
"""Words in sequence, lower case and in the singular."""


class InvalidDataSets(ValueError):
    """The file of data sets cannot be used; the message says where."""


class DataSetTemplate(Record, frozen=True):
    """A data set to suggest: the words that give it away, and the facts that hold of it nearly everywhere."""

    id: str
    name: str
    words: tuple[Phrase, ...]
    not_beside: frozenset[str]
    settings: tuple[Phrase, ...]
    products: tuple[str, ...]
    facts: Mapping[str, FactValue]


class DataSetTemplates(Record, frozen=True):
    """All templates by id, in the order of their file, and the words that matter to none in particular.

    ignored: words of helpers, whose names do not count. endings: what names append without a hyphen.
    """

    templates: Mapping[str, DataSetTemplate]
    ignored: frozenset[str]
    endings: tuple[str, ...]


@cache
def load_data_sets() -> DataSetTemplates:
    """Return the templates that ship with Bulkhead. Read once for each process."""
    return build_data_sets(read_data(_PATH))


def build_data_sets(raw: Any) -> DataSetTemplates:
    """Return the templates that a file holds; raises InvalidDataSets when it has another shape."""
    for error in jsonschema_rs.validator_for(_SCHEMA).iter_errors(raw):
        raise InvalidDataSets(f"{'.'.join(map(str, error.instance_path))}: {error.message}")
    templates = {one: _template(one, entry) for one, entry in raw["templates"].items()}
    endings = tuple(sorted(raw["endings"], key=lambda ending: (-len(ending), ending)))
    return DataSetTemplates(templates, frozenset(map(singular, raw["ignored"])), endings)


def _template(template_id: str, entry: Mapping[str, Any]) -> DataSetTemplate:
    return DataSetTemplate(
        id=template_id,
        name=entry["name"],
        words=_phrases(entry.get("words", ())),
        not_beside=frozenset(map(singular, entry.get("not_beside", ()))),
        settings=_phrases(entry.get("settings", ())),
        products=tuple(entry.get("products", ())),
        facts=entry["facts"],
    )


def _phrases(texts: Iterable[str]) -> tuple[Phrase, ...]:
    return tuple(tuple(map(singular, text.split())) for text in texts)


def singular(word: str) -> str:
    """Return a lower-case English word without its plural ending.

    Words compare equal in both numbers when both go through here; what comes out need not be a word
    (analytics gives analytic).
    """
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    if word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    return word[:-1]
