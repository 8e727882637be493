"""Strategic merge patches and JSON patches (RFC 6902) on objects that keep their lines.

What comes out of both is a copy: neither the object nor the patch is changed, and each value keeps the line
of the file it came from. Libraries for JSON patches lose these lines, so the operations are written out here.
"""

import sys
from collections.abc import Mapping
from typing import Any, Final

from threatmodel.engine.importers.parse_int import parse_int
from threatmodel.engine.importers.yaml.reader import YamlList, YamlMap, YamlValue

# Lists of Kubernetes objects that are merged item by item, and the keys that identify the items
# (patchMergeKey in the Go types of k8s.io/api). Other lists are replaced as a whole.
_MERGE_KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "containers": ("name",),
    "initContainers": ("name",),
    "ephemeralContainers": ("name",),
    "env": ("name",),
    "volumes": ("name",),
    "volumeMounts": ("mountPath",),
    "volumeDevices": ("devicePath",),
    "ports": ("containerPort", "port"),
    "imagePullSecrets": ("name",),
    "secrets": ("name",),
    "hostAliases": ("ip",),
    "topologySpreadConstraints": ("topologyKey",),
    "ownerReferences": ("uid",),
}
_DIRECTIVE: Final = "$patch"
_DELETE_VALUES: Final = "$deleteFromPrimitiveList/"


class InvalidPatch(ValueError):
    """A patch does not fit what it is applied to; the message says how."""


def merged(base: YamlMap, patch: YamlMap) -> YamlMap | None:
    """The object with a strategic merge patch applied; None when the patch deletes it."""
    directive = patch.get(_DIRECTIVE)
    if directive == "delete":
        return None
    result = YamlMap(base.line)
    keep = {} if directive == "replace" else base
    for key, value in keep.items():
        if key not in patch and f"{_DELETE_VALUES}{key}" not in patch:
            result.put(key, value, base.line_of(key))
        elif (changed := _changed(key, value, patch)) is not None:
            line = base.line_of(key) if isinstance(changed, YamlMap | YamlList) else patch.line_of(key)
            result.put(key, changed, line)
    for key, value in patch.items():
        if key not in keep and not key.startswith("$") and value is not None:
            result.put(key, without_directives(value), patch.line_of(key))
    return result


def without_directives(value: YamlValue) -> YamlValue:
    """A value of a patch as it is where there is nothing to merge it with."""
    if isinstance(value, YamlMap):
        return merged(YamlMap(value.line), value)
    if isinstance(value, YamlList):
        return _merged_list("", YamlList(value.line), value)
    return value


def _changed(key: str, value: YamlValue, patch: YamlMap) -> YamlValue:
    deleted = patch.get(f"{_DELETE_VALUES}{key}")
    if isinstance(value, YamlList) and isinstance(deleted, list):
        kept = YamlList(value.line)
        for index, item in enumerate(value):
            if item not in deleted:
                kept.put(item, value.line_at(index))
        value = kept
    if key not in patch:
        return value
    wanted = patch[key]
    if isinstance(value, YamlMap) and isinstance(wanted, YamlMap):
        return merged(value, wanted)
    if isinstance(value, YamlList) and isinstance(wanted, YamlList):
        return _merged_list(key, value, wanted)
    return without_directives(wanted)


def _merged_list(key: str, base: YamlList, patch: YamlList) -> YamlList:
    replaces = any(isinstance(item, YamlMap) and item.get(_DIRECTIVE) == "replace" for item in patch)
    by = None if replaces else _key_of(key, base, patch)
    result = YamlList(base.line if by else patch.line)
    additions = {_identity(item, by): (index, item) for index, item in enumerate(patch)} if by else {}
    for index, item in enumerate(base if by else ()):
        found = additions.pop(_identity(item, by), None)
        if found is None or not isinstance(item, YamlMap) or not isinstance(found[1], YamlMap):
            result.put(item, base.line_at(index))
        elif (changed := merged(item, found[1])) is not None:
            result.put(changed, base.line_at(index))
    rest = additions.values() if by else enumerate(patch)
    for index, item in rest:
        if not isinstance(item, YamlMap) or item.get(_DIRECTIVE) is None:
            result.put(without_directives(item), patch.line_at(index))
    return result


def _key_of(key: str, base: YamlList, patch: YamlList) -> str | None:
    """The merge key that every item of both lists has; None when the list is replaced."""
    items = [*base, *patch]
    for name in _MERGE_KEYS.get(key, ()):
        if all(isinstance(item, YamlMap) and name in item for item in items):
            return name
    return None


def _identity(item: YamlValue, by: str | None) -> Any:
    value = item.get(by) if isinstance(item, YamlMap) and by else None
    return value if isinstance(value, str | int) else id(item)


