"""Pieces of rules and controls that several answers hold."""

from collections.abc import Iterable, Mapping
from typing import Any

from threatmodel.engine.library.loader import Control, Library

Row = dict[str, Any]


def fix_rows(fix: Mapping[str, str]) -> list[Row]:
    """Return how the manifest should read, by format."""
    return [{"format": name, "text": text} for name, text in fix.items()]


def reference_rows(library: Library, ids: Iterable[str]) -> list[Row]:
    """Return the references that the library knows, with their addresses."""
    known = [library.references[name] for name in ids if name in library.references]
    return [{"id": reference.id, "title": reference.title, "url": reference.url} for reference in known]


def control_row(library: Library, control: Control) -> Row:
    """Return a control as the API shows it."""
    return {
        "id": control.id,
        "title": control.title,
        "category": control.category,
        "lifecycle": control.lifecycle,
        "how": control.how,
        "verify": control.verify,
        "references": reference_rows(library, control.references),
    }
