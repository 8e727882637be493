"""Compose files that change or add to the services of another one, and those that stand beside it instead."""

import posixpath
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set
from typing import Final

from threatmodel.engine.importers.document import Document
from threatmodel.engine.importers.yaml.reader import YamlList, YamlMap, YamlValue

_OVERRIDE: Final = re.compile(r"\.override\.ya?ml$", re.IGNORECASE)
_DEFAULT_NAME: Final = re.compile(r"(?:docker-)?compose\.ya?ml", re.IGNORECASE)
_DEFAULT_NETWORK: Final = "default"
_WHOLE: Final = frozenset({"image", "build", "extends", "provider"})  # a service with one of these can run
# The name of a volume in the short form data:/var/lib/data; C:\data is a folder of Windows.
_NAMED_VOLUME: Final = re.compile(r"([A-Za-z0-9][\w.-]{1,200}):")
# What an overlay has no reason to say again.
_STATED: Final = ("image", "build", "ports", "volumes", "environment", "depends_on")


def is_override_name(name: str) -> bool:
    """Whether a file is called an override of another one."""
    return _OVERRIDE.search(name) is not None


def overridden_files(documents: Iterable[Document]) -> dict[str, str]:
    """The file that each file changes which is no project by itself, both by path.

    Such a file has a service that says neither image nor build, or names services or networks that it does
    not declare. It belongs to the one file of its folder that has all of these, the default file before
    others. Where its folder has none, what only changes services belongs to such a file of the nearest
    folder above; of two services or more, to the only default file anywhere that has all of them. Else it is
    looked at alone.
    """
    given = list(documents)
    known = {_path(document.file): _services(document) for document in given}
    networks = {_path(document.file): _declared(document, "networks") for document in given}
    defaults = _defaults(known)
    elsewhere = _BasesElsewhere(known)
    found: dict[str, str] = {}
    for path, services in known.items():
        lacking = {name for name, service in services.items() if not _WHOLE & service.keys()}
        if _is_default(path):
            base = elsewhere.base_of(path, lacking) if lacking == services.keys() else None
        elif lacking:
            base = _base_of(path, lacking, known) or elsewhere.base_of(path, lacking)
        else:
            base = defaults.get(posixpath.dirname(path))
        if base is None:
            continue
        missing = _missing(services, networks[path])
        if lacking or (missing and missing <= _names(known[base], networks[base])):
            found[path] = base
    return found


def complete_files(documents: Iterable[Document]) -> dict[str, str]:
    """The files that are a deployment of their own beside the default file of their folder, with that file.

    An overlay says what differs. Such a file says all that its services need, and of at least half of the
    services that it shares with the default file it says again what that one says: it is run instead of it.
    """
    given = list(documents)
    known = {_path(document.file): _services(document) for document in given}
    defaults = _defaults(known)
    found: dict[str, str] = {}
    for document in given:
        path = _path(document.file)
        apart = not is_override_name(path) and not _is_default(path)
        base = defaults.get(posixpath.dirname(path)) if apart else None
        services = known[path]
        if base is None or not all(_WHOLE & service.keys() for service in services.values()):
            continue
        shared = services.keys() & known[base].keys()
        repeating = [name for name in shared if _repeats(services[name], known[base][name])]
        if (
            shared
            and 2 * len(repeating) >= len(shared)
            and not _missing(services, _declared(document, "networks"))
            and not _undeclared(document, services)
        ):
            found[path] = base
    return found


def _undeclared(document: Document, services: Mapping[str, YamlMap]) -> bool:
    """Whether services use volumes, secrets or configs of other files, without which Docker refuses them."""
    return any(
        not _used(service.get(section)) <= _declared(document, section)
        for section in ("volumes", "secrets", "configs")
        for service in services.values()
    )


def _used(entries: YamlValue) -> frozenset[str]:
    """The names of volumes, secrets or configs in a list of a service."""
    found = set()
    for entry in entries if isinstance(entries, YamlList) else ():
        if isinstance(entry, YamlMap):
            found.add(entry.get("source") if entry.get("type", "volume") == "volume" else None)
        elif isinstance(entry, str):
            volume = _NAMED_VOLUME.match(entry)
            found.add(volume[1] if volume else None if "/" in entry else entry)
    return frozenset(name for name in found if isinstance(name, str))


