"""Text of people in files of Markdown: it is shown as it is, and never a link, markup or HTML."""

import re
from typing import Final

_MARKUP: Final = re.compile(r"([\\`*_{}\[\]()<>#+!|~&@$=-]|(?<=:)/|(?<=\bwww)\.|(?<=^\d)\.)", re.IGNORECASE)
_FENCE: Final = re.compile(r"`{3,}")


def escaped(text: str) -> str:
    """Return text of people as one line that Markdown shows as it is."""
    return _MARKUP.sub(r"\\\1", re.sub(r"\s+", " ", text).strip())


def fenced(text: str, language: str) -> str:
    """Return text as a block of code; its fence is longer than any in the text."""
    longest = max((len(found[0]) for found in _FENCE.finditer(text)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}{language}\n{text.rstrip()}\n{fence}"
