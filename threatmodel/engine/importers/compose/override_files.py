"""Compose files that only change the services of another one, and which one that is."""

import posixpath
import re
from collections.abc import Iterable, Mapping
from typing import Final

from threatmodel.engine.importers.document import Document
from threatmodel.engine.importers.yaml.reader import YamlMap

_OVERRIDE: Final = re.compile(r"\.override\.ya?ml$", re.IGNORECASE)
_DEFAULT_NAME: Final = re.compile(r"(?:docker-)?compose\.ya?ml", re.IGNORECASE)
_WHOLE: Final = frozenset({"image", "build", "extends", "provider"})  # a service with one of these can run


def is_override_name(name: str) -> bool:
    """Whether a file is called an override of another one."""
    return _OVERRIDE.search(name) is not None


def overridden_files(documents: Iterable[Document]) -> dict[str, str]:
    """The file that each file changes which is no project by itself, both by path.

    Such a file has a service that says neither image nor build. It changes the one file of its folder that
    has all of these services, the default file before others; where there is none, it is looked at alone.
    """
    known = {_path(document.file): _services(document) for document in documents}
    found: dict[str, str] = {}
    for path, services in known.items():
        lacking = {name for name, service in services.items() if not _WHOLE & service.keys()}
        base = _base_of(path, lacking, known) if lacking and not _is_default(path) else None
        if base is not None:
            found[path] = base
    return found


def _base_of(path: str, lacking: set[str], known: Mapping[str, Mapping[str, YamlMap]]) -> str | None:
    """The only file, or the default one, in which all of the services can run that lack something here."""
    candidates = [
        other
        for other, services in known.items()
        if other != path
        and posixpath.dirname(other) == posixpath.dirname(path)
        and all(name in services and _WHOLE & services[name].keys() for name in lacking)
    ]
    default = next(filter(_is_default, candidates), None)
    return default or (candidates[0] if len(candidates) == 1 else None)


def _services(document: Document) -> dict[str, YamlMap]:
    services = document.content.get("services")
    items = services.items() if isinstance(services, YamlMap) else ()
    return {name: service for name, service in items if isinstance(service, YamlMap)}


def _is_default(path: str) -> bool:
    return _DEFAULT_NAME.fullmatch(posixpath.basename(path)) is not None


def _path(name: str) -> str:
    return posixpath.normpath(name.replace("\\", "/"))
