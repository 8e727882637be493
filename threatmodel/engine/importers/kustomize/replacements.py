"""Replacements of a kustomization: a value of one object, put into fields of others.

Source: kustomize documentation, "replacements". A path is cut at its dots, save in brackets: those hold a key
with dots, or say which item of a list is meant, as in `spec.containers.[name=app].image`.
"""

import re
from collections.abc import Callable, Sequence
from typing import Final

from msgspec.structs import replace

from threatmodel.engine.importers.kustomize.patch_targets import fits
from threatmodel.engine.importers.kustomize.patches import InvalidPatch, with_key
from threatmodel.engine.importers.kustomize.transformations import RenderedObject
from threatmodel.engine.importers.parse_int import parse_int
from threatmodel.engine.importers.yaml.reader import YamlList, YamlMap, YamlValue

_STEP: Final = re.compile(r"\[([^\]]{1,300})\]|((?:\\.|[^.\[\\]){1,300})")
_ALL: Final = "*"
_DEEPEST: Final = 40
_LONGEST: Final = 65_536  # a text that is put into itself doubles each time
_NAME: Final = "metadata.name"

Change = Callable[[YamlValue], YamlValue]


def with_replacement(objects: Sequence[RenderedObject], rule: YamlMap, line: int) -> list[RenderedObject]:
    """The objects with one replacement made. Raises InvalidPatch when it does not fit them."""
    value = _value(objects, rule)
    if isinstance(value, YamlMap | YamlList):  # which could be put into themselves, over and over
        raise InvalidPatch("only plain values can be copied")
    result = list(objects)
    for target in _maps(rule.get("targets")):
        select, rejected, options = target.get("select"), _maps(target.get("reject")), target.get("options")
        change, creates = _change(value, options), _option(options, "create") is True
        for index, found in enumerate(result):
            if not isinstance(select, YamlMap) or not _is_target(select, found):
                continue
            if any(_is_target(one, found) for one in rejected):
                continue
            for path in _texts(target.get("fieldPaths")) or [_NAME]:
                content = _at(result[index].content, _steps(path), change, line, creates=creates)
                assert isinstance(content, YamlMap)  # noqa: S101 - a copy of a mapping
                result[index] = replace(result[index], content=content)
    return result


def _value(objects: Sequence[RenderedObject], rule: YamlMap) -> YamlValue:
    given, source = rule.get("sourceValue"), rule.get("source")
    if given is not None:
        return given
    if not isinstance(source, YamlMap):
        raise InvalidPatch("it names no source")
    meant = [found for found in objects if _is_target(source, found)]
    if len(meant) != 1:
        raise InvalidPatch(f"its source matches {len(meant)} objects of the kustomization")
    path = source.get("fieldPath")
    value: YamlValue = meant[0].content
    for step in _steps(path if isinstance(path, str) else _NAME):
        value = _inside(value, step)
    delimiter, options = _option(source.get("options"), "delimiter"), source.get("options")
    if isinstance(delimiter, str) and delimiter:
        parts, place = _plain(value).split(delimiter), _option(options, "index") or 0
        if not isinstance(place, int) or not 0 <= place < len(parts):
            raise InvalidPatch("its source has no such part")
        return parts[place]
    return value


def _inside(value: YamlValue, step: str) -> YamlValue:
    if isinstance(value, YamlMap) and step in value:
        return value[step]
    if isinstance(value, YamlList) and (places := _places(value, step)):
        return value[places[0]]
    raise InvalidPatch(f"its source has no {step[:60]}")


def _is_target(selector: YamlMap, found: RenderedObject) -> bool:
    version = found.content.get("apiVersion")
    group, _, number = (version if isinstance(version, str) else "").rpartition("/")
    names = (found.name, *found.former)
    said = {"kind": (found.kind,), "name": names, "namespace": (found.namespace,)}
    said |= {"group": (group,), "version": (number,)}
    wanted = ((selector.get(key), values) for key, values in said.items())
    return all(
        not isinstance(pattern, str) or any(fits(pattern, value) for value in values)
        for pattern, values in wanted
    )


def _change(value: YamlValue, options: YamlValue) -> Change:
    """How a field changes: as a whole, or one part of it between delimiters."""
    delimiter, place = _option(options, "delimiter"), _option(options, "index") or 0
    if not isinstance(delimiter, str) or not delimiter or not isinstance(place, int):
        return lambda _present: value
    new = _plain(value)

    def changed(present: YamlValue) -> YamlValue:
        parts = _plain(present).split(delimiter)
        if 0 <= place < len(parts):
            parts[place] = new
        else:
            parts = [new, *parts] if place < 0 else [*parts, new]
        text = delimiter.join(parts)
        if len(text) > _LONGEST:
            raise InvalidPatch(f"the text would have more than {_LONGEST:,} characters")
        return text

    return changed


def _at(value: YamlValue, steps: Sequence[str], change: Change, line: int, *, creates: bool) -> YamlValue:
    """A copy of the value with what lies at a path changed."""
    if not steps:
        return change(value)
    step, rest = steps[0], steps[1:]
    if isinstance(value, YamlMap):
        keys = list(value) if step == _ALL else [step]
        for key in keys:
            if key not in value and not creates:
                raise InvalidPatch(f"{key[:60]} does not exist")
            inner = value.get(key, YamlMap(line) if rest else "")
            at = value.line_of(key) if rest and key in value else line
            value = with_key(value, key, _at(inner, rest, change, line, creates=creates), at)
        return value
    if isinstance(value, YamlList) and (places := _places(value, step)):
        items = YamlList(value.line)
        for index, item in enumerate(value):
            new = _at(item, rest, change, line, creates=creates) if index in places else item
            items.put(new, value.line_at(index))
        return items
    raise InvalidPatch(f"{step[:60]} does not exist")


def _places(items: YamlList, step: str) -> list[int]:
    """The items of a list that a step means: all, those of a field's value, or one by its number."""
    if step == _ALL:
        return list(range(len(items)))
    key, equals, wanted = step.partition("=")
    if equals:
        return [
            index for index, item in enumerate(items) if isinstance(item, YamlMap) and item.get(key) == wanted
        ]
    number = parse_int(step)
    return [number] if number is not None and number < len(items) else []


def _steps(path: str) -> list[str]:
    steps = [match[1] or match[2].replace("\\.", ".") for match in _STEP.finditer(path)]
    if not steps or len(steps) > _DEEPEST:
        raise InvalidPatch(f"{path[:60]} is no path")
    return steps


def _option(options: YamlValue, key: str) -> YamlValue:
    return options.get(key) if isinstance(options, YamlMap) else None


def _plain(value: YamlValue) -> str:
    if isinstance(value, YamlMap | YamlList) or value is None:
        raise InvalidPatch("only text can be split at a delimiter")
    return str(value)


def _maps(value: YamlValue) -> list[YamlMap]:
    return [item for item in value if isinstance(item, YamlMap)] if isinstance(value, YamlList) else []


def _texts(value: YamlValue) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, YamlList) else []
