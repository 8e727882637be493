"""References that say a namespace, and follow what they name when a kustomization moves it.

Those are service accounts among the subjects of bindings, and the Services that the API server calls
(kustomize: api/filters/nameref/nameref.go, api/filters/namespace/namespace.go).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from threatmodel.engine.importers.kustomize.patches import with_key
from threatmodel.engine.importers.yaml.reader import YamlList, YamlMap, YamlValue

Homes = frozenset[tuple[str, str, str]]
"""Kind, name and namespace of the objects that are moved, as they were before."""

_DEFAULT: Final = "default"  # the namespace of what says none, and the account that each namespace has
_FOLLOWED: Final = frozenset({"ServiceAccount", "Service"})
_BINDINGS: Final = frozenset({"RoleBinding", "ClusterRoleBinding"})
_CALLED: Final[Mapping[str, tuple[str, ...]]] = {
    "ValidatingWebhookConfiguration": ("webhooks", "clientConfig", "service"),
    "MutatingWebhookConfiguration": ("webhooks", "clientConfig", "service"),
    "APIService": ("spec", "service"),
    "CustomResourceDefinition": ("spec", "conversion", "webhook", "clientConfig", "service"),
}
_ALWAYS_MOVED: Final = frozenset({"APIService", "CustomResourceDefinition"})


def homes_of(objects: Iterable[tuple[str, Iterable[str], str]]) -> Homes:
    """Return where objects live, given their kinds, their names now and before, and their namespaces."""
    return frozenset(
        (kind, name, namespace or _DEFAULT)
        for kind, names, namespace in objects
        if kind in _FOLLOWED
        for name in names
    )


def is_in_namespace(kind: str, name: str, reference: YamlMap, homes: Homes) -> bool:
    """Whether a reference to an object means one of `homes`, as far as it says a namespace."""
    namespace = reference.get("namespace")
    return kind not in _FOLLOWED or not isinstance(namespace, str) or (kind, name, namespace) in homes


def with_updated_references(content: YamlMap, kind: str, homes: Homes, namespace: str, line: int) -> YamlMap:
    """The object with its references to objects that are moved leading into their new namespace."""

    def moved(reference: YamlMap) -> YamlMap:
        return with_key(reference, "namespace", namespace, line)

    def followed(reference: YamlMap, kind_named: YamlValue) -> YamlMap:
        name, home = reference.get("name"), reference.get("namespace") or _DEFAULT
        return moved(reference) if (kind_named, name, home) in homes else reference

    def subject(reference: YamlMap) -> YamlMap:
        is_account = reference.get("kind") == "ServiceAccount"
        own = is_account and (reference.get("name") == _DEFAULT or "namespace" not in reference)
        return moved(reference) if own else followed(reference, reference.get("kind"))

    def service(reference: YamlMap) -> YamlMap:
        return moved(reference) if kind in _ALWAYS_MOVED else followed(reference, "Service")

    if kind in _BINDINGS:
        return _changed(content, ("subjects",), subject)
    return _changed(content, _CALLED[kind], service) if kind in _CALLED else content


def _changed(content: YamlMap, path: Sequence[str], change: Callable[[YamlMap], YamlMap]) -> YamlMap:
    """A copy with the mappings at a path changed; lists on the way are entered."""
    key, rest = path[0], path[1:]
    if key not in content:
        return content
    return with_key(content, key, _value(content[key], rest, change), content.line_of(key))


def _value(value: YamlValue, path: Sequence[str], change: Callable[[YamlMap], YamlMap]) -> YamlValue:
    if isinstance(value, YamlMap):
        return _changed(value, path, change) if path else change(value)
    if not isinstance(value, YamlList):
        return value
    items = YamlList(value.line)
    for index, item in enumerate(value):
        items.put(_value(item, path, change), value.line_at(index))
    return items
