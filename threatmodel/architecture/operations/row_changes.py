"""What batches did to the rows of one sort: added, changed, deleted. apply.py writes it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

Key = TypeVar("Key")
Row = TypeVar("Row")


@dataclass(slots=True)
class Touched(Generic[Key, Row]):
    """What batches did to one sort of row; `columns` are those that differ in any changed row.

    `noted` are the keys that the latest of the batches added or changed.
    """

    added: dict[Key, Row] = field(default_factory=dict)
    changed: dict[Key, Row] = field(default_factory=dict)
    deleted: dict[Key, Row] = field(default_factory=dict)
    columns: set[str] = field(default_factory=set)
    noted: set[Key] = field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.deleted)

    def note_addition(self, key: Key, row: Row) -> None:
        """Remember that the row is new."""
        self.added[key] = row
        self.noted.add(key)

    def note_change(self, key: Key, row: Row, columns: Mapping[str, Any]) -> None:
        """Remember that these columns of the row differ; a row that was added stays an added one."""
        self.noted.add(key)
        if key in self.added:
            self.added[key] = row
        else:
            self.changed[key] = row
            self.columns.update(columns)

    def note_deletion(self, key: Key, row: Row) -> None:
        """Remember that the row is to go; one that was added was never there."""
        self.noted.discard(key)
        self.changed.pop(key, None)
        if self.added.pop(key, None) is None:
            self.deleted[key] = row

    def fork(self) -> "Touched[Key, Row]":
        """Return a copy that can go on by itself; nothing is noted in it yet."""
        return Touched(dict(self.added), dict(self.changed), dict(self.deleted), set(self.columns))
