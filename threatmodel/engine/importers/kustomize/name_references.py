"""Names of objects and the fields that refer to them, for prefixes, suffixes and generated objects."""

from collections.abc import Mapping
from typing import Final

from threatmodel.engine.importers.kustomize.namespace_references import Homes, is_in_namespace
from threatmodel.engine.importers.yaml.reader import YamlList, YamlMap, YamlValue

Renamed = Mapping[tuple[str, str], str]
"""New names by kind and old name."""

# Fields that hold the name of an object of a kind (kustomize: api/internal/konfig/builtinpluginconsts/
# namereference.go). A key with a dot is a field inside the mapping.
_REFERENCES: Final[Mapping[str, tuple[str, str]]] = {
    "configMapRef": ("name", "ConfigMap"),
    "configMapKeyRef": ("name", "ConfigMap"),
    "configMap": ("name", "ConfigMap"),
    "secretRef": ("name", "Secret"),
    "secretKeyRef": ("name", "Secret"),
    "secret": ("secretName", "Secret"),  # `name` in a projected volume
    "persistentVolumeClaim": ("claimName", "PersistentVolumeClaim"),
    "service": ("name", "Service"),
}
_PLAIN: Final[Mapping[str, str]] = {
    "serviceAccountName": "ServiceAccount",
    "serviceAccount": "ServiceAccount",
    "serviceName": "Service",
    "secretName": "Secret",
}
_LISTED: Final[Mapping[str, str]] = {
    "imagePullSecrets": "Secret",
    "secrets": "Secret",
    "backendRefs": "Service",
}
_NAMES_ALONE: Final[Mapping[str, tuple[str, ...]]] = {"resourceNames": ("ConfigMap", "Secret")}
_KINDED: Final = frozenset({"roleRef", "scaleTargetRef", "targetRef", "subjects"})  # they name the kind too


def with_references(value: YamlValue, renamed: Renamed, homes: Homes, *, key: str = "") -> YamlValue:
    """A copy of the value in which the names of renamed objects are the new ones.

    A reference with a namespace is to an object there; `homes` are the namespaces of the renamed objects.
    """
    if isinstance(value, YamlList):
        items = YamlList(value.line)
        for index, item in enumerate(value):
            new = _renamed_alone(key, item, renamed) if isinstance(item, str) else None
            items.put(new or with_references(item, renamed, homes, key=key), value.line_at(index))
        return items
    if not isinstance(value, YamlMap):
        return value
    result = YamlMap(value.line)
    for name, item in value.items():
        kind = _kind_named_by(key, name, value)
        new = renamed.get((kind, item)) if kind and isinstance(item, str) else None
        if new and isinstance(item, str) and not is_in_namespace(kind, item, value, homes):
            new = None
        result.put(name, new or with_references(item, renamed, homes, key=name), value.line_of(name))
    return result


def _renamed_alone(key: str, name: str, renamed: Renamed) -> str | None:
    """The new name of an object in a list of names, which does not name the kind."""
    return next((renamed[kind, name] for kind in _NAMES_ALONE.get(key, ()) if (kind, name) in renamed), None)


def _kind_named_by(key: str, name: str, around: YamlMap) -> str:
    """The kind of the object that a field names; empty when it names none."""
    field, kind = _REFERENCES.get(key, ("", ""))
    if name == field or (name == "name" and key == "secret"):
        return kind
    if name == "name" and key in _LISTED:
        return _LISTED[key]
    if name == "name" and key in _KINDED:
        named = around.get("kind")
        return named if isinstance(named, str) else ""
    return _PLAIN.get(name, "")
