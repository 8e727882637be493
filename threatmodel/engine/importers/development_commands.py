"""Debuggers and development servers that command lines start (development_commands.yaml)."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from threatmodel.engine.importers.data_files import load_data
from threatmodel.engine.model.struct_base import Record

_ANY_HOST: Final = r"(?:0\.0\.0\.0|\*|\[?::\]?)"
# Options that open a debugger to other hosts by themselves, with the name that is shown.
_DEBUGGERS: Final = tuple(
    (re.compile(pattern), name)
    for pattern, name in (
        (rf"--inspect(?:-brk|-wait)?={_ANY_HOST}(?::\d{{1,5}})?", "--inspect"),
        (rf"-(?:agentlib:|Xrun)jdwp[=:]\S{{0,200}}\baddress={_ANY_HOST}:\d{{1,5}}\S{{0,100}}", "jdwp"),
        (rf"--remote-debugging-address={_ANY_HOST}", "--remote-debugging-address"),
    )
)
# Debuggers whose address is an option of their own.
_LISTENING: Final = {"debugpy": "--listen", "dlv": "--listen", "ptvsd": "--host"}
_EVERY_ADDRESS: Final = re.compile(rf"(?:{_ANY_HOST})?(?::\d{{1,5}})?")
_LONGEST: Final = 1024


class _Commands(Record, frozen=True, forbid_unknown_fields=True):
    """The content of development_commands.yaml."""

    servers: tuple[str, ...]
    reloading: frozenset[str]
    reload_options: frozenset[str]


_DATA: Final = load_data(Path(__file__).with_name("development_commands.yaml"), _Commands)
_SERVERS: Final = tuple(tuple(command.split()) for command in _DATA.servers)


def open_debugger(arguments: Sequence[str], values: Iterable[str] = ()) -> str:
    """Return the name of the debugger or option that other hosts can connect to; empty where there is none.

    `values` are those of variables, which may hold options (NODE_OPTIONS). They are only compared.
    """
    words = [*arguments, *(word for value in values if "-" in value for word in value[:_LONGEST].split())]
    for word in words:
        for pattern, name in _DEBUGGERS:
            if pattern.fullmatch(word[:_LONGEST]):
                return name
    programs = {_program(word) for word in arguments}
    return next(
        (name for name, option in _LISTENING.items() if name in programs and _listens(arguments, option)), ""
    )


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


def _listens(arguments: Sequence[str], option: str) -> bool:
    """Whether the option names every address."""
    for index, word in enumerate(arguments):
        name, equals, value = word.partition("=")
        given = value if equals else arguments[index + 1] if index + 1 < len(arguments) else ""
        if name == option and given and _EVERY_ADDRESS.fullmatch(given):
            return True
    return False


def _program(word: str) -> str:
    """The name of a program without its folder; other words as they are."""
    return word.rpartition("/")[2] if not word.startswith("-") else word
