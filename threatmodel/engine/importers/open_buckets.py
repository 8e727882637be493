"""Buckets that command lines open to everyone (open_buckets.yaml)."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from threatmodel.engine.importers.data_files import load_data
from threatmodel.engine.model.struct_base import Record

_PROGRAM: Final = "mc"
_ENDS: Final = ";&|"  # of a command in a script


class _Commands(Record, frozen=True, forbid_unknown_fields=True):
    """The content of open_buckets.yaml."""

    commands: tuple[str, ...]
    access: dict[str, bool]


_DATA: Final = load_data(Path(__file__).with_name("open_buckets.yaml"), _Commands)
_COMMANDS: Final = tuple(tuple(command.split()) for command in _DATA.commands)


def open_buckets(arguments: Sequence[str]) -> list[dict[str, Any]]:
    """Return the buckets that a command line opens to everyone, in its order, and whether for writing too.

    `arguments` is a command line with scripts of shells among them taken apart.
    """
    found: dict[str, bool] = {}
    if not any(word.rpartition("/")[2] == _PROGRAM for word in arguments):
        return []
    for start in range(len(arguments)):
        for command in _COMMANDS:
            access, target = _after(arguments[start : start + len(command) + 2], command)
            name = target.rstrip(_ENDS).partition("/")[2].strip("/")
            if name and access in _DATA.access:
                found[name] = found.get(name, False) or _DATA.access[access]
    return [{"name": name, "writable": writable} for name, writable in found.items()]


def _after(words: Sequence[str], command: tuple[str, ...]) -> tuple[str, str]:
    """The two words after a command; empty where it is another one."""
    if tuple(words[: len(command)]) != command or len(words) < len(command) + 2:
        return "", ""
    return words[-2], words[-1]