# --- RFC 6902 -------------------------------------------------------------------------------------


def patched(base: YamlMap, operations: YamlList) -> YamlMap:
    """The object with a JSON patch applied. Raises InvalidPatch when an operation does not fit."""
    result: YamlValue = base
    for index, operation in enumerate(operations):
        if not isinstance(operation, YamlMap):
            raise InvalidPatch("an operation is not a mapping")
        result = _operated(result, operation, operations.line_at(index))
    if not isinstance(result, YamlMap):
        raise InvalidPatch("it replaces the whole object")
    return result


def _operated(target: YamlValue, operation: YamlMap, line: int) -> YamlValue:
    kind, path = operation.get("op"), _steps(operation.get("path"))
    if kind == "test":
        return target  # what a patch expects is for kustomize to check
    if kind in {"move", "copy"}:
        source = _steps(operation.get("from"))
        value = _at(target, source)
        return _set(_removed(target, source) if kind == "move" else target, path, value, line, insert=True)
    if kind == "remove":
        return _removed(target, path)
    if kind not in {"add", "replace"} or "value" not in operation:
        raise InvalidPatch(f"the operation {str(kind)[:20]} is not known")
    return _set(target, path, operation["value"], operation.line_of("value"), insert=kind == "add")


def _steps(path: YamlValue) -> list[str]:
    if not isinstance(path, str) or not path.startswith("/"):
        raise InvalidPatch("a path must start with /")
    return [step.replace("~1", "/").replace("~0", "~") for step in path[1:].split("/")]


def _at(target: YamlValue, steps: list[str]) -> YamlValue:
    for step in steps:
        if isinstance(target, YamlMap) and step in target:
            target = target[step]
        elif isinstance(target, YamlList) and (place := _place(step)) < len(target):
            target = target[place]
        else:
            raise InvalidPatch(f"{step[:60]} does not exist")
    return target


def _set(target: YamlValue, steps: list[str], value: YamlValue, line: int, *, insert: bool) -> YamlValue:
    """A copy of the target in which the path leads to the value; with `insert` a list grows."""
    step, rest = steps[0], steps[1:]
    if isinstance(target, YamlMap):
        if rest and step not in target:
            raise InvalidPatch(f"{step[:60]} does not exist")
        inner = _set(target[step], rest, value, line, insert=insert) if rest else value
        return with_key(target, step, inner, target.line_of(step) if rest else line)
    if isinstance(target, YamlList):
        place = len(target) if step == "-" and not rest else _index(step, target, insert=insert and not rest)
        inner = _set(target[place], rest, value, line, insert=insert) if rest else value
        return _with_item(target, place, inner, line, insert=insert and not rest, inside=bool(rest))
    raise InvalidPatch(f"{step[:60]} is inside an empty value")


def _removed(target: YamlValue, steps: list[str]) -> YamlValue:
    step, rest = steps[0], steps[1:]
    _at(target, [step])
    result: YamlMap | YamlList
    if isinstance(target, YamlMap):
        if rest:
            return with_key(target, step, _removed(target[step], rest), target.line_of(step))
        result = YamlMap(target.line)
        for key, value in target.items():
            if key != step:
                result.put(key, value, target.line_of(key))
        return result
    assert isinstance(target, YamlList)  # noqa: S101 - _at found the step in it
    place = int(step)
    if rest:
        return _with_item(target, place, _removed(target[place], rest), 0, insert=False, inside=True)
    result = YamlList(target.line)
    for index, value in enumerate(target):
        if index != place:
            result.put(value, target.line_at(index))
    return result


def _index(step: str, target: YamlList, *, insert: bool) -> int:
    bound = len(target) + (1 if insert else 0)
    if (place := _place(step)) >= bound:
        raise InvalidPatch(f"item {step[:20]} does not exist")
    return place


def _place(step: str) -> int:
    """The place in a list that a step means; one behind every end when it means none."""
    number = parse_int(step)
    return sys.maxsize if number is None else number


def with_key(target: YamlMap, key: str, value: YamlValue, line: int) -> YamlMap:
    """A copy of a mapping in which a key, new or known, has this value and line."""
    result = YamlMap(target.line)
    for known, old in target.items():
        result.put(known, value if known == key else old, line if known == key else target.line_of(known))
    if key not in target:
        result.put(key, value, line)
    return result


def _with_item(
    target: YamlList, place: int, value: YamlValue, line: int, *, insert: bool, inside: bool
) -> YamlList:
    result = YamlList(target.line)
    for index, old in enumerate(target):
        if index == place:
            result.put(value, target.line_at(index) if inside else line)
        if index != place or insert:
            result.put(old, target.line_at(index))
    if place == len(target):
        result.put(value, line)
    return result
