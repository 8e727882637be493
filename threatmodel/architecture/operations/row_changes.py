"""The rows of one table that batches added, changed or deleted. apply.py writes them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

Key = TypeVar("Key")
Row = TypeVar("Row")


@dataclass(slots=True)
class RowChanges(Generic[Key, Row]):
    """The changes of one table; `columns` are those that differ in any changed row.

    `latest` are the keys that the latest batch added or changed.
    """

    added: dict[Key, Row] = field(default_factory=dict)
    changed: dict[Key, Row] = field(default_factory=dict)
    deleted: dict[Key, Row] = field(default_factory=dict)
    columns: set[str] = field(default_factory=set)
    latest: set[Key] = field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.deleted)

    def note_addition(self, key: Key, row: Row) -> None:
        """Note that the row is new."""
        self.added[key] = row
        self.latest.add(key)

    def note_change(self, key: Key, row: Row, columns: Mapping[str, Any]) -> None:
        """Note that these columns of the row differ; an added row stays added."""
        self.latest.add(key)
        if key in self.added:
            self.added[key] = row
        else:
            self.changed[key] = row
            self.columns.update(columns)

    def note_deletion(self, key: Key, row: Row) -> None:
        """Note that the row is deleted; an added one is dropped."""
        self.latest.discard(key)
        self.changed.pop(key, None)
        if self.added.pop(key, None) is None:
            self.deleted[key] = row

    def fork(self) -> "RowChanges[Key, Row]":
        """Return an independent copy with an empty `latest`."""
        return RowChanges(dict(self.added), dict(self.changed), dict(self.deleted), set(self.columns))
