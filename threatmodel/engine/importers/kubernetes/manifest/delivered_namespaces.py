"""Namespaces into which Argo CD and Flux deliver the manifests of a folder.

Argo CD only those that name none themselves; Flux puts its own in place of theirs, as Kustomize does.

Sources: Argo CD, "Application specification" (source.path, destination.namespace); Flux, "Kustomization"
(path, targetNamespace).
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import PurePath
from typing import Final

from threatmodel.engine.importers.kubernetes.manifest.kinds import api_group
from threatmodel.engine.importers.kubernetes.manifest.typed_reader import Section
from threatmodel.engine.model.struct_base import Record

_ARGO_CD: Final = ("Application", "argoproj.io")
_FLUX: Final = ("Kustomization", "kustomize.toolkit.fluxcd.io")
DELIVERING: Final = (_ARGO_CD[0], _FLUX[0])
"""The kinds of objects that deliver folders."""
_TEMPLATE: Final = ("{{", "${")
# What is beyond these is left out: every delivery is kept once for each folder above it.
_LONGEST: Final = 1_000  # characters of a path
_DEEPEST: Final = 30  # folders above a delivery
_MOST: Final = 2_000  # deliveries

_Folder = tuple[str, ...]


class _Delivery(Record, frozen=True):
    """A folder of the repository, and the namespace into which its manifests go."""

    folder: _Folder
    namespace: str
    with_folders: bool  # those below it as well
    overriding: bool  # those that name another namespace as well


class DeliveredNamespaces:
    """The namespaces of manifests, by the folders that they are in.

    The folder of a delivery starts where its own file is, or above: both are in one repository.
    """

    def __init__(self, documents: Iterable[Section]) -> None:
        """Read the deliveries among documents, of which only those of kinds in DELIVERING matter."""
        self._overriding: set[_Folder] = set()
        self._namespaces: dict[_Folder, set[str]] = {}
        self._with_folders: set[_Folder] = set()
        found = ((root.file, one) for root in documents for one in _deliveries(root))
        for file, delivery in islice(found, _MOST):
            self._add(_folder_of(file), delivery)

    def of(self, file: str, own: str) -> str:
        """The namespace of a manifest of a file that names its `own`; that one where no other is known."""
        if not self._namespaces:
            return own
        folder = _folder_of(file)
        for end in range(len(folder), 0, -1):
            found = self._namespaces.get(folder[:end])
            if found and (end == len(folder) or folder[:end] in self._with_folders):
                if len(found) > 1 or (own and folder[:end] not in self._overriding):
                    return own
                return next(iter(found))
        return own

    def _add(self, home: _Folder, delivery: _Delivery) -> None:
        for end in range(min(len(home), _DEEPEST) + 1):
            folder = home[:end] + delivery.folder
            self._namespaces.setdefault(folder, set()).add(delivery.namespace)
            if delivery.with_folders:
                self._with_folders.add(folder)
            if delivery.overriding:
                self._overriding.add(folder)


def _deliveries(root: Section) -> Iterator[_Delivery]:
    kind, group = root.text("kind"), api_group(root.text("apiVersion"))
    spec = root.section("spec")
    if (kind, group) == _ARGO_CD:
        namespace = spec.section("destination").name("namespace")
        for source in spec.sections("sources") or [spec.section("source")]:
            with_folders = bool(source.section("directory").flag("recurse"))
            yield from _delivery(source.text("path"), namespace, with_folders=with_folders, overriding=False)
    elif (kind, group) == _FLUX:
        namespace = spec.name("targetNamespace")
        yield from _delivery(spec.text("path"), namespace, with_folders=True, overriding=True)


def _delivery(path: str, namespace: str, *, with_folders: bool, overriding: bool) -> Iterator[_Delivery]:
    if len(path) > _LONGEST:
        return
    folder = tuple(part for part in PurePath(path.strip()).parts if part not in {".", "/"})
    if namespace and folder and not any(mark in path + namespace for mark in _TEMPLATE):
        yield _Delivery(folder, namespace, with_folders, overriding)


def _folder_of(file: str) -> _Folder:
    return PurePath(file).parent.parts
