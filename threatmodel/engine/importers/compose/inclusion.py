"""What `include` says: files that join a project, the folder their paths start at, and their variables."""

import posixpath
from collections.abc import Iterator

from threatmodel.engine.importers.compose.settings import Setting
from threatmodel.engine.importers.document import Document
from threatmodel.engine.importers.yaml_reader import YamlMap
from threatmodel.engine.model.record import Record


class Inclusion(Record, frozen=True):
    """One file that a compose file includes."""

    path: Setting
    project_directory: Setting | None = None
    env_files: tuple[Setting, ...] = ()

    @property
    def file(self) -> str:
        """The included file, as the input names its files."""
        return beside(self.path)

    @property
    def folder(self) -> str:
        """The folder at which relative paths in the included file start."""
        return beside(self.project_directory) if self.project_directory else posixpath.dirname(self.file)


def inclusions(document: Document) -> Iterator[Inclusion]:
    """What a compose file includes, in its order."""
    include = Setting(document.content.get("include"), document.file, document.content.line_of("include"))
    for item in include.items():
        if not isinstance(item.value, YamlMap):
            yield Inclusion(item)
            continue
        paths, env_files = item.get("path"), item.get("env_file")
        for path in paths.items() if paths else ():
            yield Inclusion(
                path, item.get("project_directory"), tuple(env_files.items()) if env_files else ()
            )


def beside(path: Setting) -> str:
    """The path that a file names, as the input names its files."""
    return posixpath.normpath(posixpath.join(folder_of(path.file), path.text))


def folder_of(file: str) -> str:
    """The folder that a file stands in."""
    return posixpath.dirname(file.replace("\\", "/"))
