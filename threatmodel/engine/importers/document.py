"""One document of an input file, as importers receive it."""

from threatmodel.engine.importers.yaml_reader import YamlMap
from threatmodel.engine.model.record import Record


class Document(Record, frozen=True):
    """A mapping at the top of a file or of one of its documents; its lines are those of the file."""

    file: str
    content: YamlMap
