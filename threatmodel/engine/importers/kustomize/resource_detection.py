"""Which documents only a kustomization makes sense of: itself, JSON patches, replacements, configurations."""

import posixpath
from typing import Final

from threatmodel.engine.importers.document import Document
from threatmodel.engine.importers.kustomize.transformer_configs import CONFIGURATION, wrapped_configuration
from threatmodel.engine.importers.yaml.reader import YamlList, YamlMap, YamlValue

OPERATIONS: Final = "$operations"  # holds a JSON patch, which is a list, where a document must be a mapping

REPLACEMENTS: Final = "$replacements"  # holds a list of replacements

_MADE_HERE: Final = frozenset({OPERATIONS, REPLACEMENTS, CONFIGURATION})
_FILES: Final = ("kustomization.yaml", "kustomization.yml", "Kustomization")
_GROUP: Final = "kustomize.config.k8s.io/"


def kustomization_part(file: str, content: YamlValue) -> YamlMap | None:
    """What has no kind and only a kustomization makes sense of; None for any other document."""
    if isinstance(content, YamlMap):
        if "kind" in content:
            return None
        if _is_replacement(content):
            return _wrapped(REPLACEMENTS, YamlList(content.line), content)
        return content if _is_named_so(file) else wrapped_configuration(content)
    if not isinstance(content, YamlList) or not content:
        return None
    if all(isinstance(item, YamlMap) and "op" in item and "path" in item for item in content):
        return _wrapped(OPERATIONS, content)
    if all(isinstance(item, YamlMap) and _is_replacement(item) for item in content):
        return _wrapped(REPLACEMENTS, content)
    return None


def _is_replacement(content: YamlMap) -> bool:
    """Whether it puts a value of one object into fields of others, by the words that only this has."""
    return "targets" in content and content.keys() <= {"source", "sourceValue", "targets"}


def _wrapped(key: str, content: YamlList, only: YamlMap | None = None) -> YamlMap:
    if only is not None:
        content.put(only, only.line)
    wrapped = YamlMap(content.line)
    wrapped.put(key, content, content.line)
    return wrapped


def is_kustomization(document: Document) -> bool:
    """Whether the document is a kustomization, with or without a kind."""
    if names_kustomize_api(document.content):
        return True
    return "kind" not in document.content and _is_named_so(document.file)


def names_kustomize_api(content: YamlMap) -> bool:
    """Whether the apiVersion of a document is one of kustomize."""
    version = content.get("apiVersion")
    return isinstance(version, str) and version.startswith(_GROUP)


def is_for_kustomizations(document: Document) -> bool:
    """Whether the document is a patch, replacement or configuration that says nothing by itself."""
    return not _MADE_HERE.isdisjoint(document.content)


def path_of(name: str) -> str:
    """The path of a file as kustomizations name it."""
    return posixpath.normpath(name.replace("\\", "/"))


def is_address(path: str) -> bool:
    """Whether a kustomization names something to be fetched."""
    return "://" in path or path.startswith(("git@", "github.com/")) or "?ref=" in path


def folder_of(name: str) -> str:
    """The folder of a file, as kustomizations name it."""
    return posixpath.dirname(path_of(name))


def is_inside(folder: str, other: str) -> bool:
    """Whether a folder lies somewhere below another one."""
    return not other or folder.startswith(f"{other}/")


def render_with(document: Document, *enabled: str) -> str:
    """The command that renders a kustomization, with what has to be enabled for it."""
    options = "".join(f"--enable-{one} " for one in enabled)
    folder = folder_of(document.home) or "."
    return f"Render it with `kubectl kustomize {options}{folder} > rendered.yaml` and import that file."


def _is_named_so(file: str) -> bool:
    return posixpath.basename(path_of(file)) in _FILES
