"""The objects that files declare, by kind, namespace and name: also bindings, which are no elements."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from threatmodel.engine.importers.text_file import TextFile
from threatmodel.engine.importers.yaml.reader import YamlMap, as_list, as_map, as_text, read_documents
from threatmodel.engine.model.struct_base import Record

_KUSTOMIZATIONS: Final = frozenset({"kustomization.yaml", "kustomization.yml", "Kustomization"})


class DeclaredObject(Record, frozen=True):
    """One object of a file: its line from 1, and the line of the item when it is one of a list."""

    kind: str
    namespace: str  # as written
    name: str
    file: str
    line: int
    item_line: int
    content: YamlMap


class ObjectIndex:
    """Looks objects up; empty where no files are at hand."""

    def __init__(self, files: Iterable[TextFile] = ()) -> None:
        self._by_name: dict[tuple[str, str], list[DeclaredObject]] = {}
        self.has_kustomization = False
        for file in files:
            self.has_kustomization |= file.name.rpartition("/")[2] in _KUSTOMIZATIONS
            for one in _objects(file):
                self._by_name.setdefault((one.kind, one.name), []).append(one)

    def find(self, kind: str, namespace: str, name: str) -> DeclaredObject | None:
        """Return the definition that is used: the last one, as `kubectl apply` would."""
        found = [
            one
            for one in self._by_name.get((kind, name), ())
            if not namespace or (one.namespace or "default") == namespace
        ]
        if not namespace:  # of the cluster, or without one in its file: another of that name is none
            found = [one for one in found if not one.namespace] or found
        return found[-1] if found else None

    def of_kind(self, kind: str) -> Iterator[DeclaredObject]:
        """Yield the objects of a kind."""
        for (found, _name), objects in self._by_name.items():
            if found == kind:
                yield from objects


def _objects(file: TextFile) -> Iterator[DeclaredObject]:
    reading = read_documents(file)
    for content, line in zip(reading.documents, reading.lines, strict=True):
        if not isinstance(content, YamlMap):
            continue
        items = as_list(content.get("items"))
        if as_text(content.get("kind")).endswith("List") and items:
            for item, item_line in items.with_lines():
                if isinstance(item, YamlMap):
                    yield from _object(file.name, item, line, item_line)
        else:
            yield from _object(file.name, content, line, 0)


def _object(file: str, content: YamlMap, line: int, item_line: int) -> Iterator[DeclaredObject]:
    metadata: Any = as_map(content.get("metadata"))
    kind, name = as_text(content.get("kind")).strip(), as_text(metadata.get("name")).strip()
    if kind and name:
        namespace = as_text(metadata.get("namespace")).strip()
        yield DeclaredObject(kind, namespace, name, file, line, item_line, content)
