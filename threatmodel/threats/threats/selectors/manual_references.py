"""References of manual threats: entries of the library, and plain links."""

from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from threatmodel.engine.library.loader import load_references
from threatmodel.library.selectors.control_and_reference_rows import reference_row

LINK_LENGTH: Final = 500
_LINK: Final = URLValidator(schemes=["https"])


def reference_problems(references: Iterable[str]) -> list[str]:
    """Return a message for each reference that is neither an id of the library nor an https link."""
    known = load_references()
    return [
        f"{reference!r} is neither a known reference, such as attack:T1611, nor an https link."
        for reference in references
        if reference not in known and not _is_link(reference)
    ]


def manual_reference_rows(references: Iterable[str]) -> list[dict[str, Any]]:
    """Return the references as the API shows those of rules; a link by its host."""
    known = load_references()
    return [reference_row(known[one]) if one in known else _link_row(one) for one in references]


def _is_link(text: str) -> bool:
    try:
        _LINK(text)
    except ValidationError:
        return False
    return len(text) <= LINK_LENGTH and "@" not in urlsplit(text).netloc


def _link_row(url: str) -> dict[str, Any]:
    return {"id": url, "label": urlsplit(url).hostname or url, "title": "", "url": url}
