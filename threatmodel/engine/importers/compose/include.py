"""What `include` says: files that join a project, the folder their paths start at, and their variables."""

import posixpath
from collections.abc import Iterator

from threatmodel.engine.importers.compose.merged_values import MergedValue
from threatmodel.engine.importers.document import Document
from threatmodel.engine.importers.yaml.reader import YamlMap
from threatmodel.engine.model.struct_base import Record


class Inclusion(Record, frozen=True):
    """One file that a compose file includes; `folder` is where relative paths in it start."""

    path: MergedValue
    folder: str
    env_files: tuple[MergedValue, ...] = ()

    @property
    def file(self) -> str:
        """The included file, as the input names its files."""
        return beside(self.path)


def inclusions(document: Document) -> Iterator[Inclusion]:
    """What a compose file includes, in its order."""
    include = MergedValue(document.content.get("include"), document.file, document.content.line_of("include"))
    for item in include.items():
        if isinstance(item.value, YamlMap):
            yield from _long(item)
        else:
            yield Inclusion(item, folder_of(beside(item)))


def _long(item: MergedValue) -> Iterator[Inclusion]:
    """Of several files under one item, the first says where paths start; the others are merged over it."""
    named, directory, env_files = item.get("path"), item.get("project_directory"), item.get("env_file")
    paths = list(named.items()) if named else []
    variables = tuple(env_files.items()) if env_files else ()
    for path in paths:
        yield Inclusion(path, beside(directory) if directory else folder_of(beside(paths[0])), variables)


def beside(path: MergedValue) -> str:
    """The path that a file names, as the input names its files."""
    return posixpath.normpath(posixpath.join(folder_of(path.file), path.text))


def folder_of(file: str) -> str:
    """The folder that a file is in."""
    return posixpath.dirname(file.replace("\\", "/"))
