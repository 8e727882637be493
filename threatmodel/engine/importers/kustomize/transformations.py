"""What a kustomization does to all of its objects: namespace, names, labels, images, replicas."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from msgspec.structs import replace

from threatmodel.engine.importers.image_reference import parse_image
from threatmodel.engine.importers.kubernetes.manifest.kinds import CLUSTER_SCOPED, WORKLOAD_KINDS
from threatmodel.engine.importers.kustomize.name_references import with_references
from threatmodel.engine.importers.kustomize.namespace_references import (
    Homes,
    homes_of,
    with_updated_references,
)
from threatmodel.engine.importers.kustomize.patches import with_key
from threatmodel.engine.importers.yaml.reader import YamlList, YamlMap, YamlValue
from threatmodel.engine.model.struct_base import Record

_POD_LABELS: Final = ("spec", "template", "metadata", "labels")
_SELECTORS: Final[Mapping[str, tuple[str, ...]]] = {
    "Service": ("spec", "selector"),
    "ReplicationController": ("spec", "selector"),
    "Deployment": ("spec", "selector", "matchLabels"),
    "StatefulSet": ("spec", "selector", "matchLabels"),
    "DaemonSet": ("spec", "selector", "matchLabels"),
    "ReplicaSet": ("spec", "selector", "matchLabels"),
    "PodDisruptionBudget": ("spec", "selector", "matchLabels"),
}
# Selectors that labels make where an object has none. Source: kustomize, commonlabels.go ("create: true").
_MADE_SELECTORS: Final = frozenset(_SELECTORS) - {"PodDisruptionBudget"}
_NOT_RENAMED: Final = frozenset({"Namespace", "CustomResourceDefinition"})


class RenderedObject(Record, frozen=True):
    """One object, the file that the lines of its content are those of, and the names it had before.

    `left` are the namespaces that it was in before.
    """

    file: str
    content: YamlMap
    former: tuple[str, ...] = ()
    left: tuple[str, ...] = ()

    def is_called(self, name: str) -> bool:
        """Whether this is its name, or was before a prefix or suffix came."""
        return name == self.name or name in self.former

    @property
    def kind(self) -> str:
        """The kind as written."""
        kind = self.content.get("kind")
        return kind if isinstance(kind, str) else ""

    @property
    def name(self) -> str:
        """metadata.name."""
        return self.named("name")

    @property
    def namespace(self) -> str:
        """metadata.namespace, empty when there is none."""
        return self.named("namespace")

    def named(self, key: str) -> str:
        """A text of the metadata; empty when it is none."""
        metadata = self.content.get("metadata")
        value = metadata.get(key) if isinstance(metadata, YamlMap) else None
        return value if isinstance(value, str) else ""

    def labels(self, key: str = "labels") -> dict[str, str]:
        """The labels (or annotations) of the object."""
        metadata = self.content.get("metadata")
        labels = metadata.get(key) if isinstance(metadata, YamlMap) else None
        return {k: v for k, v in labels.items() if isinstance(v, str)} if isinstance(labels, YamlMap) else {}

    def with_value(self, path: Sequence[str], value: YamlValue, line: int) -> "RenderedObject":
        """The same object with a value at a path; mappings that are missing are made."""
        return replace(self, content=_put(self.content, path, value, line))


def with_namespace(objects: Iterable[RenderedObject], namespace: str, line: int) -> list[RenderedObject]:
    """Everything that lives in a namespace moved to this one, and what refers to it there."""
    objects = list(objects)
    homes = _homes(objects)
    moved = []
    for found in objects:
        if found.kind not in CLUSTER_SCOPED:
            left = (*found.left, found.namespace)
            found = replace(found, left=left).with_value(("metadata", "namespace"), namespace, line)  # noqa: PLW2901 - the moved one
        elif found.kind == "Namespace":
            found = found.with_value(("metadata", "name"), namespace, line)  # noqa: PLW2901 - as kustomize does
        followed = with_updated_references(found.content, found.kind, homes, namespace, line)
        moved.append(replace(found, content=followed))
    return moved


def with_names(objects: Sequence[RenderedObject], change: Callable[[str], str]) -> list[RenderedObject]:
    """Every object renamed, and what refers to it."""
    renamed = {
        (found.kind, found.name): change(found.name) for found in objects if found.kind not in _NOT_RENAMED
    }
    homes = _homes(objects)
    result = []
    for found in objects:
        content = with_references(found.content, renamed, homes)
        assert isinstance(content, YamlMap)  # noqa: S101 - a copy of a mapping
        new = renamed.get((found.kind, found.name))
        moved = replace(found, content=content, former=(*found.former, found.name))
        line = _line(found.content, ("metadata", "name"))
        result.append(moved.with_value(("metadata", "name"), new, line) if new else moved)
    return result


def with_labels(
    objects: Iterable[RenderedObject],
    labels: YamlMap,
    *,
    selectors: bool,
    templates: bool,
    key: str = "labels",
) -> list[RenderedObject]:
    """Labels (or annotations) on every object; on pods of workloads and in selectors as asked."""
    result = []
    for found in objects:
        places: list[tuple[str, ...]] = [("metadata", key)]
        if found.kind in WORKLOAD_KINDS and found.kind != "Pod" and (templates or selectors):
            places.append((*_POD_LABELS[:-1], key))
        if selectors and found.kind in _SELECTORS and _takes_labels(found):
            places.append(_SELECTORS[found.kind])
        for place in places:
            for name, value in labels.items():
                found = found.with_value((*place, name), text_of(value), labels.line_of(name))  # noqa: PLW2901
        result.append(found)
    return result


def _takes_labels(found: RenderedObject) -> bool:
    """Whether labels go into the selector of an object: one that it has, or one that is made for them."""
    return found.kind in _MADE_SELECTORS or _at(found.content, _SELECTORS[found.kind]) is not None


def with_image(objects: Iterable[RenderedObject], rule: YamlMap) -> list[RenderedObject]:
    """Containers of one image given another name, tag or digest."""
    return [replace(found, content=_with_image(found.content, rule)) for found in objects]


def with_replicas(
    objects: Iterable[RenderedObject], name: str, count: YamlValue, line: int
) -> list[RenderedObject]:
    """The workloads of a name scaled."""
    return [
        found.with_value(("spec", "replicas"), count, line)
        if found.is_called(name) and found.kind in WORKLOAD_KINDS
        else found
        for found in objects
    ]


def _homes(objects: Iterable[RenderedObject]) -> Homes:
    return homes_of((found.kind, (found.name, *found.former), found.namespace) for found in objects)


def text_of(value: YamlValue) -> YamlValue:
    """A scalar as a label has it, which is text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int | float) else value


