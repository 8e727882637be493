"""References of manual threats: entries of the library, numbers of public catalogs, and plain links."""

import re
from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from threatmodel.engine.library.loader import load_references
from threatmodel.library.selectors.control_and_reference_rows import reference_row

LINK_LENGTH: Final = 500
_LINK: Final = URLValidator(schemes=["https"])
# Catalogs of which the library holds what its rules cite: their other entries are known by number alone.
_CATALOGS: Final = (
    (re.compile(r"cwe:(CWE-([1-9][0-9]{0,4}))"), "https://cwe.mitre.org/data/definitions/{number}.html"),
    (
        re.compile(r"capec:(CAPEC-([1-9][0-9]{0,3}))"),
        "https://capec.mitre.org/data/definitions/{number}.html",
    ),
    (re.compile(r"attack:(T([0-9]{4}(?:\.[0-9]{3})?))"), "https://attack.mitre.org/techniques/T{number}/"),
    (
        re.compile(r"cve:(CVE-((?:1999|20[0-9]{2})-[0-9]{4,7}))"),
        "https://www.cve.org/CVERecord?id=CVE-{number}",
    ),
)


def reference_problems(references: Iterable[str]) -> list[str]:
    """Return a message for each reference that is no id of the library or of a catalog, and no https link."""
    known = load_references()
    return [
        f"{reference!r} is neither a known reference, such as attack:T1611, cwe:CWE-79 or "
        "cve:CVE-2021-44228, nor an https link."
        for reference in references
        if reference not in known and _catalog_row(reference) is None and not _is_link(reference)
    ]


def manual_reference_rows(references: Iterable[str]) -> list[dict[str, Any]]:
    """Return the references as the API shows those of rules; a link by its host."""
    known = load_references()
    return [
        reference_row(known[one]) if one in known else _catalog_row(one) or _link_row(one)
        for one in references
    ]


def _catalog_row(reference: str) -> dict[str, Any] | None:
    for pattern, address in _CATALOGS:
        if found := pattern.fullmatch(reference):
            url = address.format(number=found[2].replace(".", "/"))
            return {"id": reference, "label": found[1], "title": "", "url": url}
    return None


def _is_link(text: str) -> bool:
    try:
        _LINK(text)
    except ValidationError:
        return False
    return len(text) <= LINK_LENGTH and "@" not in urlsplit(text).netloc


def _link_row(url: str) -> dict[str, Any]:
    return {"id": url, "label": urlsplit(url).hostname or url, "title": "", "url": url}
