"""Pieces of rules and controls that several answers hold."""

from collections.abc import Iterable, Mapping
from typing import Any

from threatmodel.engine.library.loader import Control, Library, Reference

Row = dict[str, Any]


def fix_rows(fix: Mapping[str, str]) -> list[Row]:
    """Return how the manifest should read, by format."""
    return [{"format": name, "text": text} for name, text in fix.items()]


def reference_rows(library: Library, ids: Iterable[str]) -> list[Row]:
    """Return the references that the library knows, with their addresses."""
    return [reference_row(library.references[name]) for name in ids if name in library.references]


def reference_row(reference: Reference) -> Row:
    """Return a reference as the API shows it."""
    return {
        "id": reference.id,
        "label": reference.label,
        "title": reference.title,
        "url": reference.url,
    }


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
