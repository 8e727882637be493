"""A copy of what a document holds in which texts are changed, each on its line."""

from collections.abc import Callable

from threatmodel.engine.importers.yaml_reader import YamlList, YamlMap, YamlValue


def with_texts(value: YamlMap, change: Callable[[str], YamlValue]) -> YamlMap:
    """Return a copy of a mapping with every text inside it changed; keys stay."""
    result = YamlMap(value.line)
    for key, item in value.items():
        result.put(key, _changed(item, change), value.line_of(key))
    return result


def _changed(value: YamlValue, change: Callable[[str], YamlValue]) -> YamlValue:
    if isinstance(value, YamlMap):
        return with_texts(value, change)
    if isinstance(value, YamlList):
        items = YamlList(value.line)
        for index, item in enumerate(value):
            items.put(_changed(item, change), value.line_at(index))
        return items
    return change(value) if isinstance(value, str) else value
