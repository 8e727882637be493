"""Text as a page can show it: no characters that turn, hide or break the text around them."""

import re
from typing import Final

_HIDDEN: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
_JOINTS: Final = re.compile(r"([/\\.:_@=,&?-])(?=\w)")
_LONG: Final = re.compile(r"\w{24}(?=\w)")
_NO_WIDTH: Final = "\u200b"  # where a line may break


def shown(text: str) -> str:
    """Return the text without such characters; each becomes the replacement character."""
    return _HIDDEN.sub("\ufffd", text)


def breakable(text: str) -> str:
    """Return the text with places where long names may break, so that none runs out of its column."""
    clean = shown(text)
    if not any(len(word) > _WORD for word in clean.split()):
        return clean
    return " ".join(_broken(word) if len(word) > _WORD else word for word in clean.split(" "))


_WORD: Final = 14  # characters that fit into the narrowest column


def _broken(word: str) -> str:
    return _LONG.sub(rf"\g<0>{_NO_WIDTH}", _JOINTS.sub(rf"\1{_NO_WIDTH}", word))
