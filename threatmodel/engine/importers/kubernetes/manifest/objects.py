"""Manifests as objects with an identity: lists unfolded, duplicates replaced, foreign kinds counted."""

from collections.abc import Iterable, Iterator
from operator import attrgetter
from typing import Final

from threatmodel.engine.importers.import_problems import Problem
from threatmodel.engine.importers.kubernetes.manifest.delivered_namespaces import DeliveredNamespaces
from threatmodel.engine.importers.kubernetes.manifest.kinds import (
    CLUSTER_SCOPED,
    UNNAMED,
    WORKLOAD_KINDS,
    api_group,
    foreign_kind,
    is_custom,
    is_ignored,
    is_understood,
    remedy,
    runs_pods,
)
from threatmodel.engine.importers.kubernetes.manifest.named_secrets import named_secrets
from threatmodel.engine.importers.kubernetes.manifest.openshift_templates import (
    TEMPLATE,
    filled_template,
    is_template,
)
from threatmodel.engine.importers.kubernetes.manifest.typed_reader import Section, SourceFile
from threatmodel.engine.importers.yaml.reader import YamlList, YamlMap
from threatmodel.engine.model import Source
from threatmodel.engine.model.struct_base import Record

DEFAULT_NAMESPACE: Final = "default"
_REPLACED_NAMED: Final = 20  # further objects with several definitions are counted, not named
_MAX_KIND: Final = 200  # a longer kind or apiVersion is none, and would only fill messages
_IDENTITY: Final = attrgetter("namespace", "kind", "name")
_POD_TEMPLATE: Final = ("spec", "template", "spec", "containers")


class KubernetesObject(Record, frozen=True):
    """One object of the cluster, with the uid of its element; `namespace` is empty for a cluster-wide one."""

    uid: str
    kind: str
    namespace: str
    name: str
    root: Section
    metadata: Section
    spec: Section

    @property
    def source(self) -> Source:
        """Where the object is."""
        return Source("file", self.root.place.file, self.root.line)

    @property
    def title(self) -> str:
        """The object in words, for messages."""
        return f"{self.kind} {self.name}"


_Definitions = tuple[list[KubernetesObject], KubernetesObject]
"""The earlier definitions of an object, and the one that is used."""


def object_uid(namespace: str, kind: str, name: str) -> str:
    """Return the uid of an object; it survives moves between files."""
    return f"k8s:{namespace}/{kind}/{name}"


def synthetic_object(kind: str, namespace: str, name: str, root: Section) -> KubernetesObject:
    """Return the object that a manifest declares."""
    return _object(kind, namespace, name, root, root.section("metadata"))


def _object(kind: str, namespace: str, name: str, root: Section, metadata: Section) -> KubernetesObject:
    uid = object_uid(namespace, kind, name)
    return KubernetesObject(uid, kind, namespace, name, root, metadata, root.section("spec"))


class ObjectReader:
    """Collects the objects of all documents, in the order in which they are given.

    A later object with the identity of an earlier one replaces it, as `kubectl apply` would. `delivered`
    knows the namespaces into which their folders are delivered.
    """

    def __init__(self, delivered: DeliveredNamespaces | None = None) -> None:
        self._delivered = delivered or DeliveredNamespaces(())
        self._objects: dict[tuple[str, str, str], KubernetesObject] = {}
        self._foreign: dict[tuple[str, str], list[tuple[str, int, str]]] = {}  # by kind and API group
        self._templates: dict[tuple[str, str], list[tuple[str, int, str]]] = {}  # those with a pod template
        self._replaced: dict[tuple[str, str, str], list[KubernetesObject]] = {}
        self.named_secrets: dict[tuple[str, str], Section] = {}  # the first custom resource that names each

    def add(self, document: YamlMap, place: SourceFile) -> None:
        """Read one document; a List gives each of its items."""
        for root, kind, api_version in _unfold(Section(document, document.line, place), "", ""):
            self._add_one(root, kind, api_version)

    def objects(self) -> tuple[KubernetesObject, ...]:
        """Return what was read; pods and jobs that a controller of the input owns are left out."""
        kept = [found for found in self._objects.values() if not self._is_owned(found)]
        return tuple(sorted(kept, key=_IDENTITY))

    def problems(self) -> tuple[Problem, ...]:
        """Return notes on replaced objects, and one for each kind that is not understood."""
        by_kind: dict[tuple[str, str], list[_Definitions]] = {}
        for key, earlier in sorted(self._replaced.items()):
            by_kind.setdefault(key[:2], []).append((earlier, self._objects[key]))
        replaced = map(_replaced, by_kind.values())
        foreign = (_foreign_problem(*item) for item in sorted(self._foreign.items()))
        templates = (_template_problem(*item) for item in sorted(self._templates.items()))
        return (*replaced, *foreign, *templates)

    def _add_one(self, root: Section, kind: str, api_version: str) -> None:
        group = api_group(api_version)
        if is_custom(kind, group):
            self._note_secrets(root)
        if not is_understood(kind, group):
            if is_ignored(kind, group):
                return
            reported = self._templates if _has_pod_template(root) else self._foreign
            reported.setdefault((kind, group), []).append((root.file, root.line, api_version))
            if reported is self._foreign:
                return
            kind = foreign_kind(kind, group)
        metadata = root.section("metadata")
        found = _read(root, metadata, kind, self._own_namespace(root, metadata))
        if found is None:
            return
        identity = (found.namespace, found.kind, found.name)
        earlier = self._objects.get(identity)
        if earlier is not None and not earlier.root.same(found.root):
            self._replaced.setdefault(identity, []).append(earlier)
        self._objects[identity] = found

    def _note_secrets(self, root: Section) -> None:
        own = self._own_namespace(root, root.section("metadata"))
        for namespace, name in named_secrets(root):
            self.named_secrets.setdefault((namespace or own, name), root)

    def _own_namespace(self, root: Section, metadata: Section) -> str:
        own = metadata.name("namespace")
        return self._delivered.of(root.place.file, own) or DEFAULT_NAMESPACE

    def _is_owned(self, found: KubernetesObject) -> bool:
        if found.kind not in WORKLOAD_KINDS or "ownerReferences" not in found.metadata:
            return False
        return any(
            runs_pods(kind := _kind_of(owner))
            and (found.namespace, kind, owner.text("name")) in self._objects
            for owner in found.metadata.sections("ownerReferences")
        )


