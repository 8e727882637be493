"""A copy of what a document holds in which texts are changed, each on its line."""

from collections.abc import Callable
from typing import Final

from threatmodel.engine.importers.yaml.reader import YamlList, YamlMap, YamlValue
from threatmodel.engine.importers.yaml.values import Tagged

Change = Callable[[str], YamlValue]

# What is put into texts may be long, and many may hold it: a copy must not outgrow its document by far.
_TIMES: Final = 20
_AT_LEAST: Final = 1_000  # characters


def map_strings(value: YamlMap, change: Change) -> YamlMap:
    """Return a copy of a mapping with every text inside it changed; keys stay.

    Where the texts would become twenty times as long as they were, the rest stays as it is.
    """
    return _Walk(change).mapping(value)


class _Walk:
    """One walk through a document, which counts the characters that were there and those that came."""

    def __init__(self, change: Change) -> None:
        self._change = change
        self._seen = self._grown = 0

    def mapping(self, value: YamlMap) -> YamlMap:
        result = YamlMap(value.line)
        result.merge_depth = value.merge_depth
        for key, item in value.items():
            result.put(key, self._value(item), value.line_of(key))
        return result

    def _value(self, value: YamlValue) -> YamlValue:
        if isinstance(value, Tagged):
            return Tagged(self._value(value.kept), value.line)
        if isinstance(value, YamlMap):
            return self.mapping(value)
        if isinstance(value, YamlList):
            items = YamlList(value.line)
            for index, item in enumerate(value):
                items.put(self._value(item), value.line_at(index))
            return items
        return self._text(value) if isinstance(value, str) else value

    def _text(self, text: str) -> YamlValue:
        self._seen += len(text)
        if self._grown > _TIMES * self._seen + _AT_LEAST:
            return text
        new = self._change(text)
        self._grown += max(0, len(new) - len(text)) if isinstance(new, str) else 0
        return new
