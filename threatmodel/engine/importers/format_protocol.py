"""What every format of input is to the reader: how it is recognized, when it is read, and what reads it."""

from collections.abc import Callable, Sequence
from enum import IntEnum
from typing import Protocol, TypeVar

from threatmodel.engine.importers.import_context import ImportContext
from threatmodel.engine.importers.text_file import TextFile
from threatmodel.engine.importers.yaml.reader import YamlValue
from threatmodel.engine.model.struct_base import Record

Claim = TypeVar("Claim")


class Phase(IntEnum):
    """When the claims of a format are read; formats of one phase in the order of the registry."""

    SELECT = 0  # before files are parsed as YAML: says which of them are left out
    PREPARE = 1  # gives the formats below what they need
    ELEMENTS = 2  # adds elements, relations and flows
    FACTS = 3  # adds facts to elements that are in the model by then


class ParsedDocument(Record, frozen=True):
    """One YAML or JSON document of a file that no format takes as a whole."""

    file: str
    content: YamlValue
    line: int


class Format(Protocol[Claim]):
    """A format of input.

    `label` names one piece of it for messages, such as "a compose file"; a format without one is not offered
    to users by itself.
    """

    @property
    def id(self) -> str: ...

    @property
    def label(self) -> str: ...

    @property
    def phase(self) -> Phase: ...

    @property
    def of_documents(self) -> bool:
        """Whether documents of files are offered to it; if not, it takes files as a whole alone."""

    def sniff(self, source: TextFile | ParsedDocument, context: ImportContext) -> Claim | None:
        """Return what the format makes of a file or document that is its own, else None.

        Each file is offered as a whole first, and its documents where no format takes it. The first format of
        the registry that returns something gets it. What is wrong with it may be reported at once. A file
        without content asks by name alone.
        """

    def read(self, claims: Sequence[Claim], context: ImportContext) -> None:
        """Add everything that `sniff` returned, in the order of the input; never raises for bad input.

        Called without claims as well: a compose file may hold a Dockerfile, for instance.
        """


class CompanionFiles(Record, frozen=True):
    """Files, known by name, that another format looks up among the claims: nothing is read of them alone."""

    id: str
    takes: Callable[[str], bool]
    label: str = ""
    phase: Phase = Phase.PREPARE
    of_documents: bool = False

    def sniff(self, source: TextFile | ParsedDocument, _context: ImportContext) -> TextFile | None:
        """Return a file of such a name."""
        return source if isinstance(source, TextFile) and self.takes(source.name) else None

    def read(self, claims: Sequence[TextFile], context: ImportContext) -> None:
        """Leave the files to the format that they belong to."""
