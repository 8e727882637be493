"""Which objects of a kustomization a patch is meant for, and what becomes of them."""

import re
from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase

from msgspec.structs import replace

from threatmodel.engine.importers.kustomize.patches import InvalidPatch, merged, patched
from threatmodel.engine.importers.kustomize.transformations import RenderedObject
from threatmodel.engine.importers.yaml.reader import YamlList, YamlMap, YamlValue


class NoTargetFound(InvalidPatch):
    """A patch for an object that is not there."""


class Patch:
    """One patch: an object or a list of operations, and what it is for."""

    def __init__(self, content: YamlValue, target: YamlMap | None, line: int) -> None:
        self._content = content
        self._target = target
        self.line = line

    def applied(self, objects: Sequence[RenderedObject]) -> list[RenderedObject]:
        """The objects with the patch applied. Raises NobodyMeant when it fits none of them."""
        result: list[RenderedObject] = []
        hits = 0
        for found in objects:
            if not self._is_for(found):
                result.append(found)
                continue
            hits += 1
            content = self._one(found.content)
            if content is not None:
                result.append(replace(found, content=content))
        if not hits:
            raise NoTargetFound("it matches no object of the kustomization")
        return result

    def _one(self, content: YamlMap) -> YamlMap | None:
        if isinstance(self._content, YamlList):
            return patched(content, self._content)
        if isinstance(self._content, YamlMap):
            changed = merged(content, self._content)
            return None if changed is None else _with_identity(changed, content)
        raise InvalidPatch("it is neither an object nor a list of operations")

    def _is_for(self, found: RenderedObject) -> bool:
        if self._target is None:
            if not isinstance(self._content, YamlMap):
                return False
            wanted = RenderedObject("", self._content)
            same = wanted.kind == found.kind and found.is_called(wanted.name)
            return same and wanted.namespace in {"", found.namespace, *found.left}
        target = self._target
        names = (found.name, *found.former)
        for key, values in (
            ("kind", (found.kind,)),
            ("name", names),
            ("namespace", (found.namespace, *found.left)),
        ):
            pattern = target.get(key)
            if isinstance(pattern, str) and not any(fits(pattern, value) for value in values):
                return False
        selectors = (("labelSelector", "labels"), ("annotationSelector", "annotations"))
        return all(_selects(target.get(key), found.labels(place)) for key, place in selectors)


def _with_identity(changed: YamlMap, content: YamlMap) -> YamlMap:
    """A patch may misname or misplace what it is for, or know it as it was: the object stays what it is."""
    found = RenderedObject("", changed)
    for path in (("kind",), ("apiVersion",)):
        if path[0] in content:
            found = found.with_value(path, content[path[0]], content.line_of(path[0]))
    before = RenderedObject("", content)
    metadata = content.get("metadata")
    for key, value in (("name", before.name), ("namespace", before.namespace)):
        if value or found.named(key):
            line = metadata.line_of(key) if isinstance(metadata, YamlMap) else content.line
            found = found.with_value(("metadata", key), value, line)
    return found.content


def fits(pattern: str, value: str) -> bool:
    """Targets are anchored regular expressions; only the harmless part of them is understood."""
    if re.fullmatch(r"[\w.|*+-]{1,253}", pattern) is None:
        return pattern == value
    options = (option.replace(".*", "*").replace(".+", "?*") for option in pattern.split("|"))
    return any(fnmatchcase(value, option) for option in options)


def _selects(selector: YamlValue, labels: Mapping[str, str]) -> bool:
    if not isinstance(selector, str) or not selector.strip():
        return True
    pairs = (part.replace("==", "=").partition("=") for part in selector.split(","))
    return all(
        labels.get(key.strip()) == value.strip() if equals else key.strip() in labels
        for key, equals, value in pairs
    )
