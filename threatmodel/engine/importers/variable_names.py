"""What the names of variables and options say of the addresses that they hold (variable_names.yaml)."""

import re
from pathlib import Path
from typing import Final

from threatmodel.engine.importers.data_files import load_data
from threatmodel.engine.model.short_text_cache import kept_for_short_texts
from threatmodel.engine.model.struct_base import Record

_NAME_PARTS: Final = re.compile(r"[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z])")


class _Names(Record, frozen=True, forbid_unknown_fields=True):
    """The content of variable_names.yaml; words are separated by spaces."""

    host_words: str
    services_by_name: str
    own_words: str
    own_endings: tuple[str, ...]
    own_words_outside: str
    called_words: str
    model_words: str
    job_words: str
    general_job_words: str
    not_job_words: str
    public_endings: str


_DATA: Final = load_data(Path(__file__).with_name("variable_names.yaml"), _Names)
_HOST_WORDS: Final = frozenset(_DATA.host_words.split())
_SERVICES_BY_NAME: Final = frozenset(_DATA.services_by_name.split())
_OWN_WORDS: Final = frozenset(_DATA.own_words.split())
_OWN_ENDINGS: Final = frozenset(tuple(ending.split()) for ending in _DATA.own_endings)
_OWN_WORDS_OUTSIDE: Final = frozenset(_DATA.own_words_outside.split())
_CALLED_WORDS: Final = frozenset(_DATA.called_words.split())
_MODEL_WORDS: Final = frozenset(_DATA.model_words.split())
_JOB_WORDS: Final = frozenset(_DATA.job_words.split())
_GENERAL_JOB_WORDS: Final = frozenset(_DATA.general_job_words.split())
_NOT_JOB_WORDS: Final = frozenset(_DATA.not_job_words.split())
PUBLIC_ENDINGS: Final = tuple(_DATA.public_endings.split())
"""Endings of names on the internet, besides those of countries."""


@kept_for_short_texts
def holds_address(name: str) -> bool:
    """Whether a variable or option of this name holds the address of something else."""
    words = name_words(name)
    while words and words[-1].isdigit():
        words.pop()
    if words[-2:] == ["service", "name"]:
        return not _SERVICES_BY_NAME.isdisjoint(words[:-2])
    return bool(words) and words[-1] in _HOST_WORDS and not names_own_address(name)


@kept_for_short_texts
def names_own_address(name: str) -> bool:
    """Whether a variable or option of this name holds its own address, or those of allowed callers."""
    words = name_words(name)
    return not _OWN_WORDS.isdisjoint(words) or any(
        tuple(words[-len(ending) :]) == ending for ending in _OWN_ENDINGS
    )


@kept_for_short_texts
def names_job_queue(name: str) -> bool:
    """Whether a variable of this name holds the address of a store as that of jobs of workers."""
    words = name_words(name)
    if _GENERAL_JOB_WORDS.isdisjoint(words):
        return not _JOB_WORDS.isdisjoint(words)
    return _NOT_JOB_WORDS.isdisjoint(words) or not _JOB_WORDS.isdisjoint(words)


def name_words(name: str) -> list[str]:
    """The words of a variable's or option's name in lower case: DB_HOST and dbHost give db, host."""
    return [part.lower() for part in _NAME_PARTS.split(name[:256]) if part]


def calls_website(name: str) -> bool:
    """Whether a variable of this name holds a web address outside of the input that is called."""
    words = set(name_words(name))
    if _MODEL_WORDS & words:
        return holds_address(name)
    return bool(_CALLED_WORDS & words) and not _OWN_WORDS_OUTSIDE & words
