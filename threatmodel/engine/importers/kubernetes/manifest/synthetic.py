"""Parts of manifests that are built here instead of read; each keeps the line of its origin."""

from collections.abc import Iterable, Mapping

from threatmodel.engine.importers.kubernetes.manifest.typed_reader import Section
from threatmodel.engine.importers.yaml.reader import YamlList, YamlMap, YamlValue


def synthetic_map(line: int, entries: Mapping[str, YamlValue]) -> YamlMap:
    """Return a mapping whose keys are all on one line."""
    built = YamlMap(line)
    for key, value in entries.items():
        built.put(key, value, line)
    return built


def synthetic_list(line: int, items: Iterable[YamlMap]) -> YamlList:
    """Return a list of mappings, each on its own line."""
    built = YamlList(line)
    for item in items:
        built.put(item, item.line)
    return built


def copy_key(target: YamlMap, source: Section, key: str) -> None:
    """Copy a key of a section, with its line, to a mapping; nothing when the section lacks it."""
    if key in source:
        target.put(key, source.data[key], source.line_of(key))