def _put(target: YamlMap, path: Sequence[str], value: YamlValue, line: int) -> YamlMap:
    key, rest = path[0], path[1:]
    inner = target.get(key)
    new = _put(inner if isinstance(inner, YamlMap) else YamlMap(line), rest, value, line) if rest else value
    return with_key(target, key, new, target.line_of(key) if rest and key in target else line)


def _at(value: YamlValue, path: Iterable[str]) -> YamlMap | None:
    for key in path:
        value = value.get(key) if isinstance(value, YamlMap) else None
    return value if isinstance(value, YamlMap) else None


def _line(content: YamlMap, path: Sequence[str]) -> int:
    around = _at(content, path[:-1])
    return around.line_of(path[-1]) if around is not None else content.line


def _with_image(value: YamlMap, rule: YamlMap) -> YamlMap:
    result = YamlMap(value.line)
    for key, item in value.items():
        line = value.line_of(key)
        if key in {"containers", "initContainers", "ephemeralContainers"} and isinstance(item, YamlList):
            containers = YamlList(item.line)
            for index, container in enumerate(item):
                changed = _container(container, rule) if isinstance(container, YamlMap) else container
                containers.put(changed, item.line_at(index))
            result.put(key, containers, line)
        else:
            result.put(key, _with_image(item, rule) if isinstance(item, YamlMap) else item, line)
    return result


def _container(container: YamlMap, rule: YamlMap) -> YamlMap:
    image = container.get("image")
    name = rule.get("name")
    if not isinstance(image, str) or not isinstance(name, str) or _name_of(image) != name:
        return container
    new, line = _renamed(image, rule), rule.line_of("name")
    return _put(container, ("image",), new, line)


def _name_of(image: str) -> str:
    rest = image.partition("@")[0]
    head, slash, tail = rest.rpartition("/")
    return f"{head}{slash}{tail.partition(':')[0]}"


def _renamed(image: str, rule: YamlMap) -> str:
    name = rule.get("newName")
    base = name if isinstance(name, str) else _name_of(image)
    digest, tag, suffix = (_plain(rule.get(key)) for key in ("digest", "newTag", "tagSuffix"))
    if digest:
        return f"{base}@{digest}"
    known = parse_image(image)
    kept = known.tag if known else ""
    if tag or kept or suffix:
        return f"{base}:{tag or kept}{suffix}"
    return f"{base}@{known.digest}" if known and known.digest else base


def _plain(value: YamlValue) -> str:
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""