def _unfold(section: Section, kind: str, api_version: str) -> Iterator[tuple[Section, str, str]]:
    """Yield the objects of a document. Items of a typed list (RoleList) take their kind from it."""
    kind = section.text("kind", kind).strip()[:_MAX_KIND]
    api_version = section.text("apiVersion", api_version).strip()[:_MAX_KIND]
    if kind == TEMPLATE and is_template(section, api_group(api_version)):
        for item in filled_template(section).sections("objects"):
            yield from _unfold(item, "", "")
        return
    if not kind.endswith("List") or not (kind == "List" or isinstance(section.data.get("items"), list)):
        yield section, kind, api_version
        return
    item_kind, item_version = (kind.removesuffix("List"), api_version) if kind != "List" else ("", "")
    for item in section.sections("items"):
        yield from _unfold(item, item_kind, item_version)


def _has_pod_template(root: Section) -> bool:
    """Whether an object says which containers it runs where a Deployment would."""
    value: object = root.data
    for key in _POD_TEMPLATE:
        value = value.get(key) if isinstance(value, YamlMap) else None
    return isinstance(value, YamlList) and bool(value)


def _kind_of(owner: Section) -> str:
    kind, group = owner.text("kind"), api_group(owner.text("apiVersion"))
    return kind if is_understood(kind, group) or not group else foreign_kind(kind, group)


def _read(root: Section, metadata: Section, kind: str, namespace: str) -> KubernetesObject | None:
    name = metadata.name() or metadata.name("generateName").rstrip("-") or (kind if kind in UNNAMED else "")
    if not name:
        root.place.warn(root.line, f"A {kind} without metadata.name cannot be identified; it is ignored.")
        return None
    return _object(kind, "" if kind in CLUSTER_SCOPED else namespace, name, root, metadata)


def _replaced(found: list[_Definitions]) -> Problem:
    """What became of objects of one kind and namespace that have several definitions."""
    return _one_replaced(*found[0]) if len(found) == 1 else _all_replaced(found)


def _one_replaced(earlier: list[KubernetesObject], used: KubernetesObject) -> Problem:
    first = earlier[0].root
    message = (
        f"{used.title} {_where(used)} has {len(earlier) + 1} different definitions, "
        f"the first at {first.file}:{first.line}; "
        "the last one is used, as kubectl apply would."
    )
    return Problem(used.root.file, used.root.line, "info", message)


def _all_replaced(found: list[_Definitions]) -> Problem:
    """One note for all, as when a folder holds a deployment twice."""
    earlier, used = found[0]
    names = ", ".join(one.name for _, one in found[:_REPLACED_NAMED])
    more = f" and {len(found) - _REPLACED_NAMED} more" if len(found) > _REPLACED_NAMED else ""
    message = (
        f"{len(found)} {used.kind} objects {_where(used)} have different definitions, {used.name} "
        f"at {earlier[0].root.file}:{earlier[0].root.line} and {used.root.file}:{used.root.line}; "
        f"the last one of each is used, as kubectl apply would: {names}{more}."
    )
    return Problem(used.root.file, used.root.line, "info", message)


def _where(found: KubernetesObject) -> str:
    return f"in namespace {found.namespace}" if found.namespace else "in the cluster"


def _foreign_problem(identity: tuple[str, str], places: list[tuple[str, int, str]]) -> Problem:
    return _unique_problems(identity[0], places, "is not supported", remedy(*identity))


def _template_problem(identity: tuple[str, str], places: list[tuple[str, int, str]]) -> Problem:
    return _unique_problems(identity[0], places, "is supported for its pod template only")


def _unique_problems(kind: str, places: list[tuple[str, int, str]], words: str, advice: str = "") -> Problem:
    file, line, _version = min(places)
    count = f"{len(places)} document" + ("s" if len(places) > 1 else "")
    of = "of apiVersion " + ", ".join(sorted({version or "(none)" for _, _, version in places}))
    message = f"Kind {kind} {of} {words}, {count}, first at {file}:{line}."
    return Problem(file, line, "info", f"{message} {advice}".rstrip())


def index_by_kind(objects: Iterable[KubernetesObject]) -> dict[str, dict[tuple[str, str], KubernetesObject]]:
    """Return the objects by kind, then by namespace and name."""
    index: dict[str, dict[tuple[str, str], KubernetesObject]] = {}
    for found in objects:
        index.setdefault(found.kind, {})[(found.namespace, found.name)] = found
    return index
