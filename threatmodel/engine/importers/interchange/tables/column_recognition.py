"""Says what a table lists and what its columns hold: by the mapping of a person, else by its headings."""

from collections.abc import Mapping, Sequence
from typing import Final

from threatmodel.engine.importers.interchange.tables.sheets import Cells, Sheet
from threatmodel.engine.importers.table_mapping import (
    SEVERAL,
    KnownTable,
    Lists,
    TableMapping,
    best_table,
    missing_field,
    text_key,
)
from threatmodel.engine.library.tool_vocabularies import Vocabulary, vocabulary, word
from threatmodel.engine.model.struct_base import Record

WORDS: Final = "csv"  # the vocabulary of all tables
_HEADINGS_WITHIN: Final = 20  # rows; above them sheets have a title


class Table(Record, frozen=True):
    """A sheet whose columns are known: the field of each, empty where it is not read, and the rows below."""

    sheet: Sheet
    lists: Lists
    headings: Cells
    fields: Cells
    rows: tuple[tuple[int, Cells], ...]
    mapping: TableMapping | None = None

    def row(self, cells: Cells) -> dict[str, str]:
        """The texts of a row by field; those of several columns for one field are one text."""
        found: dict[str, str] = {}
        for field, cell in zip(self.fields, cells, strict=False):
            if field and cell:
                found[field] = f"{found[field]} {cell}" if field in found else cell
        return found


def recognize(sheet: Sheet, known: Sequence[KnownTable] = ()) -> Table | None:
    """Return the table that a sheet holds; None when nothing says what its columns hold."""
    for at, (_, headings) in enumerate(sheet.rows[:_HEADINGS_WITHIN]):
        below = sheet.rows[at + 1 :]
        keys = [text_key(heading) for heading in headings] if known else []
        if (best := best_table(known, keys, sheet.name)) is not None:
            mapping = best.mapping
            return Table(sheet, mapping.lists, headings, best.fields_of(keys), below, mapping)
        if (found := _by_headings(headings)) is not None:
            lists, fields = found
            return Table(sheet, lists, headings, fields, below)
    return None


def _by_headings(headings: Cells) -> tuple[Lists, Cells] | None:
    """What a table with these headings lists, and the field of each, where they leave no doubt."""
    words = vocabulary(WORDS)
    fields = _columns(headings, words.threat_columns)
    if "title" in fields and sum(map(bool, fields)) > 1:
        return "threats", fields
    fields = _columns(headings, words.flow_columns)
    if "source" in fields and "target" in fields:
        return "flows", fields
    fields = _columns(headings, words.component_columns)
    return ("components", fields) if "kind" in fields and "name" in fields else None


def headings_at(sheet: Sheet) -> int:
    """The index of the row that most likely has the headings: the first with two words."""
    for at, (_, cells) in enumerate(sheet.rows[:_HEADINGS_WITHIN]):
        if sum(bool(cell) and not _is_number(cell) for cell in cells) > 1:
            return at
    return 0


def guessed_table(sheet: Sheet) -> Table:
    """The table that a sheet most likely holds, with the field that each heading most likely means.

    The name of the sheet says what it lists; else it lists flows where it has both ends, else threats.
    """
    at = headings_at(sheet)
    headings = sheet.rows[at][1]
    parts = f"-{word(sheet.name)}-"
    hinted = (lists for hint, lists in vocabulary(WORDS).sheets.items() if f"-{hint}-" in parts)
    no_flows = missing_field("flows", guessed_fields(headings, "flows"))
    lists: Lists = next(hinted, "threats" if no_flows else "flows")
    return Table(sheet, lists, headings, guessed_fields(headings, lists), sheet.rows[at + 1 :])


def guessed_fields(headings: Sequence[str], lists: Lists) -> Cells:
    """The field that each heading most likely means, empty where nothing suggests one."""
    words = vocabulary(WORDS)
    known, hints = _words_of(lists, words)
    found: list[str] = []
    for heading in headings:
        field = _guess(heading, known, hints)
        found.append("" if field in found and field not in SEVERAL else field)
    return tuple(found)


def _words_of(lists: Lists, words: Vocabulary) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Whole headings, and words inside others, each with the field that it means."""
    if lists == "components":
        return words.component_columns, words.component_hints
    if lists == "flows":
        return words.flow_columns, words.flow_hints
    return (words.threat_columns, words.column_hints) if lists == "threats" else ({}, {})


def _guess(heading: str, known: Mapping[str, str], hints: Mapping[str, str]) -> str:
    """The field of the heading, else of the first of the suggesting words that is in it."""
    named = word(heading)
    if found := known.get(named):
        return found
    parts = f"-{named}-"
    return next((field for hint, field in hints.items() if f"-{hint}-" in parts), "")


def _columns(headings: Sequence[str], known: Mapping[str, str]) -> Cells:
    """The field of each heading; of several headings for one field, the first one is."""
    found: list[str] = []
    for heading in headings:
        field = known.get(word(heading), "")
        found.append("" if field in found else field)
    return tuple(found)


def _is_number(cell: str) -> bool:
    return cell.replace(".", "", 1).replace(",", "").isdigit()
