"""Threats or questions in their order, while some come and go."""

from bisect import bisect_left
from collections.abc import Callable
from typing import Any, Final, Generic, TypeVar

T = TypeVar("T")

_MANY: Final = 500  # so many changes at once are sorted in, not inserted one by one


class InOrder(Generic[T]):
    """Things in the order of a key that is different for each of them."""

    def __init__(self, key: Callable[[T], Any]) -> None:
        self._key = key
        self._keys: list[Any] = []
        self._things: list[T] = []
        self._all: tuple[T, ...] | None = None

    def all(self) -> tuple[T, ...]:
        """The things in order."""
        if self._all is None:
            self._all = tuple(self._things)
        return self._all

    def exchange(self, gone: list[T], new: list[T]) -> None:
        """Take some out and put others in. Cost: O(log n) each, or one sort when there are many."""
        if not gone and not new:
            return
        self._all = None
        if len(gone) + len(new) > _MANY:
            self._exchange_many(gone, new)
            return
        for thing in gone:
            place = bisect_left(self._keys, self._key(thing))
            del self._keys[place], self._things[place]
        for thing in new:
            key = self._key(thing)
            place = bisect_left(self._keys, key)
            self._keys.insert(place, key)
            self._things.insert(place, thing)

    def _exchange_many(self, gone: list[T], new: list[T]) -> None:
        left = {id(thing) for thing in gone}
        things = [thing for thing in self._things if id(thing) not in left]
        things.extend(new)
        things.sort(key=self._key)
        self._things = things
        self._keys = [self._key(thing) for thing in things]
