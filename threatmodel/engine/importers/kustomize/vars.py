"""Vars of kustomizations: $(NAME) is replaced by a field of an object, its name unless another is given."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from msgspec.structs import replace

from threatmodel.engine.importers.kustomize.transformations import RenderedObject
from threatmodel.engine.importers.yaml.map_strings import map_strings
from threatmodel.engine.importers.yaml.reader import YamlList, YamlMap, YamlValue

_VARIABLE: Final = re.compile(r"\$\(([A-Za-z_][\w.-]{0,100})\)")
_NAME: Final = "metadata.name"
_LONGEST: Final = 16_384  # of a text with variables; what is longer is a program
_INDEX: Final = re.compile(r"\[(\d{1,4})\]")


def with_variables(objects: Sequence[RenderedObject], variables: Iterable[YamlMap]) -> list[RenderedObject]:
    """The objects with their variables replaced; those without an object stay."""
    values: dict[str, str | int] = {}
    known: dict[tuple[str, str], RenderedObject] = {}
    for found in objects:
        for name_of_it in (found.name, *found.former):
            known.setdefault((found.kind, name_of_it), found)
    for variable in variables:
        name, value = variable.get("name"), _value(known, variable)
        if isinstance(name, str) and value is not None:
            values.setdefault(name, value)
    if not values:
        return list(objects)

    def filled(text: str) -> YamlValue:
        if "$(" not in text or len(text) > _LONGEST:
            return text
        alone = _VARIABLE.fullmatch(text)
        if alone and alone[1] in values:
            return values[alone[1]]
        return _VARIABLE.sub(lambda match: str(values.get(match[1], match[0])), text)[:_LONGEST]

    return [replace(found, content=map_strings(found.content, filled)) for found in objects]


def _value(known: Mapping[tuple[str, str], RenderedObject], variable: YamlMap) -> str | int | None:
    wanted = variable.get("objref")
    if not isinstance(wanted, YamlMap):
        return None
    kind, name = wanted.get("kind"), wanted.get("name")
    found = known.get((kind, name)) if isinstance(kind, str) and isinstance(name, str) else None
    if found is None:
        return None
    field = variable.get("fieldref")
    path = field.get("fieldpath") or field.get("fieldPath") if isinstance(field, YamlMap) else None
    return _at(found.content, path if isinstance(path, str) else _NAME)


def _at(value: YamlValue, path: str) -> str | int | None:
    for part in _INDEX.sub(r".\1", path).split("."):
        if isinstance(value, YamlMap):
            value = value.get(part)
        elif isinstance(value, YamlList) and part.isdecimal() and int(part) < len(value):
            value = value[int(part)]
        else:
            return None
    return value if isinstance(value, str | int) and not isinstance(value, bool) else None
