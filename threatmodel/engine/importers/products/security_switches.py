"""Switches of logins, TLS and registration, alike in programs of all kinds (security_switches.yaml)."""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Final, Literal

from threatmodel.engine.importers.data_files import load_data
from threatmodel.engine.importers.products.images import Product, require_products
from threatmodel.engine.importers.variable_names import name_words
from threatmodel.engine.model.short_text_cache import LONGEST
from threatmodel.engine.model.struct_base import Record

Subject = Literal["login", "tls", "registration"]
_Meaning = Literal["on", "off", "mode"]
_FALSE: Final = frozenset({"0", "false", "no", "off", "n", "f", "disabled"})
_TRUE: Final = frozenset({"1", "true", "yes", "on", "y", "t", "enabled"})
_OFF: Final = frozenset({"", "0", "false", "no", "off", "disabled", "none"})
_DEFINITION: Final = "-D"
_FILE: Final = Path(__file__).with_name("security_switches.yaml")


class Switch(Record, frozen=True):
    """A setting that switches a login, TLS or the registration of new people on or off."""

    name: str
    is_on: bool


class _Switches(Record, frozen=True, forbid_unknown_fields=True):
    """The content of security_switches.yaml; words are separated by spaces."""

    endings: dict[Subject, dict[_Meaning, tuple[str, ...]]]
    open_registration: frozenset[str]
    off_modes: frozenset[str]
    others_words: str


_DATA: Final = load_data(_FILE, _Switches)
require_products(_FILE, sorted(_DATA.open_registration), below=["open_registration"])
_OTHERS_WORDS: Final = frozenset(_DATA.others_words.split())
_MEANINGS: Final[Mapping[tuple[str, ...], tuple[Subject, _Meaning]]] = {
    tuple(words.split()): (subject, meaning)
    for subject, meanings in _DATA.endings.items()
    for meaning, endings in meanings.items()
    for words in endings
}
_LONGEST: Final = max(len(words) for words in _MEANINGS)


def switch_of(subject: Subject, variables: Mapping[str, str], words: Iterable[str]) -> Switch | None:
    """Return the setting that switches a subject on or off; one that switches it off comes first.

    Values are only compared. `words` is the command line.
    """
    found = [*_of_variables(subject, variables)]
    if arguments := [*_flags(variables), *(word for text in words for word in text.split())]:
        found += _of_options(subject, arguments)
    return next((switch for switch in found if not switch.is_on), found[0] if found else None)


def lets_anyone_register(product: Product) -> bool:
    """Whether a product lets new people register unless a setting says otherwise."""
    return product.name in _DATA.open_registration


def is_stated_on(value: str) -> bool:
    """Whether a value says so in words that are known; a variable that is not set yet says nothing."""
    return value.strip().lower() in _TRUE


def is_on(value: str) -> bool:
    """Whether a value of a setting switches something on: it does, unless it says that it does not."""
    return value.strip().lower() not in _OFF


def _of_variables(subject: Subject, variables: Mapping[str, str]) -> Iterator[Switch]:
    for name in variables:
        meaning = _meaning(subject, name)
        is_on = None if meaning is None else _switches_on(meaning, variables[name])
        if is_on is not None:
            yield Switch(name, is_on)


def _flags(variables: Mapping[str, str]) -> Iterator[str]:
    """The flags that variables hold, as options."""
    for name in variables:
        if name.upper().endswith("FLAGS"):
            yield from (f"--{word}" for word in variables[name].split() if not word.startswith("-"))


def _of_options(subject: Subject, words: list[str]) -> Iterator[Switch]:
    for word, following in pairwise([*words, ""]):
        option, equals, value = word.partition("=")
        meaning = _meaning(subject, option.removeprefix(_DEFINITION)) if option.startswith("-") else None
        if meaning is None:
            continue
        given = value if equals else "" if following.startswith("-") else following
        is_on = _switches_on(meaning, given.strip("'\""))
        if is_on is not None:
            yield Switch(option, is_on)
        elif meaning == "off" and not equals:
            yield Switch(option, is_on=False)


def _meaning(subject: Subject, name: str) -> _Meaning | None:
    """What a name says of a subject by the longest of the endings that it has."""
    return _meaning_of_ending(subject, name[-LONGEST:])


@lru_cache(maxsize=4096)  # of names; values are never kept like this
def _meaning_of_ending(subject: Subject, name: str) -> _Meaning | None:
    words = name_words(name)
    for length in range(min(_LONGEST, len(words)), 0, -1):
        before, ending = words[:-length], tuple(words[-length:])
        if ending in _MEANINGS:
            about, meaning = _MEANINGS[ending]
            return meaning if about == subject and _OTHERS_WORDS.isdisjoint(before) else None
    return None


def _switches_on(meaning: _Meaning, value: str) -> bool | None:
    """Whether a value switches it on; None when it does not say."""
    text = value.strip().lower()
    if meaning == "mode":
        return False if text in _DATA.off_modes else None
    if text in _FALSE:
        return meaning == "off"
    if text in _TRUE:
        return meaning == "on"
    return None
