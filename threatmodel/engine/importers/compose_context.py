"""What the compose importer keeps during one import, and what it notes of each project it read."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from threatmodel.engine.importers.document import Document
from threatmodel.engine.importers.embedded_credentials import TextCredential
from threatmodel.engine.importers.image_uses import BuiltImage
from threatmodel.engine.importers.model_builder import ImageBase
from threatmodel.engine.importers.text_file import TextFile
from threatmodel.engine.model.struct_base import Record

ConfigFile: TypeAlias = Sequence[Document] | TextFile


class ReadProject(Record, frozen=True):
    """A project of an input: `uids` are its own, each with what is before and after `prefix` in it."""

    prefix: str
    label: str  # what its prefix would be, were it one of several
    directory: str
    name: str  # that its files state
    uids: Mapping[str, tuple[str, str]]


@dataclass(slots=True)
class ConfigFiles:
    """Files of the input that may configure a service, by path, and what was found in them so far.

    Many services may have the same file: each is searched once. `of_services` are the paths of a service,
    by its uid and the words of its command line; `targets` are paths by those inside of its container.
    """

    by_path: Mapping[str, ConfigFile] = field(default_factory=dict)
    of_services: dict[tuple[str, tuple[str, ...]], tuple[str, ...]] = field(default_factory=dict)
    targets: dict[tuple[str, tuple[str, ...]], dict[str, str]] = field(default_factory=dict)
    addresses: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    credentials: dict[str, tuple[TextCredential, ...]] = field(default_factory=dict)
    variables: dict[str, dict[str, tuple[str, int]]] = field(default_factory=dict)
    syntaxes: dict[str, Any] = field(default_factory=dict)  # those of proxies, with the variables in a file
    trees: dict[Any, Any] = field(default_factory=dict)  # of directives, by path, syntax and variables
    proxies: dict[Any, Any] = field(default_factory=dict)  # what the files of a service say, by these files
    of_proxies: dict[tuple[str, tuple[str, ...]], Any] = field(default_factory=dict)  # the same by service
    looked_at: int = 0  # files and addresses, of all services


@dataclass(slots=True)
class ComposeState:
    """The state of the compose importer; `profiles` are those that are switched on, "*" for all."""

    profiles: frozenset[str] = frozenset()
    projects: list[ReadProject] = field(default_factory=list)
    base_of: Callable[[BuiltImage], ImageBase | None] = lambda _built: None  # as Dockerfiles say
    configs: ConfigFiles = field(default_factory=ConfigFiles)
