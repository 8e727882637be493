"""Keeps what a function says of short texts, so that long ones of hostile files take no memory for long."""

from collections.abc import Callable
from typing import Final, TypeVar

T = TypeVar("T")
LONGEST: Final = 256
"""Characters of a text that is kept; names are far shorter."""
_MOST: Final = 4096  # texts kept for one function; they are cleared beyond it


def kept_for_short_texts(function: Callable[[str], T]) -> Callable[[str], T]:
    """Return the function with its results for texts up to LONGEST characters kept.

    A known text is looked up without a call of Python code, which takes half as long as one.
    """
    return _Results(function).__getitem__


class _Results(dict[str, T]):
    def __init__(self, function: Callable[[str], T]) -> None:
        self._function = function

    def __missing__(self, text: str) -> T:
        result = self._function(text)
        if len(text) <= LONGEST:
            if len(self) >= _MOST:
                self.clear()
            self[text] = result
        return result
