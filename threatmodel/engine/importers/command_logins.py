"""Passwords that programs get by options whose names do not say so (command_logins.yaml)."""

import re
import shlex
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Final

from threatmodel.engine.importers.data_files import load_data
from threatmodel.engine.importers.redaction import is_literal
from threatmodel.engine.model.struct_base import Record

_FILE: Final = Path(__file__).with_name("command_logins.yaml")
_LONGEST: Final = 16_384  # of a script
_BETWEEN: Final = re.compile(r"[;|&\n]+")
_OPENING: Final = re.compile(r"\$\(|`")  # of a call whose output is used: TOKEN=$(curl ...)
_DEEPEST: Final = 3  # scripts in scripts: su app -c 'curl ...'
_FILLED_IN: Final = ("$", "`", "<", "{{")


class _Options(Record, frozen=True, forbid_unknown_fields=True):
    programs: tuple[str, ...]
    attached: tuple[str, ...] = ()
    next: tuple[str, ...] = ()
    pair: tuple[str, ...] = ()
    runs_another: bool = False


_OPTIONS: Final = {
    program: entry for entry in load_data(_FILE, tuple[_Options, ...]) for program in entry.programs
}


def command_logins(words: Sequence[str]) -> list[str]:
    """Return the programs of a command line that get a literal password, each with the option, once.

    `words` are as the file gives them, with shell scripts as one word.
    """
    found = (f"{program} {option}" for call in _calls(words) for program, option in _logins(call))
    return list(dict.fromkeys(found))


def _calls(words: Sequence[str], depth: int = 0) -> Iterator[list[str]]:
    """The command line itself, and each call of the scripts in it."""
    yield list(words)
    for script in words if depth < _DEEPEST else ():
        if " " in script.strip():
            for call in _in_script(script[:_LONGEST].replace("\\\n", " ")):
                yield from _calls(call, depth + 1)


def _in_script(script: str) -> Iterator[list[str]]:
    for call in _BETWEEN.split(script):
        if any(program in call for program in _OPTIONS):  # nearly never, and to split takes time
            yield _split(call)


def _split(call: str) -> list[str]:
    try:
        return shlex.split(call)
    except ValueError:  # quotes that another call closes
        return call.split()


def _logins(call: Sequence[str]) -> Iterator[tuple[str, str]]:
    names = [_OPENING.split(word)[-1].rpartition("/")[2].lstrip("(") for word in call]
    start = next((n for n, name in enumerate(names) if name in _OPTIONS and not _is_value(call, n)), None)
    if start is None:
        return
    options, given = _OPTIONS[names[start]], call[start + 1 :]
    if options.runs_another:  # what follows its own option is of the other program
        given = given[:2]
    for word, following in pairwise((*given, "")):
        if option := _option(options, word, following):
            yield names[start], option


def _is_value(call: Sequence[str], place: int) -> bool:
    """Whether a word belongs to the option before it: --name mysql, --host mongo."""
    before = call[place - 1] if place else ""
    return before.startswith("-") and before != "--"


def _option(options: _Options, word: str, following: str) -> str:
    """The option with which a password is given; empty where it is none."""
    name, equals, value = word.partition("=")
    given = value if equals else following
    if word in options.next and _is_given(following):
        return word
    if name in options.pair and ":" in given and _is_given(given.partition(":")[2]):
        return name
    if word[:2] in options.pair and _is_given(word[2:].partition(":")[2]):
        return word[:2]
    attached = (one for one in options.attached if word.startswith(one) and _is_given(word[len(one) :]))
    return next(attached, "")


def _is_given(value: str) -> bool:
    return bool(value.strip("'\"")) and not value.startswith(("-", *_FILLED_IN)) and is_literal(value)


def with_command_logins(found: Iterable[str], words: Sequence[str]) -> list[str]:
    """Return the names of options that carry a credential, and after them those that only programs know."""
    return list(dict.fromkeys((*found, *command_logins(words))))
