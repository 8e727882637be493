"""Threats of a table: a row is one, on the element that it names."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Final

from threatmodel.engine.importers.interchange.drawing import Drawing
from threatmodel.engine.importers.interchange.tables.column_recognition import Table
from threatmodel.engine.importers.interchange.tables.sheets import Cells
from threatmodel.engine.importers.interchange.threat_translation import (
    ListedThreat,
    add_threat,
    attack_pattern,
    categories_in,
    mitigation,
    severity_in,
    state_in,
    weakness,
)
from threatmodel.engine.importers.interchange.value_readers import TITLE_LENGTH, id_of, line_text, paragraphs
from threatmodel.engine.importers.table_mapping import TableMapping, text_key
from threatmodel.engine.library.taxonomies import Severity
from threatmodel.engine.library.tool_vocabularies import word
from threatmodel.engine.model.imported_threats import ImportedMitigation, ImportedMitigationState
from threatmodel.engine.model.struct_base import Record
from threatmodel.engine.model.threat_statuses import ImportedState

_NUMBER: Final = re.compile(r"\d{1,5}")
_SEPARATORS: Final = re.compile(r"[,;/|\n]")
_WORDS: Final = re.compile(r"[^\s,;]{1,500}")
_ENTRY: Final = re.compile(r"(CWE|CAPEC)-?(\d{1,5})", re.IGNORECASE)
_LINK: Final = re.compile(r"https://[A-Za-z0-9][\w.-]*\.[A-Za-z]{2,}(/[^\s@<>\"]*)?")
_MOST: Final = 20  # categories and references of a row


def add_threats(drawing: Drawing, table: Table) -> None:
    """Add the threats of a table. Text without a place of its own is kept in descriptions, and counted."""
    meanings = _Meanings.of(table.mapping)
    rows = [(line, _Row(table, cells)) for line, cells in table.rows]
    shared = Counter(row.told for _, row in rows)
    for line, row in rows:
        if any(row.texts(field) for field in table.fields if field):
            _add(drawing, row, line, meanings, is_alone=shared[row.told] == 1)


class _Meanings(Record, frozen=True):
    """What a person said that values mean, by what they are compared by."""

    severities: Mapping[str, Severity] = {}
    statuses: Mapping[str, ImportedState] = {}

    @classmethod
    def of(cls, mapping: TableMapping | None) -> "_Meanings":
        """Those of a mapping."""
        if mapping is None:
            return cls()
        return cls(
            {text_key(value): meant for value, meant in mapping.severities.items()},
            {text_key(value): meant for value, meant in mapping.statuses.items()},
        )


class _Row:
    """The cells of a row by their field."""

    def __init__(self, table: Table, cells: Cells) -> None:
        self._cells = [
            (field, heading, cell)
            for field, heading, cell in zip(table.fields, table.headings, cells, strict=False)
            if field and cell
        ]

    @cached_property
    def told(self) -> tuple[str, str]:
        """Title and element, by which a row without an id is known."""
        return line_text(self.text("title")), line_text(self.text("element"))

    def text(self, field: str) -> str:
        """The text of the first column of a field."""
        return next((cell for one, _, cell in self._cells if one == field), "")

    def texts(self, field: str) -> list[str]:
        """The texts of all columns of a field."""
        return [cell for one, _, cell in self._cells if one == field]

    def labelled(self, field: str) -> Iterator[str]:
        """The texts of all columns of a field; those after the first one begin with their heading."""
        named = [(heading, cell) for one, heading, cell in self._cells if one == field]
        for place, (heading, cell) in enumerate(named):
            yield f"{line_text(heading)}: {cell}" if place else cell


def _add(drawing: Drawing, row: _Row, line: int, meanings: _Meanings, *, is_alone: bool) -> None:
    references, other = _references(row)
    kept = [f"Reference: {text}" for text in other]
    if owner := line_text(row.text("owner")):
        kept.append(f"Owner: {owner}")
        drawing.fault("Owners of rows are no members; they are named in descriptions.", 0, "info")
    if other:
        drawing.fault("References without a CWE, CAPEC or https link are kept in descriptions.", 0, "info")
    status = _status(drawing, row, line, meanings)
    threat_id = _id(row, is_alone=is_alone)
    description = "\n\n".join([*row.labelled("description"), *kept])
    add_threat(
        drawing,
        ListedThreat(
            threat_id,
            "",
            title=row.text("title"),
            description=description,
            severity=_severity(drawing, row, meanings),
            status=status,
            line=line,
            categories=_categories(drawing, row),
            references=references,
            mitigations=tuple(_mitigations(drawing, row, threat_id, status)),
            subject_name=line_text(row.text("element")),
        ),
    )


def _id(row: _Row, *, is_alone: bool) -> str:
    """The id of the row, else one of title and element, and of the texts where other rows have those.

    All of these rows are known by their texts: else the first would become another one in another order.
    """
    if stated := id_of(row.text("id")):
        return stated
    return _digest(*row.told) if is_alone else _digest(*row.told, *row.texts("description"))


def _digest(*texts: str) -> str:
    return hashlib.sha256("\n".join(texts).encode("utf-8", "replace")).hexdigest()[:16]


def _severity(drawing: Drawing, row: _Row, meanings: _Meanings) -> Severity:
    value = row.text("severity")
    return meanings.severities.get(text_key(value)) or severity_in(drawing, value)


def _status(drawing: Drawing, row: _Row, line: int, meanings: _Meanings) -> ImportedState:
    value = row.text("status")
    return meanings.statuses.get(text_key(value)) or state_in(drawing, value, line)


def _categories(drawing: Drawing, row: _Row) -> tuple[str, ...]:
    named = [part for text in row.texts("category") for part in _SEPARATORS.split(text)]
    return categories_in(drawing, named[:_MOST])


def _mitigations(
    drawing: Drawing, row: _Row, threat_id: str, status: ImportedState
) -> Iterator[ImportedMitigation | None]:
    done: ImportedMitigationState = "implemented" if status == "mitigated" else "proposed"
    state = drawing.words.mitigation_states.get(word(row.text("mitigation_status")), done)
    for place, text in enumerate(row.texts("mitigation")):
        suffix = f"-{place}" if place else ""
        yield mitigation(f"{threat_id}#mitigation{suffix}", "", text, state)


def _references(row: _Row) -> tuple[tuple[str, ...], list[str]]:
    """References that are kept as such, and other texts."""
    found = [weakness(int(one)) for text in row.texts("cwe") for one in _NUMBER.findall(text)]
    other: list[str] = []
    for text in row.texts("reference"):
        parts = _WORDS.findall(text)
        known = [_reference(part) for part in parts]
        found += [one for one in known if one]
        if not all(known):
            other.append(paragraphs(text, TITLE_LENGTH))
    return tuple(dict.fromkeys(found))[:_MOST], other


def _reference(text: str) -> str:
    if entry := _ENTRY.fullmatch(text):
        number = int(entry[2])
        return weakness(number) if entry[1].upper() == "CWE" else attack_pattern(number)
    return text if _LINK.fullmatch(text) else ""
