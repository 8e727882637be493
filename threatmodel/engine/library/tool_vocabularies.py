"""What models of other threat modeling tools call things (interchange/*.yaml), for importers.

common.yaml holds words that several tools share; a tool's own table counts before it.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final, Literal

import msgspec

from threatmodel.engine.library.taxonomies import Severity
from threatmodel.engine.model.elements import FactValue
from threatmodel.engine.model.imported_threats import ImportedMitigationState
from threatmodel.engine.model.struct_base import Record
from threatmodel.engine.model.threat_statuses import ImportedState
from threatmodel.engine.model.yaml_data import read_data

Listed = Literal["threats", "components", "flows"]

_FOLDER: Final = Path(__file__).parent / "interchange"
_SEPARATORS: Final = re.compile(r"[^a-z0-9]+")
_LONGEST_WORD: Final = 120


class Protocol(Record, frozen=True, forbid_unknown_fields=True):
    """What a protocol is called here, and whether it is encrypted; None where it does not say."""

    protocol: str = ""
    encrypted: bool | None = None


class Property(Record, frozen=True, forbid_unknown_fields=True):
    """The fact that a property of another tool becomes, `of` which kinds, by its value in lower case."""

    fact: str
    of: tuple[str, ...]
    values: Mapping[str, bool]


class Step(Record, frozen=True, forbid_unknown_fields=True):
    """A value for all numbers up to `most`."""

    most: float
    value: str


class Vocabulary(Record, frozen=True, forbid_unknown_fields=True):
    """The words of one tool."""

    label: str = ""
    kinds: Mapping[str, str] = {}
    unread: Mapping[str, tuple[str, str]] = {}
    technology_kinds: Mapping[str, str] = {}
    purposes: Mapping[str, str] = {}
    zones: Mapping[str, str] = {}
    threat_columns: Mapping[str, str] = {}
    component_columns: Mapping[str, str] = {}
    flow_columns: Mapping[str, str] = {}
    column_hints: Mapping[str, str] = {}
    component_hints: Mapping[str, str] = {}
    flow_hints: Mapping[str, str] = {}
    sheets: Mapping[str, Listed] = {}
    categories: Mapping[str, tuple[str, ...]] = {}
    severities: Mapping[str, Severity] = {}
    protocols: Mapping[str, Protocol] = {}
    states: Mapping[str, ImportedState] = {}
    mitigation_states: Mapping[str, ImportedMitigationState] = {}
    classifications: Mapping[str, str] = {}
    criticalities: Mapping[str, str] = {}
    encryption: Mapping[str, bool] = {}
    authentication: Mapping[str, bool] = {}
    sensitivities: Mapping[str, Mapping[str, FactValue]] = {}
    properties: Mapping[str, Property] = {}
    trust_levels: tuple[Step, ...] = ()
    classification_scores: tuple[Step, ...] = ()
    severity_scores: tuple[Step, ...] = ()


def word(text: str) -> str:
    """The text as the tables have it: lower case, one hyphen for whatever is neither letter nor digit."""
    return _SEPARATORS.sub("-", text[:_LONGEST_WORD].lower()).strip("-")


def value_at(steps: Sequence[Step], number: float) -> str:
    """The value of the first step that the number does not exceed, else that of the last."""
    return next((step.value for step in steps if number <= step.most), steps[-1].value)


@cache
def vocabulary(tool: str) -> Vocabulary:
    """The words of a tool, by the name of its file, with those of common.yaml behind them."""
    shared, own = (
        msgspec.convert(read_data(_FOLDER / f"{name}.yaml"), Vocabulary) for name in ("common", tool)
    )
    return msgspec.structs.replace(
        own,
        categories={**shared.categories, **own.categories},
        severities={**shared.severities, **own.severities},
        protocols={**shared.protocols, **own.protocols},
    )
