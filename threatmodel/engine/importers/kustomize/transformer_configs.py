"""Transformer configurations: they say in which fields names, namespaces and vars are.

Rendering goes by the names of fields in any kind of object, so most of what they say is done without them.
"""

from typing import Final

from threatmodel.engine.importers.yaml.reader import YamlList, YamlMap, YamlValue

CONFIGURATION: Final = "$configuration"  # holds one, which has no kind of its own

_DONE_WITHOUT: Final = frozenset({"nameReference", "namespace", "varReference"})
_KEYS: Final = _DONE_WITHOUT | {
    "commonAnnotations",
    "commonLabels",
    "images",
    "labels",
    "namePrefix",
    "nameSuffix",
    "replicas",
    "templateLabels",
}


def wrapped_configuration(content: YamlMap) -> YamlMap | None:
    """The content under a key that only kustomizations look for; None when it is something else."""
    if not content or not content.keys() <= _KEYS or not all(map(_names_fields, content.values())):
        return None
    wrapped = YamlMap(content.line)
    wrapped.put(CONFIGURATION, content, content.line)
    return wrapped


def is_done_without(wrapped: YamlMap) -> bool:
    """Whether rendering comes to the same without this configuration."""
    content = wrapped.get(CONFIGURATION)
    return isinstance(content, YamlMap) and content.keys() <= _DONE_WITHOUT


def _names_fields(value: YamlValue) -> bool:
    """Whether it lists the fields that a transformer changes."""
    return isinstance(value, YamlList) and all(
        isinstance(item, YamlMap) and ("path" in item or "fieldSpecs" in item) for item in value
    )
