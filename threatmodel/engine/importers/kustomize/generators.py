"""The ConfigMaps and Secrets that a kustomization generates, or changes where a base already has them."""

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from threatmodel.engine.importers.document import Document
from threatmodel.engine.importers.kustomize.generator_files import GeneratorFiles
from threatmodel.engine.importers.kustomize.transformations import RenderedObject
from threatmodel.engine.importers.model_builder import ModelBuilder
from threatmodel.engine.importers.yaml.reader import YamlList, YamlMap

_KINDS: Final[Mapping[str, str]] = {"configMapGenerator": "ConfigMap", "secretGenerator": "Secret"}
_ENTRIES: Final[Mapping[str, str]] = {
    "ConfigMap": "data",
    "Secret": "stringData",
}  # values as they are written
_FILE_CONTENT: Final = "<content of a file>"  # no literal: see redaction.is_literal
_SOURCES: Final = ("literals", "files", "envs", "env")


def generated(document: Document, files: GeneratorFiles) -> Iterator[RenderedObject]:
    """Yield what a kustomization makes anew, without the hash of its name."""
    for kind, generator in _generators(document):
        if generator.get("behavior") not in {"merge", "replace"}:
            yield RenderedObject(document.file, _object(kind, generator, _data(document, generator, files)))


def with_generated(
    document: Document, objects: Sequence[RenderedObject], files: GeneratorFiles, builder: ModelBuilder
) -> list[RenderedObject]:
    """The objects with what a kustomization merges into those of its bases, or puts in their place."""
    changed = list(objects)
    for kind, generator in _generators(document):
        behavior, name = generator.get("behavior"), str(generator.get("name"))
        if behavior not in {"merge", "replace"}:
            continue
        places = [i for i, found in enumerate(changed) if found.kind == kind and found.is_called(name)]
        data = builder.source_map.moved(_data(document, generator, files), document.file)
        assert isinstance(data, YamlMap)  # noqa: S101 - a copy of a mapping
        for place in places:
            changed[place] = _filled(changed[place], _ENTRIES[kind], data, anew=behavior == "replace")
        if not places:
            message = f"Cannot {behavior} {kind} {name[:200]}, which none of its resources creates; ignored."
            builder.report(document.file, generator.line, "warning", message)
    return changed


def _generators(document: Document) -> Iterator[tuple[str, YamlMap]]:
    for key, kind in _KINDS.items():
        value = document.content.get(key)
        for generator in value if isinstance(value, YamlList) else ():
            if isinstance(generator, YamlMap) and isinstance(generator.get("name"), str):
                yield kind, generator


def _filled(found: RenderedObject, entries: str, data: YamlMap, *, anew: bool) -> RenderedObject:
    if anew:
        found = found.with_value(("data",), YamlMap(data.line), data.line)
        return found.with_value((entries,), data, data.line)
    for key, value in data.items():
        found = found.with_value((entries, key), value, data.line_of(key))
    return found


def _object(kind: str, generator: YamlMap, data: YamlMap) -> YamlMap:
    content = YamlMap(generator.line)
    line = generator.line_of("name")
    metadata = YamlMap(line)
    metadata.put("name", generator["name"], line)
    if isinstance(namespace := generator.get("namespace"), str):
        metadata.put("namespace", namespace, generator.line_of("namespace"))
    for key, value in (("apiVersion", "v1"), ("kind", kind), ("metadata", metadata), (_ENTRIES[kind], data)):
        content.put(key, value, generator.line)
    if isinstance(secret_type := generator.get("type"), str):
        content.put("type", secret_type, generator.line_of("type"))
    return content


def _data(document: Document, generator: YamlMap, files: GeneratorFiles) -> YamlMap:
    """The entries of a generated object; a note replaces what a file holds that the input lacks.

    Whether such a file is committed with the kustomization or made when it is built, the input does not say.
    """
    data = YamlMap(generator.line)
    for key in _SOURCES:
        for item, line in _texts(generator, key):
            for name, value in _entries(key, item, document, files):
                if name not in data:
                    data.put(name, value, line)
    return data


def _texts(generator: YamlMap, key: str) -> Iterator[tuple[str, int]]:
    value = generator.get(key)
    if isinstance(value, str):
        yield value, generator.line_of(key)
    elif isinstance(value, YamlList):
        yield from ((item, value.line_at(i)) for i, item in enumerate(value) if isinstance(item, str))


def _entries(key: str, item: str, document: Document, files: GeneratorFiles) -> Iterator[tuple[str, str]]:
    left, equals, right = item.partition("=")
    folder = posixpath.dirname(document.home.replace("\\", "/"))
    path = posixpath.normpath(posixpath.join(folder, right if key == "files" and equals else item))
    if key == "literals":
        if equals:  # else it is no entry, and may be a value that lost its name
            yield left, right
    elif key == "files":
        text = files.text(path)
        yield left if equals else posixpath.basename(left), _FILE_CONTENT if text is None else text
    else:
        variables = files.variables.get(path, {})
        yield from ((name, setting.text) for name, setting in variables.items())
