"""Ids as other tools want them, always the same for the same element: UUIDs, and words with hyphens."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from typing import Final
from uuid import UUID, uuid5

_NAMESPACE: Final = UUID("6f3e2a5c-9d0b-5b7e-8c41-2f0a7d5e9b13")
_LONGEST: Final = 60
_OTHERS: Final = re.compile(r"[^a-z0-9]+")


def uuid_of(*parts: str) -> str:
    """Return the UUID of what these words name."""
    return str(uuid5(_NAMESPACE, "\0".join(parts)))


def words_of(names: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return an id of a-z, 0-9 and hyphens for each key, given its name.

    Names that would have the same id end with a hash of their key, so that no other element changes an id
    that was unique.
    """
    words = {key: _word(name) for key, name in names}
    used = Counter(words.values())
    return {key: word if used[word] == 1 and word else _unique(word, key) for key, word in words.items()}


def unique_titles(names: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return a title for each key; those that several would have are followed by the id of the element."""
    titles = dict(names)
    used = Counter(titles.values())
    return {
        key: title if used[title] == 1 and title else f"{title} ({key})".strip()
        for key, title in titles.items()
    }


def _word(name: str) -> str:
    return _OTHERS.sub("-", name.lower())[:_LONGEST].strip("-")


def _unique(word: str, key: str) -> str:
    digest = hashlib.sha256(key.encode()).hexdigest()[:8]
    return f"{word}-{digest}" if word else f"x-{digest}"
