"""The words that no text of the product uses, and where a text uses them."""

import re
from functools import cache
from pathlib import Path
from typing import Final

_LIST: Final = Path(__file__).with_name("banned_words.txt")


def banned_in(text: str) -> list[str]:
    """The banned words of a text, in its order and lower case; parts of longer words do not count."""
    return [found.lower() for found in _pattern().findall(text)]


@cache
def banned_words() -> tuple[str, ...]:
    """The words of the list, in its order."""
    lines = _LIST.read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))


@cache
def _pattern() -> re.Pattern[str]:
    words = "|".join(re.escape(word) for word in sorted(banned_words(), key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?:{words})(?![\w-])", re.IGNORECASE)
