"""Says what a table lists and what its columns hold: by the mapping of a person, else by its headings."""

from collections.abc import Mapping, Sequence
from typing import Final, Literal

from threatmodel.engine.importers.interchange.tables.sheets import Cells, Sheet
from threatmodel.engine.importers.table_mapping import SEVERAL, KnownTable, TableMapping, best_table, text_key
from threatmodel.engine.library.interchange import Vocabulary, vocabulary, word
from threatmodel.engine.model.struct_base import Record

WORDS: Final = "csv"  # the vocabulary of all tables
_HEADINGS_WITHIN: Final = 20  # rows; above them sheets have a title

Lists = Literal["threats", "components"]


class Table(Record, frozen=True):
    """A sheet whose columns are known: the field of each, empty where it is not read, and the rows below."""

    sheet: Sheet
    lists: Lists
    headings: Cells
    fields: Cells
    rows: tuple[tuple[int, Cells], ...]
    mapping: TableMapping | None = None


def recognize(sheet: Sheet, known: Sequence[KnownTable] = ()) -> Table | None:
    """Return the table that a sheet holds; None when nothing says what its columns hold."""
    for at, (_, headings) in enumerate(sheet.rows[:_HEADINGS_WITHIN]):
        below = sheet.rows[at + 1 :]
        keys = [text_key(heading) for heading in headings] if known else []
        if (best := best_table(known, keys)) is not None:
            return Table(sheet, "threats", headings, best.fields_of(keys), below, best.mapping)
        words = vocabulary(WORDS)
        fields = _columns(headings, words.threat_columns)
        if "title" in fields and sum(map(bool, fields)) > 1:
            return Table(sheet, "threats", headings, fields, below)
        fields = _columns(headings, words.component_columns)
        if "kind" in fields and "name" in fields:
            return Table(sheet, "components", headings, fields, below)
    return None


def headings_at(sheet: Sheet) -> int:
    """The index of the row that most likely has the headings: the first with two words."""
    for at, (_, cells) in enumerate(sheet.rows[:_HEADINGS_WITHIN]):
        if sum(bool(cell) and not _is_number(cell) for cell in cells) > 1:
            return at
    return 0


def guessed_fields(headings: Sequence[str]) -> Cells:
    """The field that each heading most likely means, empty where nothing suggests one."""
    words = vocabulary(WORDS)
    found: list[str] = []
    for heading in headings:
        field = _guess(heading, words)
        found.append("" if field in found and field not in SEVERAL else field)
    return tuple(found)


def _guess(heading: str, words: Vocabulary) -> str:
    """The field of the heading, else of the first of the suggesting words that is in it."""
    named = word(heading)
    if known := words.threat_columns.get(named):
        return known
    parts = f"-{named}-"
    hints = (field for hint, field in words.column_hints.items() if f"-{hint}-" in parts)
    return next(hints, "")


def _columns(headings: Sequence[str], known: Mapping[str, str]) -> Cells:
    """The field of each heading; of several headings for one field, the first one is."""
    found: list[str] = []
    for heading in headings:
        field = known.get(word(heading), "")
        found.append("" if field in found else field)
    return tuple(found)


def _is_number(cell: str) -> bool:
    return cell.replace(".", "", 1).replace(",", "").isdigit()
