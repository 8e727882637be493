"""What a person needs to see of a table to say what its columns hold."""

from collections.abc import Iterable, Sequence
from typing import Final, Literal

from threatmodel.engine.importers.interchange.tables import sheets_in, table_file, table_name
from threatmodel.engine.importers.interchange.tables.recognition import (
    WORDS,
    Table,
    guessed_fields,
    headings_at,
    recognize,
)
from threatmodel.engine.importers.interchange.tables.sheets import Cells, InvalidTable, Sheet
from threatmodel.engine.importers.interchange.texts import line_text
from threatmodel.engine.importers.limits import InputLimits
from threatmodel.engine.importers.table_mapping import (
    IGNORE,
    KnownTable,
    TableMapping,
    heading_text,
    known_tables,
    text_key,
)
from threatmodel.engine.importers.text_file import TextFile
from threatmodel.engine.library.interchange import vocabulary, word
from threatmodel.engine.model.struct_base import Record

_ROWS_SHOWN: Final = 5
_CELL_SHOWN: Final = 120  # characters
_VALUES_MOST: Final = 30  # of a column; one with more holds free text
_VALUE_LENGTH: Final = 60
_CELLS_MOST: Final = 1_000_000  # of all files: a request waits for them, some seconds
_FAULT_CELLS: Final = 50_000  # what a file that cannot be read may cost
_TOO_MUCH: Final = (
    "The other tables of this import have too many cells to look into this one. Import it alone."
)

Known = Literal["headings", "mapping", "unknown"]


class Value(Record, frozen=True):
    """A value of a column, and what it means as a severity or a status; empty where that is not known."""

    text: str
    severity: str
    status: str


class Column(Record, frozen=True):
    """A column: the field that it holds or likely holds, or `ignore`; its values where there are few."""

    heading: str
    field: str
    values: tuple[Value, ...]


class TableDescription(Record, frozen=True):
    """A table of a file. `known_by` says what tells what its columns hold."""

    file: str
    sheet: str
    name: str
    lists: Literal["threats", "components"]
    known_by: Known
    row_count: int
    columns: tuple[Column, ...]
    rows: tuple[Cells, ...]


class UnreadTable(Record, frozen=True):
    """A file whose tables cannot be read, and why."""

    file: str
    line: int
    message: str


def describe_tables(
    files: Iterable[TextFile], mappings: Sequence[TableMapping], limits: InputLimits
) -> tuple[tuple[TableDescription, ...], tuple[UnreadTable, ...]]:
    """Return the tables of those files that are spreadsheets, and those that cannot be read."""
    known = known_tables(mappings)
    found: list[TableDescription] = []
    faults: list[UnreadTable] = []
    left = _CELLS_MOST
    for file in files:
        if table_file(file) is None:
            continue
        if left <= 0:
            faults.append(UnreadTable(file.name, 0, _TOO_MUCH))
            continue
        try:
            sheets, _ = sheets_in(file, limits)
        except InvalidTable as fault:
            left -= _FAULT_CELLS
            faults.append(UnreadTable(file.name, fault.line, str(fault)))
        else:
            left -= sum(len(cells) for sheet in sheets for _, cells in sheet.rows)
            found += [_described(sheet, known) for sheet in sheets if sheet.rows]
    return tuple(found), tuple(faults)


def _described(sheet: Sheet, known: Sequence[KnownTable]) -> TableDescription:
    table = recognize(sheet, known)
    mapping = table.mapping if table else None
    known_by: Known = "mapping" if mapping else "headings" if table else "unknown"
    if table is None:
        at = headings_at(sheet)
        headings = sheet.rows[at][1]
        table = Table(sheet, "threats", headings, guessed_fields(headings), sheet.rows[at + 1 :])
    return TableDescription(
        sheet.file,
        sheet.name,
        (mapping.name if mapping else "") or table_name(sheet),
        table.lists,
        known_by,
        len(table.rows),
        tuple(
            [
                Column(heading_text(heading), field or IGNORE, _values(table, at, mapping))
                for at, (heading, field) in enumerate(zip(table.headings, table.fields, strict=True))
                if heading
            ]
        ),
        tuple(_shown(table, cells) for _, cells in table.rows[:_ROWS_SHOWN]),
    )


def _shown(table: Table, cells: Cells) -> Cells:
    """The cells below headings, cut."""
    padded = (*cells, *[""] * max(0, len(table.headings) - len(cells)))
    return tuple(
        [
            line_text(cell, _CELL_SHOWN)
            for heading, cell in zip(table.headings, padded, strict=False)
            if heading
        ]
    )


def _values(table: Table, at: int, mapping: TableMapping | None) -> tuple[Value, ...]:
    """The values of a column in their order; none where they are many or long."""
    texts: dict[str, str] = {}
    for _, cells in table.rows:
        text = cells[at] if at < len(cells) else ""
        if len(text) > _VALUE_LENGTH:
            return ()
        if text:
            texts.setdefault(text_key(text), text)
        if len(texts) > _VALUES_MOST:
            return ()
    return tuple([_value(text, mapping) for text in texts.values()])


def _value(text: str, mapping: TableMapping | None) -> Value:
    key, words = text_key(text), vocabulary(WORDS)
    severities = {text_key(value): meant for value, meant in (mapping.severities if mapping else {}).items()}
    statuses = {text_key(value): meant for value, meant in (mapping.statuses if mapping else {}).items()}
    severity = severities.get(key) or words.severities.get(word(text)) or ""
    return Value(text, severity, statuses.get(key) or words.states.get(word(text)) or "")
