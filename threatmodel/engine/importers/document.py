"""One document of an input file, as importers receive it."""

from threatmodel.engine.importers.yaml.reader import YamlMap
from threatmodel.engine.model.struct_base import Record


class Document(Record, frozen=True):
    """A mapping at the top of a file or of one of its documents; its lines are those of the file."""

    file: str
    content: YamlMap
    beside: str = ""  # the file beside which paths in it start, where that is another one

    @property
    def home(self) -> str:
        """The file beside which paths in it start."""
        return self.beside or self.file
