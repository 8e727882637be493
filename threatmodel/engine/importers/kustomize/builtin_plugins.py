"""Built-in transformers and generators that are in files of their own, as fields of a kustomization.

Each of them does what a field does (`kind: NamespaceTransformer` is `namespace:`), so one reader serves both.
Source: kustomize documentation, "Built-Ins"; api/internal/target/kusttarget_configplugin.go.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from threatmodel.engine.importers.yaml.reader import YamlList, YamlMap, YamlValue

ONLY: Final = "only"  # in a rule of labels or annotations: the fields that it changes, and no other one

_Fields = Iterator[tuple[str, YamlValue]]
_NAME: Final = "metadata/name"


class NotBuiltin(ValueError):
    """Nothing that is rendered here; the message says what it is."""


def as_kustomization(config: YamlMap) -> YamlMap:
    """The fields of a kustomization that do what a transformer or generator does. Raises NotBuiltin."""
    kind = config.get("kind")
    make = _MAKERS.get(kind) if isinstance(kind, str) and config.get("apiVersion") == "builtin" else None
    if make is None:
        raise NotBuiltin(f"a {kind[:80]}" if isinstance(kind, str) else "what it names")
    made = YamlMap(config.line)
    for key, value in make(config):
        if value is not None:
            made.put(key, value, config.line)
    return made


def _namespace(config: YamlMap) -> _Fields:
    if config.get("unsetOnly") is True:
        raise NotBuiltin("a NamespaceTransformer for what has no namespace yet")
    metadata = config.get("metadata")
    yield "namespace", metadata.get("namespace") if isinstance(metadata, YamlMap) else None


def _names(config: YamlMap) -> _Fields:
    specs = _maps(config.get("fieldSpecs"))
    if any(spec.get("path") != _NAME or "kind" in spec for spec in specs):
        raise NotBuiltin(f"a {config['kind']} on other fields than {_NAME}")
    if specs:
        yield "namePrefix", config.get("prefix")
        yield "nameSuffix", config.get("suffix")


def _labels(config: YamlMap) -> _Fields:
    yield "labels", _one(_rule(config, pairs=config.get("labels"), **{ONLY: _specs(config)}))


def _annotations(config: YamlMap) -> _Fields:
    yield "annotations", _one(_rule(config, pairs=config.get("annotations"), **{ONLY: _specs(config)}))


def _image(config: YamlMap) -> _Fields:
    yield "images", _one(config.get("imageTag"))


def _replicas(config: YamlMap) -> _Fields:
    yield "replicas", _one(config.get("replica"))


def _patch(config: YamlMap) -> _Fields:
    yield "patches", _one(_rule(config, *("patch", "path", "target")))


def _strategic_merges(config: YamlMap) -> _Fields:
    patches = YamlList(config.line)
    paths = config.get("paths")
    for index, path in enumerate(paths if isinstance(paths, YamlList) else ()):
        patches.put(_rule(config, path=path), paths.line_at(index) if isinstance(paths, YamlList) else 0)
    if isinstance(config.get("patches"), str):
        patches.put(_rule(config, patch=config["patches"]), config.line_of("patches"))
    yield "patches", patches


def _json_patch(config: YamlMap) -> _Fields:
    yield "patches", _one(_rule(config, *("path", "target"), patch=config.get("jsonOp")))


def _replacements(config: YamlMap) -> _Fields:
    yield "replacements", config.get("replacements")


def _generator(config: YamlMap) -> _Fields:
    metadata = config.get("metadata")
    rule = _rule(config, *("literals", "files", "envs", "env", "behavior", "type", "options"))
    for key in ("name", "namespace"):
        if isinstance(metadata, YamlMap) and key in metadata:
            rule.put(key, metadata[key], metadata.line_of(key))
    yield f"{'configMap' if config['kind'] == 'ConfigMapGenerator' else 'secret'}Generator", _one(rule)


def _nothing(_config: YamlMap) -> _Fields:
    """What it changes no model shows: the order of objects, or hashes behind names."""
    yield from ()


_MAKERS: Final[Mapping[str, Callable[[YamlMap], _Fields]]] = {
    "NamespaceTransformer": _namespace,
    "PrefixTransformer": _names,
    "SuffixTransformer": _names,
    "PrefixSuffixTransformer": _names,
    "LabelTransformer": _labels,
    "AnnotationsTransformer": _annotations,
    "ImageTagTransformer": _image,
    "ReplicaCountTransformer": _replicas,
    "PatchTransformer": _patch,
    "PatchStrategicMergeTransformer": _strategic_merges,
    "PatchJson6902Transformer": _json_patch,
    "ReplacementTransformer": _replacements,
    "ConfigMapGenerator": _generator,
    "SecretGenerator": _generator,
    "HashTransformer": _nothing,
    "SortOrderTransformer": _nothing,
    "LegacyOrderTransformer": _nothing,
}


def _rule(config: YamlMap, *keys: str, **values: YamlValue) -> YamlMap:
    """A mapping with what the configuration says under these keys, and these values."""
    rule = YamlMap(config.line)
    for key in keys:
        if key in config:
            rule.put(key, config[key], config.line_of(key))
    for key, value in values.items():
        if value is not None:
            line = config.line_of("jsonOp" if key == "patch" and "jsonOp" in config else key)
            rule.put(key, value, line)
    return rule


def _one(item: YamlValue) -> YamlList | None:
    if not isinstance(item, YamlMap):
        return None
    items = YamlList(item.line)
    items.put(item, item.line)
    return items


def _specs(config: YamlMap) -> YamlList:
    specs = config.get("fieldSpecs")
    return specs if isinstance(specs, YamlList) else YamlList(config.line)


def _maps(value: YamlValue) -> list[YamlMap]:
    return [item for item in value if isinstance(item, YamlMap)] if isinstance(value, YamlList) else []
