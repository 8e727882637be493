"""Vars of kustomizations: $(NAME) stands for a field of some object, its name unless another is told."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from msgspec.structs import replace

from threatmodel.engine.importers.kustomize.transformations import Rendered
from threatmodel.engine.importers.yaml_reader import YamlList, YamlMap, YamlValue

_VARIABLE: Final = re.compile(r"\$\(([A-Za-z_][\w.-]{0,100})\)")
_NAME: Final = "metadata.name"
_LONGEST: Final = 16_384  # of a text with variables; what is longer is a program
_INDEX: Final = re.compile(r"\[(\d{1,4})\]")

_Values = Mapping[str, str | int]


def with_variables(objects: Sequence[Rendered], variables: Iterable[YamlMap]) -> list[Rendered]:
    """The objects with their variables replaced; what no object of the kustomization tells stays."""
    values: dict[str, str | int] = {}
    for variable in variables:
        name, value = variable.get("name"), _value(objects, variable)
        if isinstance(name, str) and value is not None:
            values.setdefault(name, value)
    if not values:
        return list(objects)
    return [replace(found, content=_filled_map(found.content, values)) for found in objects]


def _value(objects: Iterable[Rendered], variable: YamlMap) -> str | int | None:
    wanted = variable.get("objref")
    if not isinstance(wanted, YamlMap):
        return None
    kind, name = wanted.get("kind"), wanted.get("name")
    for found in objects:
        if found.kind == kind and isinstance(name, str) and found.is_called(name):
            field = variable.get("fieldref")
            path = field.get("fieldpath") or field.get("fieldPath") if isinstance(field, YamlMap) else None
            return _at(found.content, path if isinstance(path, str) else _NAME)
    return None


def _at(value: YamlValue, path: str) -> str | int | None:
    for part in _INDEX.sub(r".\1", path).split("."):
        if isinstance(value, YamlMap):
            value = value.get(part)
        elif isinstance(value, YamlList) and part.isdecimal() and int(part) < len(value):
            value = value[int(part)]
        else:
            return None
    return value if isinstance(value, str | int) and not isinstance(value, bool) else None


def _filled_map(value: YamlMap, values: _Values) -> YamlMap:
    result = YamlMap(value.line)
    for key, item in value.items():
        result.put(key, _filled(item, values), value.line_of(key))
    return result


def _filled(value: YamlValue, values: _Values) -> YamlValue:
    if isinstance(value, YamlMap):
        return _filled_map(value, values)
    if isinstance(value, YamlList):
        items = YamlList(value.line)
        for index, item in enumerate(value):
            items.put(_filled(item, values), value.line_at(index))
        return items
    if not isinstance(value, str) or "$(" not in value or len(value) > _LONGEST:
        return value
    alone = _VARIABLE.fullmatch(value)
    if alone and alone[1] in values:
        return values[alone[1]]
    return _VARIABLE.sub(lambda match: str(values.get(match[1], match[0])), value)[:_LONGEST]
