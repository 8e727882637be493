"""What an import covers: the files it read, or the whole system."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, get_args

Scope = Literal["files", "all"]
SCOPES: Final[tuple[Scope, ...]] = get_args(Scope)


@dataclass(frozen=True, slots=True)
class ImportScope:
    """The files of an import, and whether they are the whole system.

    files: a part is gone when one of these files held it before and no longer does.
    all: a part is gone when no file holds it.
    """

    scope: Scope
    files: frozenset[str]

    def covers(self, source: Mapping[str, Any]) -> bool:
        """Whether the import would have found what comes from this source."""
        if source.get("origin") == "person":
            return False
        return self.scope == "all" or source.get("file", "") in self.files

    def replaces(self, present: Mapping[str, Any] | None, imported: Mapping[str, Any]) -> bool:
        """Whether an imported fact or provenance replaces the present one.

        It does not replace that of a person, nor, by a default or inference, that of a file that was not
        read.
        """
        if present is None:
            return True
        if present.get("origin") == "person" or present == imported:
            return False
        return imported["origin"] == "file" or present.get("origin") != "file" or self.covers(present)
