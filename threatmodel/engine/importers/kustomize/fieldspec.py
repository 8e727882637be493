"""Fields that a transformer names by path, kind, group and version (kustomize: types.FieldSpec)."""

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from threatmodel.engine.importers.kustomize.patches import with_key
from threatmodel.engine.importers.kustomize.transformations import RenderedObject, text_of
from threatmodel.engine.importers.yaml.reader import YamlList, YamlMap, YamlValue


def with_fields(objects: Iterable[RenderedObject], values: YamlMap, specs: YamlValue) -> list[RenderedObject]:
    """The objects with entries in the mappings that the specs mean: labels or annotations."""
    meant = [one for one in specs if isinstance(one, YamlMap)] if isinstance(specs, YamlList) else []
    result = []
    for found in objects:
        content = found.content
        for spec in meant:
            path = spec.get("path")
            if isinstance(path, str) and _is_for(spec, found):
                filled = _filled(
                    content, path.strip("/").split("/"), values, creates=spec.get("create") is True
                )
                content = filled if isinstance(filled, YamlMap) else content
        result.append(replace(found, content=content))
    return result


def _is_for(spec: YamlMap, found: RenderedObject) -> bool:
    version = found.content.get("apiVersion")
    group, _, number = (version if isinstance(version, str) else "").rpartition("/")
    said = {"kind": found.kind, "group": group, "version": number}
    return all(spec.get(key) in (None, "", value) for key, value in said.items())


def _filled(value: YamlValue, path: Sequence[str], values: YamlMap, *, creates: bool) -> YamlValue:
    """A copy of a value with the entries in the mapping at a path; `[]` behind a key means each item."""
    if isinstance(value, YamlList):
        items = YamlList(value.line)
        for index, item in enumerate(value):
            items.put(_filled(item, path, values, creates=creates), value.line_at(index))
        return items
    if not isinstance(value, YamlMap):
        return value
    if not path:
        for key in values:
            value = with_key(value, key, text_of(values[key]), values.line_of(key))
        return value
    key = path[0].removesuffix("[]")
    if value.get(key) is None and (not creates or path[0].endswith("[]")):
        return value
    inner = value.get(key)
    below = YamlMap(values.line) if inner is None else inner
    line = value.line_of(key) if key in value else values.line
    return with_key(value, key, _filled(below, path[1:], values, creates=creates), line)
