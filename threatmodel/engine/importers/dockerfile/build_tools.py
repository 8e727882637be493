"""What the programs of build steps do: package managers, downloads, certificate checks (build_tools.yaml)."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from threatmodel.engine.importers.data_files import invalid_data, load_data
from threatmodel.engine.model.struct_base import Record

_FILE: Final = Path(__file__).with_name("build_tools.yaml")


class PackageManager(Record, frozen=True, forbid_unknown_fields=True):
    """A package manager; build_tools.yaml says what each field means."""

    name: str = ""  # the key of its entry
    like: str = ""
    install: tuple[str, ...] = ()
    pin: str = ""
    confirmed: tuple[str, ...] = ()
    never_asks: bool = False
    update: tuple[str, ...] = ()
    upgrade: tuple[str, ...] = ()
    unsigned: tuple[str, ...] = ()
    uncached: tuple[str, ...] = ()
    cache: tuple[str, ...] = ()
    clean: tuple[str, ...] = ()
    valued: frozenset[str] = frozenset()
    unnamed: tuple[str, ...] = ()
    own: tuple[str, ...] = ()


class _Download(Record, frozen=True, forbid_unknown_fields=True):
    insecure: tuple[str, ...]
    kept_by: frozenset[str] = frozenset()


class KeyGenerator(Record, frozen=True, forbid_unknown_fields=True):
    """When a program makes a private key; build_tools.yaml says what each field means."""

    told: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()


class _Tools(Record, frozen=True, forbid_unknown_fields=True):
    """The content of build_tools.yaml."""

    package_managers: dict[str, PackageManager]
    downloads: dict[str, _Download]
    verifiers: dict[str, frozenset[str]]
    unpackers: frozenset[str]
    interpreters: frozenset[str]
    insecure_options: dict[str, tuple[str, ...]]
    insecure_commands: tuple[tuple[str, ...], ...]
    insecure_settings: dict[str, frozenset[str]]
    key_generators: dict[str, KeyGenerator]
    unneeded: frozenset[str]


def _managers(given: Mapping[str, PackageManager]) -> dict[str, PackageManager]:
    """The package managers by name; one that is like another has all that this one has."""
    found = {}
    for name, manager in given.items():
        if manager.like and manager.like not in given:
            message = f"unknown package manager {manager.like}"
            raise invalid_data(_FILE, ["package_managers", name], message)
        base = given[manager.like] if manager.like else manager
        found[name] = replace(base, name=name, confirmed=() if manager.never_asks else base.confirmed)
    return found


_TOOLS: Final = load_data(_FILE, _Tools)

MANAGERS: Final[Mapping[str, PackageManager]] = _managers(_TOOLS.package_managers)
INTERPRETERS: Final = _TOOLS.interpreters
UNNEEDED: Final = _TOOLS.unneeded
DOWNLOADS: Final[Mapping[str, tuple[str, ...]]] = {
    name: one.insecure for name, one in _TOOLS.downloads.items()
}
"""Programs that fetch, with their options that switch certificate checks off."""
KEPT_BY: Final[Mapping[str, frozenset[str]]] = {name: one.kept_by for name, one in _TOOLS.downloads.items()}
"""The same programs, with their options that write a file; those without any do so by themselves."""
VERIFIERS: Final[Mapping[str, frozenset[str]]] = _TOOLS.verifiers
UNPACKERS: Final = _TOOLS.unpackers
INSECURE_OPTIONS: Final[Mapping[str, tuple[str, ...]]] = _TOOLS.insecure_options
INSECURE_COMMANDS: Final = _TOOLS.insecure_commands
INSECURE_SETTINGS: Final[Mapping[str, frozenset[str]]] = _TOOLS.insecure_settings
KEY_GENERATORS: Final[Mapping[str, KeyGenerator]] = _TOOLS.key_generators
