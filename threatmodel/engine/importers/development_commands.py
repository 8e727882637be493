"""Development servers that command lines start (development_commands.yaml)."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from threatmodel.engine.importers.data_files import load_data
from threatmodel.engine.model.struct_base import Record


class _Commands(Record, frozen=True, forbid_unknown_fields=True):
    """The content of development_commands.yaml."""

    servers: tuple[str, ...]
    reloading: frozenset[str]
    reload_options: frozenset[str]


_DATA: Final = load_data(Path(__file__).with_name("development_commands.yaml"), _Commands)
_SERVERS: Final = tuple(tuple(command.split()) for command in _DATA.servers)


def development_server(arguments: Sequence[str]) -> str:
    """Return the command that starts a development server; empty where none does."""
    words = [_program(word) for word in arguments]
    for server in _SERVERS:
        for start in range(len(words) - len(server) + 1):
            if tuple(words[start : start + len(server)]) == server:
                return " ".join(server)
    program = next((word for word in words if word in _DATA.reloading), "")
    option = next((word for word in arguments if word in _DATA.reload_options), "")
    return f"{program} {option}" if program and option else ""


def _program(word: str) -> str:
    """The name of a program without its folder; other words as they are."""
    return word.rpartition("/")[2] if not word.startswith("-") else word
