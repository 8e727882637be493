"""One document of an input file, as importers receive it."""

from dataclasses import dataclass

from threatmodel.engine.importers.yaml_reader import YamlMap


@dataclass(frozen=True, slots=True)
class Document:
    """A mapping at the top of a file or of one of its documents; its lines are those of the file."""

    file: str
    content: YamlMap
