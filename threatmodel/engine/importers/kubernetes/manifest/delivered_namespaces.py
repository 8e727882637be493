"""Namespaces into which Argo CD and Flux deliver the manifests of a folder that name none themselves.

Sources: Argo CD, "Application specification" (source.path, destination.namespace); Flux, "Kustomization"
(path, targetNamespace).
"""

from collections.abc import Iterable, Iterator
from pathlib import PurePath
from typing import Final

from threatmodel.engine.importers.kubernetes.manifest.kinds import api_group
from threatmodel.engine.importers.kubernetes.manifest.typed_reader import Section
from threatmodel.engine.model.struct_base import Record

_ARGO_CD: Final = ("Application", "argoproj.io")
_FLUX: Final = ("Kustomization", "kustomize.toolkit.fluxcd.io")
_TEMPLATE: Final = ("{{", "${")

_Folder = tuple[str, ...]


class _Delivery(Record, frozen=True):
    """A folder of the repository, and the namespace into which its manifests go."""

    folder: _Folder
    namespace: str
    with_folders: bool  # those below it as well


class DeliveredNamespaces:
    """The namespaces of manifests that name none, by the folders that they are in.

    The folder of a delivery starts where its own file is, or above: both are in one repository.
    """

    def __init__(self, documents: Iterable[Section]) -> None:
        self._namespaces: dict[_Folder, set[str]] = {}
        self._with_folders: set[_Folder] = set()
        for root in documents:
            for delivery in _deliveries(root):
                self._add(_folder_of(root.file), delivery)

    def of(self, file: str) -> str:
        """The namespace of the manifests of a file, or empty where none or more than one is known."""
        if not self._namespaces:
            return ""
        folder = _folder_of(file)
        for end in range(len(folder), 0, -1):
            found = self._namespaces.get(folder[:end])
            if found and (end == len(folder) or folder[:end] in self._with_folders):
                return next(iter(found)) if len(found) == 1 else ""
        return ""

    def _add(self, home: _Folder, delivery: _Delivery) -> None:
        for end in range(len(home) + 1):
            folder = home[:end] + delivery.folder
            self._namespaces.setdefault(folder, set()).add(delivery.namespace)
            if delivery.with_folders:
                self._with_folders.add(folder)


def _deliveries(root: Section) -> Iterator[_Delivery]:
    kind, group = root.text("kind"), api_group(root.text("apiVersion"))
    spec = root.section("spec")
    if (kind, group) == _ARGO_CD:
        namespace = spec.section("destination").name("namespace")
        for source in spec.sections("sources") or [spec.section("source")]:
            with_folders = bool(source.section("directory").flag("recurse"))
            yield from _delivery(source.text("path"), namespace, with_folders=with_folders)
    elif (kind, group) == _FLUX:
        yield from _delivery(spec.text("path"), spec.name("targetNamespace"), with_folders=True)


def _delivery(path: str, namespace: str, *, with_folders: bool) -> Iterator[_Delivery]:
    folder = tuple(part for part in PurePath(path.strip()).parts if part not in {".", "/"})
    if namespace and folder and not any(mark in path + namespace for mark in _TEMPLATE):
        yield _Delivery(folder, namespace, with_folders)


def _folder_of(file: str) -> _Folder:
    return PurePath(file).parent.parts
