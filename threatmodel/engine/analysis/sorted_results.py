"""Threats or questions kept sorted while some are added and removed."""

from bisect import bisect_left
from collections.abc import Callable
from operator import itemgetter
from typing import Any, Final, Generic, TypeVar

T = TypeVar("T")

_SORT_THRESHOLD: Final = 500  # so many changes at once are sorted in, not inserted one by one
_KEY: Final = itemgetter(0)


class SortedResults(Generic[T]):
    """Items sorted by a key that is unique for each of them."""

    def __init__(self, key: Callable[[T], Any]) -> None:
        self._key = key
        self._keys: list[Any] = []
        self._items: list[T] = []
        self._all: tuple[T, ...] | None = None

    def all(self) -> tuple[T, ...]:
        """The items in order."""
        if self._all is None:
            self._all = tuple(self._items)
        return self._all

    def replace(self, removed: list[T], new: list[T]) -> None:
        """Remove some and add others. Cost: O(log n) each, or one sort when there are many."""
        if not removed and not new:
            return
        self._all = None
        if len(removed) + len(new) > _SORT_THRESHOLD:
            self._replace_many(removed, new)
            return
        for item in removed:
            place = bisect_left(self._keys, self._key(item))
            del self._keys[place], self._items[place]
        for item in new:
            key = self._key(item)
            place = bisect_left(self._keys, key)
            self._keys.insert(place, key)
            self._items.insert(place, item)

    def _replace_many(self, removed: list[T], new: list[T]) -> None:
        gone = {id(item) for item in removed}
        known = zip(self._keys, self._items, strict=True)
        kept = [both for both in known if id(both[1]) not in gone]
        kept += sorted([(self._key(item), item) for item in new], key=_KEY)
        kept.sort(key=_KEY)  # merges two sorted parts
        self._keys = [key for key, _ in kept]
        self._items = [item for _, item in kept]
