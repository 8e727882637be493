"""Where in a file an error of its JSON Schema is."""

from collections.abc import Sequence
from typing import Any

from threatmodel.engine.importers.yaml.values import YamlList, YamlMap, YamlValue


def error_line(document: YamlMap, path: Sequence[str | int], kind: Any) -> int:
    """Return the line of the value with the error; of a key that must not be there, that of the key."""
    value: YamlValue = document
    line = document.line
    for step in path:
        if isinstance(value, YamlMap):
            line, value = value.line_of(str(step)), value.get(str(step))
        elif isinstance(value, YamlList) and isinstance(step, int):
            line, value = value.line_at(step), value[step]
    unexpected = getattr(kind, "unexpected", ())
    return value.line_of(str(unexpected[0])) if unexpected and isinstance(value, YamlMap) else line
