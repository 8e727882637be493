"""Switches of logins that programs of all kinds have in common (login_switches.yaml)."""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Final, Literal

from threatmodel.engine.importers.data_files import load_data
from threatmodel.engine.importers.variable_names import name_words
from threatmodel.engine.model.struct_base import Record

_Meaning = Literal["on", "off", "mode"]
_FALSE: Final = frozenset({"0", "false", "no", "off", "n", "f", "disabled"})
_TRUE: Final = frozenset({"1", "true", "yes", "on", "y", "t", "enabled"})
_DEFINITION: Final = "-D"


class LoginSwitch(Record, frozen=True):
    """A setting that decides whether callers must log in."""

    name: str
    required: bool


class _Switches(Record, frozen=True, forbid_unknown_fields=True):
    """The content of login_switches.yaml; words are separated by spaces."""

    endings: dict[_Meaning, tuple[str, ...]]
    open_modes: frozenset[str]
    others_words: str


_DATA: Final = load_data(Path(__file__).with_name("login_switches.yaml"), _Switches)
_OTHERS_WORDS: Final = frozenset(_DATA.others_words.split())
_MEANINGS: Final[Mapping[tuple[str, ...], _Meaning]] = {
    tuple(words.split()): meaning for meaning, endings in _DATA.endings.items() for words in endings
}
_LONGEST: Final = max(len(words) for words in _MEANINGS)


def login_switch(variables: Mapping[str, str], words: Iterable[str]) -> LoginSwitch | None:
    """Return the setting that says whether callers must log in; one that lets them in comes first.

    Values are only compared. `words` is the command line.
    """
    found = [*_of_variables(variables), *_of_options([word for text in words for word in text.split()])]
    return next((switch for switch in found if not switch.required), found[0] if found else None)


def _of_variables(variables: Mapping[str, str]) -> Iterator[LoginSwitch]:
    for name, value in variables.items():
        meaning = _meaning(name)
        required = None if meaning is None else _requires_login(meaning, value)
        if required is not None:
            yield LoginSwitch(name, required)


def _of_options(words: list[str]) -> Iterator[LoginSwitch]:
    for word, following in pairwise([*words, ""]):
        option, equals, value = word.partition("=")
        meaning = _meaning(option.removeprefix(_DEFINITION)) if option.startswith("-") else None
        if meaning is None:
            continue
        given = value if equals else "" if following.startswith("-") else following
        required = _requires_login(meaning, given.strip("'\""))
        if required is not None:
            yield LoginSwitch(option, required)
        elif meaning == "off" and not equals:
            yield LoginSwitch(option, required=False)


@lru_cache(maxsize=4096)  # of names; values are never kept like this
def _meaning(name: str) -> _Meaning | None:
    """What a name says by the longest of the endings that it has."""
    words = name_words(name)
    for length in range(min(_LONGEST, len(words)), 0, -1):
        before, ending = words[:-length], tuple(words[-length:])
        if ending in _MEANINGS:
            return None if _OTHERS_WORDS & {*before} else _MEANINGS[ending]
    return None


def _requires_login(meaning: _Meaning, value: str) -> bool | None:
    """Whether callers must log in with this value; None when it does not say."""
    text = value.strip().lower()
    if meaning == "mode":
        return False if text in _DATA.open_modes else None
    if text in _FALSE:
        return meaning == "off"
    if text in _TRUE:
        return meaning == "on"
    return None
