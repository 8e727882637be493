"""How threats are fixed, as data: safe values of facts with their places, and the ways of each rule."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

import msgspec

from threatmodel.engine.model.struct_base import Record
from threatmodel.engine.model.yaml_data import read_data

_FOLDER: Final = Path(__file__).with_name("remediation")


class InvalidRemediation(ValueError):
    """The data of fixes cannot be used; the message names the file and what to change."""


class Edit(Record, frozen=True, forbid_unknown_fields=True):
    """One edit: where it starts, the keys from there, and what is written, added or taken out."""

    at: Literal["container", "pod", "object"]
    path: str | tuple[str, ...]
    value: Any = None
    append: str = ""
    remove_item: str = ""
    remove: bool = False

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys from its start; in a text they are separated by dots."""
        return tuple(self.path.split(".")) if isinstance(self.path, str) else self.path


class SafeFact(Record, frozen=True, forbid_unknown_fields=True):
    """The safe value of a fact, the edits that give it, by format, and what may stop working."""

    safe: Any
    kubernetes: tuple[Edit, ...] = ()
    compose: tuple[Edit, ...] = ()
    note: str = ""


class Way(Record, frozen=True, forbid_unknown_fields=True):
    """One way to fix a threat: facts that get their safe value, or a recipe."""

    facts: tuple[str, ...] = ()
    recipe: str = ""


class _SecretFiles(Record, frozen=True, forbid_unknown_fields=True):
    variables: tuple[str, ...]
    suffix: str = "_FILE"


class _RuleWays(Record, frozen=True, forbid_unknown_fields=True):
    rules: tuple[str, ...]
    ways: tuple[Way, ...]


@cache
def safe_facts() -> Mapping[str, SafeFact]:
    """Return the facts that have a safe value. Raises InvalidRemediation."""
    found: dict[str, SafeFact] = _load("facts.yaml", dict[str, SafeFact])
    return found


@cache
def ways_of_rules() -> Mapping[str, tuple[Way, ...]]:
    """Return the ways to fix the threats of each rule, by its id. Raises InvalidRemediation."""
    found: dict[str, tuple[Way, ...]] = {}
    for entry in _load("rules.yaml", list[_RuleWays]):
        for rule in entry.rules:
            if rule in found:
                raise InvalidRemediation(f"rules.yaml: {rule} is listed twice")
            found[rule] = entry.ways
    return found


@cache
def secret_files() -> Mapping[str, Mapping[str, str]]:
    """Return by image the variables that it also reads from files, with those that name the file.

    Raises InvalidRemediation.
    """
    loaded: dict[str, _SecretFiles] = _load("secret_files.yaml", dict[str, _SecretFiles])
    return {image: {name: f"{name}{one.suffix}" for name in one.variables} for image, one in loaded.items()}


def _load(name: str, shape: Any) -> Any:
    try:
        return msgspec.convert(read_data(_FOLDER / name), shape)
    except msgspec.ValidationError as fault:
        raise InvalidRemediation(f"{name}: {fault}") from fault
