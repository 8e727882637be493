"""Values that are trivial to guess, whatever they are called: common words, sequences, published defaults."""

import re
from typing import Final

from threatmodel.engine.importers.credential_words import CREDENTIAL_WORDS

_TRIVIAL_WORDS: Final = frozenset(CREDENTIAL_WORDS.trivial_words.split())
_SEQUENCES: Final = ("0123456789" * 10, "0123456789abcdef" * 8, "abcdefghijklmnopqrstuvwxyz" * 4)
TO_BE_CHANGED: Final = re.compile(
    r"(?:change|replace|your|insert|enter|example|default|todo|paste|(?:put|add)[_\- ]your|fill[_\- ]in)"
    r"[a-z_\- ]{2,}$"
    r"|django-insecure-"
)
LONGEST_TRIVIAL: Final = 100
_FEW: Final = 2  # different characters in a whole key
_ENCODING: Final = re.compile(r"^(?:base64:|hex:|0x)|=+$")  # of a key: APP_KEY=base64:AAAA of Laravel
_PERIOD: Final = 4  # characters of base64 that a repeated byte becomes: aaaaaa is YWFhYWFh
_PUBLISHED: Final = frozenset(CREDENTIAL_WORDS.published_values.lower().split())
_LEET: Final = str.maketrans("013457@$!", "oleastasi")


def is_trivial(value: str) -> bool:
    """Whether a value is short, repeats a few characters, is a sequence, or only common words and digits."""
    text = value.strip().lower()
    if len(text) < 6 or text.isdigit() or _repeats(_ENCODING.sub("", text)):
        return True
    if len(text) > LONGEST_TRIVIAL:
        return False
    if text in _PUBLISHED or TO_BE_CHANGED.match(text) or any(text in sequence for sequence in _SEQUENCES):
        return True
    words = re.sub(r"[^a-z]", "", text.rstrip("0123456789!").translate(_LEET))
    letters = re.sub(r"[^a-z]", "", text)
    return _is_made_of(words, _TRIVIAL_WORDS) or (
        len(letters) > len(text) / 2 and _is_made_of(letters, _TRIVIAL_WORDS)
    )


def _repeats(key: str) -> bool:
    """Whether a key is one or two characters, or one to four over and over; base64 may end otherwise."""
    if len(set(key)) <= _FEW:
        return True
    whole = key[: len(key) // _PERIOD * _PERIOD - _PERIOD]
    return len(whole) >= 3 * _PERIOD and whole == whole[:_PERIOD] * (len(whole) // _PERIOD)


def _is_made_of(text: str, words: frozenset[str]) -> bool:
    """Whether the text is a row of these words. Cost: O(length x longest word)."""
    reachable = [True] + [False] * len(text)
    for end in range(1, len(text) + 1):
        reachable[end] = any(
            reachable[start] and text[start:end] in words for start in range(max(0, end - 16), end)
        )
    return reachable[-1]
