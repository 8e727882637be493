"""What a child process keeps of one request for the next, which is about the same model.

Elsewhere nothing is kept: a web process answers for all models, and its memory is for all of them.
"""

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

T = TypeVar("T")


class KeptResults:
    """The newest result of each name, with the key of what it was made of; none until it is switched on."""

    def __init__(self) -> None:
        self._found: dict[str, tuple[Hashable, Any]] | None = None

    def switch_on(self) -> None:
        """Keep results from now on, in this process."""
        self._found = {}

    def clear(self) -> None:
        """Drop all results: what they are about has changed."""
        if self._found is not None:
            self._found.clear()

    def get(self, name: str, key: Hashable, make: Callable[[], T], *, or_key: Hashable = None) -> T:
        """The kept result where its key is equal, else a new one; one of `or_key` will do as well.

        The key must say everything that the result depends on. Whoever gets the result must not change it.
        """
        if self._found is None:
            return make()
        before = self._found.pop(name, None)
        if before is not None and before[0] in (key, or_key):
            self._found[name] = before
            known: T = before[1]
            return known
        del before  # its memory is free before the new one is made
        made = make()
        self._found[name] = (key, made)
        return made


kept_results = KeptResults()
