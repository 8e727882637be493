"""What the formats of one import share: limits, options, claims, and the model that they build."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from threatmodel.engine.importers.compose_context import ComposeState
from threatmodel.engine.importers.environment_facts import EnvCredential
from threatmodel.engine.importers.limits import InputLimits
from threatmodel.engine.importers.model_builder import ModelBuilder
from threatmodel.engine.importers.named_flows import NamedFlow
from threatmodel.engine.importers.table_mapping import TableMapping
from threatmodel.engine.importers.yaml.reader import YamlValue
from threatmodel.engine.model.bulkhead_yaml_statements import Statements
from threatmodel.engine.model.diagram_positions import Place
from threatmodel.engine.model.imported_threats import ImportedThreat
from threatmodel.engine.model.struct_base import Record


class ImportOptions(Record, frozen=True):
    """What a user asks for besides the files.

    `profiles`: compose profiles that are switched on; "*" means all of them. `max_elements`: more
    elements are refused with TooManyElements; None sets no bound. `mappings` say what columns of tables hold.
    """

    profiles: frozenset[str] = frozenset()
    max_elements: int | None = None
    mappings: tuple[TableMapping, ...] = ()


class UnclaimedDocuments(Record, frozen=True):
    """Documents of one file that no format takes, with their lines; `of_all` is how many the file has."""

    file: str
    documents: tuple[tuple[YamlValue, int], ...]
    of_all: int


class Claims:
    """What the formats took of the input, by format and in the order of the input."""

    def __init__(self) -> None:
        self._all: list[tuple[str, Any]] = []
        self._owners: set[str] = set()

    def add(self, format_id: str, claim: object) -> None:
        """Note what a format took."""
        self._all.append((format_id, claim))
        self._owners.add(format_id)

    def of(self, *format_ids: str) -> list[Any]:
        """Return what these formats took."""
        if self._owners.isdisjoint(format_ids):
            return []
        return [claim for owner, claim in self._all if owner in format_ids]

    def replace(self, format_ids: Iterable[str], format_id: str, claims: Iterable[object]) -> None:
        """Put claims of one format in the place of all that these formats took."""
        gone = frozenset(format_ids)
        kept = [one for one in self._all if one[0] not in gone]
        self._all = [*kept, *((format_id, claim) for claim in claims)]
        self._owners = {owner for owner, _claim in self._all}


@dataclass(slots=True)
class ImportContext:
    """The state of one import; formats get it with everything that they read."""

    builder: ModelBuilder
    limits: InputLimits = field(default_factory=InputLimits)
    options: ImportOptions = field(default_factory=ImportOptions)
    names: tuple[str, ...] = ()  # of all files of the input
    claims: Claims = field(default_factory=Claims)
    unclaimed: list[UnclaimedDocuments] = field(default_factory=list)
    used_files: set[str] = field(default_factory=set)  # unclaimed ones from which a flow was inferred
    mounted_files: dict[str, str] = field(default_factory=dict)  # unclaimed ones, and a service that has them
    env_files: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)  # variables by path of the file
    # The same with the credentials among them, for what a kustomization makes of it: to look at and forget.
    env_values: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    # Credentials of these files without their values, by path and name of the variable.
    env_credentials: Mapping[str, Mapping[str, EnvCredential]] = field(default_factory=dict)
    compose: ComposeState = field(default_factory=ComposeState)
    places: dict[str, Place] = field(
        default_factory=dict
    )  # of elements that a diagram of a file draws, by uid
    threats: list[ImportedThreat] = field(default_factory=list)  # that files list
    named_flows: list[NamedFlow] = field(default_factory=list)  # with ends that may be in the model already
    statements: Statements | None = None  # of bulkhead.yaml