def _repeats(service: YamlMap, other: YamlMap) -> bool:
    return any(_entries(service, key) & _entries(other, key) for key in _STATED)


def _entries(service: YamlMap, key: str) -> frozenset[str]:
    """What a key of a service says, one text for each entry; the names alone of what it waits for."""
    value = service.get(key)
    if key == "build":  # another target of one folder is what differs
        build = value.items() if isinstance(value, YamlMap) else [("context", value)]
        return frozenset({str(sorted(map(str, build)))}) if value is not None else frozenset()
    if isinstance(value, YamlMap) and key != "depends_on":
        return frozenset(f"{name}={entry}" for name, entry in value.items())
    if isinstance(value, YamlMap | YamlList):
        return frozenset(str(entry) for entry in value)
    return frozenset() if value is None else frozenset({str(value)})


def _defaults(paths: Iterable[str]) -> dict[str, str]:
    """The default file of each folder that has one, by the folder: an upload may have thousands of files."""
    found: dict[str, str] = {}
    for path in filter(_is_default, paths):
        found.setdefault(posixpath.dirname(path), path)
    return found


def _missing(services: Mapping[str, YamlMap], networks: Set[str]) -> set[tuple[str, str]]:
    """The services and networks that services need and the file does not declare."""
    named = {
        (section, name)
        for service in services.values()
        for section, key in (("services", "depends_on"), ("networks", "networks"))
        for name in _names_in(service.get(key))
    }
    return named - _names(services, networks) - {("networks", _DEFAULT_NETWORK)}


def _names(services: Iterable[str], networks: Iterable[str]) -> set[tuple[str, str]]:
    return {*(("services", name) for name in services), *(("networks", name) for name in networks)}


def _names_in(value: YamlValue) -> Iterator[str]:
    """The names in a list, or the keys of a mapping."""
    if isinstance(value, YamlMap | YamlList):
        yield from (name for name in value if isinstance(name, str))


def _declared(document: Document, section: str) -> frozenset[str]:
    declared = document.content.get(section)
    return frozenset(declared) if isinstance(declared, YamlMap) else frozenset()


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


class _BasesElsewhere:
    """The files of other folders in which services can run; found by service, as there may be many files."""

    def __init__(self, known: Mapping[str, Mapping[str, YamlMap]]) -> None:
        self._known = known
        self._running: dict[str, set[str]] = defaultdict(set)
        for path, services in known.items():
            for name, service in services.items():
                if _WHOLE & service.keys():
                    self._running[name].add(path)

    def base_of(self, path: str, lacking: Set[str]) -> str | None:
        """The file that one changes which lacks what these services need; None where that is not clear."""
        having = [self._running.get(name, set()) for name in sorted(lacking)]
        able = sorted(set.intersection(*having)) if having else []
        for folder in _folders_above(path):
            there = [one for one in able if posixpath.dirname(one) == folder]
            default = next(filter(_is_default, there), None)
            if base := default or (there[0] if len(there) == 1 else None):
                return base
        named = self._known[path].keys()
        default_files = [one for one in able if _is_default(one) and named <= self._known[one].keys()]
        return default_files[0] if len(default_files) == 1 and len(named) > 1 else None


def _folders_above(path: str) -> Iterator[str]:
    """The folders around that of a file, the nearest first."""
    folder = posixpath.dirname(path)
    while folder and folder != posixpath.dirname(folder):
        folder = posixpath.dirname(folder)
        yield folder


def _services(document: Document) -> dict[str, YamlMap]:
    services = document.content.get("services")
    items = services.items() if isinstance(services, YamlMap) else ()
    return {name: service for name, service in items if isinstance(service, YamlMap)}


def _is_default(path: str) -> bool:
    return _DEFAULT_NAME.fullmatch(posixpath.basename(path)) is not None


def _path(name: str) -> str:
    return posixpath.normpath(name.replace("\\", "/"))
