"""Which documents only a kustomization makes sense of: itself, JSON patches, transformer configurations."""

import posixpath
from typing import Final

from threatmodel.engine.importers.document import Document
from threatmodel.engine.importers.kustomize.configurations import CONFIGURATION, wrapped_configuration
from threatmodel.engine.importers.yaml_reader import YamlList, YamlMap, YamlValue

OPERATIONS: Final = "$operations"  # holds a JSON patch, which is a list, where a document must be a mapping

_FILES: Final = ("kustomization.yaml", "kustomization.yml", "Kustomization")
_GROUP: Final = "kustomize.config.k8s.io/"


def part_of(file: str, content: YamlValue) -> YamlMap | None:
    """What has no kind and only a kustomization makes sense of; None for any other document."""
    if isinstance(content, YamlMap):
        if "kind" in content:
            return None
        return content if _is_named_so(file) else wrapped_configuration(content)
    if not isinstance(content, YamlList) or not content:
        return None
    if all(isinstance(item, YamlMap) and "op" in item and "path" in item for item in content):
        wrapped = YamlMap(content.line)
        wrapped.put(OPERATIONS, content, content.line)
        return wrapped
    return None


def is_kustomization(document: Document) -> bool:
    """Whether the document is a kustomization, with or without a kind."""
    version = document.content.get("apiVersion")
    if isinstance(version, str) and version.startswith(_GROUP):
        return True
    return "kind" not in document.content and _is_named_so(document.file)


def is_for_kustomizations(document: Document) -> bool:
    """Whether the document is a patch or configuration that says nothing by itself."""
    return OPERATIONS in document.content or CONFIGURATION in document.content


def path_of(name: str) -> str:
    """The path of a file as kustomizations name it."""
    return posixpath.normpath(name.replace("\\", "/"))


def _is_named_so(file: str) -> bool:
    return posixpath.basename(path_of(file)) in _FILES
