"""Whether the names of settings speak of a login (auth_setting_names.yaml)."""

import re
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from threatmodel.engine.model.short_text_cache import LONGEST
from threatmodel.engine.model.yaml_data import read_data

_DATA: Final[dict[str, Any]] = read_data(Path(__file__).with_name("auth_setting_names.yaml"))
_WORDS: Final = frozenset(_DATA["words"].split())
_CREDENTIALS: Final = frozenset(_DATA["credentials"].split())
_GENERAL: Final = frozenset(_DATA["general"].split()) | _CREDENTIALS
_OBJECTS: Final = frozenset({"secret", "secrets"})
_WORD: Final = re.compile(r"[A-Z]+\d*(?![a-z])|[A-Z]?[a-z]+\d*")


def is_auth_setting(name: str, own_name: str = "") -> bool:
    """Whether a variable or option of this name may decide who is let in.

    A credential may, unless it is said to be for something else; `own_name` is what the program
    is called itself.
    """
    return _is_auth_setting(name[:LONGEST], own_name[:LONGEST])


@lru_cache(maxsize=4096)
def _is_auth_setting(name: str, own_name: str) -> bool:
    words = _words_of(name)
    own = _GENERAL | _words_of(own_name)
    return bool(words & _WORDS) or (bool(words & _CREDENTIALS) and words <= own)


def is_auth_option(name: str, own_name: str = "") -> bool:
    """The same of an option or a mounted file; that it is about secrets says nothing of what they are for."""
    return _is_auth_option(name[:LONGEST], own_name[:LONGEST])


@lru_cache(maxsize=4096)
def _is_auth_option(name: str, own_name: str) -> bool:
    words = _words_of(name) - _OBJECTS
    return is_auth_setting(" ".join(sorted(words)), own_name)


def _words_of(name: str) -> frozenset[str]:
    return frozenset(word.lower() for word in _WORD.findall(name))
