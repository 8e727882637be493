"""Where the words of a document belong: what a mapping needs to know of the parsed shape it came from."""

from collections.abc import Hashable
from typing import Protocol


class WordPlaces(Hashable, Protocol):
    """A collection of a document, with the places of its words; equal only to itself."""

    def words_under(self, keys: tuple[str, ...], words: tuple[str, ...]) -> object:
        """Return the words of a document under these keys of this collection, in one order."""
        ...
