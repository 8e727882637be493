"""SPDX 2 documents as lines of `Tag: value`, in the shape that they have as JSON.

Of such a document only what spdx.py reads is kept; texts of several lines (<text>…</text>) are skipped.
"""

import re
from collections.abc import Iterator
from typing import Final

from threatmodel.engine.importers.limits import megabytes
from threatmodel.engine.importers.scanners.json_document import (
    InvalidReport,
    Json,
    JsonDocument,
    ReportLimits,
)
from threatmodel.engine.importers.text_file import TextFile

_TAG: Final = re.compile(r"([A-Za-z][A-Za-z0-9]{1,60}):[ \t]*(.*)")
_OPENS, _CLOSES = "<text>", "</text>"
_PARTS: Final = frozenset({"FileName", "SnippetSPDXID", "LicenseID"})  # begin something that is no package
_OF_PACKAGE: Final = {
    "SPDXID": "SPDXID",
    "PackageVersion": "versionInfo",
    "PrimaryPackagePurpose": "primaryPackagePurpose",
}


def read_tag_value(file: TextFile, limits: ReportLimits) -> JsonDocument:
    """Read a document. Raises InvalidReport. Cost: O(bytes)."""
    if len(file.data) > limits.max_bytes:
        bound = megabytes(limits.max_bytes)
        raise InvalidReport(0, f"The report has {len(file.data):,} bytes; the limit is {bound}.")
    document = _Document()
    for count, (tag, value) in enumerate(_tags(file.data.decode("utf-8-sig", "replace"))):
        if count > limits.max_values:
            raise InvalidReport(0, f"The report has more than {limits.max_values:,} values. Split it.")
        document.add(tag, value)
    return JsonDocument(file.name, document.content, {})


def _tags(text: str) -> Iterator[tuple[str, str]]:
    """The tags with their values, in their order. Raises InvalidReport for a text without an end."""
    opened = 0
    for number, line in enumerate(text.split("\n"), 1):
        if opened:
            opened = 0 if _CLOSES in line else opened
            continue
        found = _TAG.match(line.strip())
        if found is None:  # a comment, an empty line, or nothing that is known
            continue
        tag, value = found[1], found[2]
        if value.startswith(_OPENS):
            inside, closes, _ = value.removeprefix(_OPENS).partition(_CLOSES)
            opened = 0 if closes else number
            value = inside
        yield tag, value.strip()
    if opened:
        raise InvalidReport(opened, f"A text has no {_CLOSES}; write the report again.")


class _Document:
    """The content as it would be in JSON, put together tag by tag."""

    def __init__(self) -> None:
        self._creation: Json = {"creators": []}
        self._packages: list[Json] = []
        self._relationships: list[Json] = []
        self._package: Json | None = None  # to which the following tags belong
        self.content: Json = {
            "creationInfo": self._creation,
            "packages": self._packages,
            "relationships": self._relationships,
        }

    def add(self, tag: str, value: str) -> None:
        """Put a tag where it belongs."""
        if tag == "PackageName":
            self._package = {"name": value, "externalRefs": []}
            self._packages.append(self._package)
        elif tag in _PARTS:
            self._package = None
        elif tag == "SPDXVersion":
            self.content["spdxVersion"] = value
        elif tag == "Created":
            self._creation["created"] = value
        elif tag == "Creator":
            self._creation["creators"].append(value)
        elif tag == "Relationship":
            self._relate(value)
        elif self._package is not None:
            self._describe(self._package, tag, value)

    def _describe(self, package: Json, tag: str, value: str) -> None:
        if name := _OF_PACKAGE.get(tag):
            package.setdefault(name, value)
        elif tag == "ExternalRef":
            words = value.split(None, 2)
            if len(words) == 3:
                package["externalRefs"].append({"referenceType": words[1], "referenceLocator": words[2]})

    def _relate(self, value: str) -> None:
        words = value.split()
        if len(words) >= 3:
            self._relationships.append({"relationshipType": words[1], "relatedSpdxElement": words[2]})
