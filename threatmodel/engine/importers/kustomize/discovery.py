"""The kustomizations of an input: what they name, and which of them are rendered."""

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from threatmodel.engine.importers.document import Document
from threatmodel.engine.importers.kustomize.resource_detection import (
    folder_of,
    is_address,
    is_inside,
    path_of,
    render_with,
)
from threatmodel.engine.importers.model_builder import ModelBuilder
from threatmodel.engine.importers.yaml.reader import YamlList, YamlMap

MADE_FROM: Final = ("resources", "bases", "components")
_COMPONENT: Final = "Component"
_PLUGINS: Final = ("generators", "transformers")
_REFERENCES: Final = (
    *MADE_FROM,
    "patches",
    "patchesStrategicMerge",
    "patchesJson6902",
    "replacements",
    "validators",
    *_PLUGINS,
)


def is_component(document: Document) -> bool:
    """Whether a kustomization only adds to the one that uses it."""
    return document.content.get("kind") == _COMPONENT


class KustomizationIndex:
    """The kustomizations of an input by folder, and its files by path."""

    def __init__(
        self, documents: Sequence[Document], kustomizations: Mapping[str, Document], builder: ModelBuilder
    ) -> None:
        self.kustomizations = kustomizations
        self._builder = builder
        self.files: dict[str, list[Document]] = {}
        for document in documents:
            self.files.setdefault(path_of(document.file), []).append(document)
        self.patches_read: set[str] = set()  # paths of files
        self._users: dict[str, set[str]] = {folder: set() for folder in kustomizations}
        for folder, document in kustomizations.items():
            for path, _ in self.named(document, MADE_FROM):
                if path in self._users:
                    self._users[path].add(folder)
        self._plugins = {
            path for document in kustomizations.values() for path, _ in self.named(document, _PLUGINS)
        }

    def chosen(self) -> list[str]:
        """Folders of the kustomizations that are rendered, the others reported."""
        roots = [
            folder
            for folder, users in self._users.items()
            if not users - {folder} and folder not in self._plugins and self._is_root(folder)
        ]
        roots += self._in_circles(roots)
        taken: dict[str, str] = {}
        chosen: list[str] = []
        for folder in sorted(roots, key=_preference):
            shared = next((taken[base] for base in self._bases(folder) if base in taken), None)
            if shared is None:
                chosen.append(folder)
                taken.update(dict.fromkeys(self._bases(folder), folder))
            else:
                message = (
                    f"It renders the same base as {shared or '.'}, which is used. Import "
                    f"{folder or '.'} with its base alone to use it instead."
                )
                self.report(self.kustomizations[folder], "", "info", message)
        return sorted(chosen)

    def _in_circles(self, roots: Sequence[str]) -> list[str]:
        """The first folder of each circle of kustomizations that use each other, and no other one uses."""
        reached = {path for root in roots for path in self.made_from(root)}
        found = []
        for folder, document in sorted(self.kustomizations.items()):
            if folder not in reached | self._plugins and not is_component(document):
                found.append(folder)
                reached |= self.made_from(folder)
        return found

    def consumed(self) -> frozenset[str]:
        """Paths of the manifests that some kustomization names, rendered or not."""
        found = set(self.patches_read)
        for folder, document in self.kustomizations.items():
            if is_component(document) and not self._users[folder] and self._is_root(folder):
                continue  # its resources are read as they are
            found |= {path for path, _ in self.named(document, _REFERENCES) if path in self.files}
        return frozenset(found)

    def _is_root(self, folder: str) -> bool:
        """Not a component that a kustomization further up could use and does not."""
        document = self.kustomizations[folder]
        if not is_component(document):
            return True
        above = [other for other in self.kustomizations if other != folder and is_inside(folder, other)]
        if above and not self._users[folder]:
            message = f"The kustomization in {above[0] or '.'} does not use this component; it is ignored."
            self.report(document, "", "info", message)
        return not above

    def _bases(self, folder: str) -> set[str]:
        """The folders that a kustomization is made from, itself included, and components not."""
        return {found for found in self.made_from(folder) if not is_component(self.kustomizations[found])}

    def made_from(self, folder: str) -> set[str]:
        """The folders of all kustomizations that one is made from, itself included."""
        found, waiting = {folder}, [folder]
        while waiting:
            document = self.kustomizations[waiting.pop()]
            for path, _ in self.named(document, MADE_FROM):
                if path in self.kustomizations and path not in found:
                    found.add(path)
                    waiting.append(path)
        return found

    def named(self, document: Document, keys: Sequence[str]) -> Iterator[tuple[str, int]]:
        """Paths that a kustomization names under some keys, with their lines."""
        for key in keys:
            value = document.content.get(key)
            for index, item in enumerate(value if isinstance(value, YamlList) else ()):
                path = item.get("path") if isinstance(item, YamlMap) else item
                if isinstance(path, str) and path and "\n" not in path and isinstance(value, YamlList):
                    yield self.beside(document, path), value.line_at(index)

    @staticmethod
    def beside(document: Document, path: str) -> str:
        """The path that a kustomization names, as the input names its files; an address as it is."""
        if is_address(path):
            return path
        return posixpath.normpath(posixpath.join(folder_of(document.home), path)).removeprefix("./")

    def report(self, document: Document, key: str, severity: str, message: str) -> None:
        """Report something at a key of a kustomization, or at the whole of it."""
        line = document.content.line_of(key) if key else document.content.line
        self._builder.report(document.file, line, severity, message)  # type: ignore[arg-type]  # one of Severity

    def report_missing(self, document: Document, path: str, line: int) -> None:
        """Report what a kustomization names and the input does not hold."""
        if is_address(path):
            message = f"{path[:200]} is a URL, and nothing is fetched. {render_with(document)}"
        else:
            message = f"{path[:200]} is not in the input; add it. {render_with(document)}"
        self._builder.report(document.file, line, "warning", message)


def _preference(folder: str) -> tuple[int, str]:
    """What runs in production is what is reviewed."""
    words = set(re.split(r"[^a-z]+", folder.lower()))
    return (0 if words & {"prod", "production", "live"} else 1, folder)
