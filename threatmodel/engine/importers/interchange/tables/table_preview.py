"""What a person needs to see of a table to say what its columns hold."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, Literal, get_args

from threatmodel.engine.importers.interchange.table_files import table_file
from threatmodel.engine.importers.interchange.tables import sheets_in, table_name
from threatmodel.engine.importers.interchange.tables.column_recognition import (
    WORDS,
    Table,
    guessed_fields,
    guessed_table,
    recognize,
)
from threatmodel.engine.importers.interchange.tables.component_rows import known_kind
from threatmodel.engine.importers.interchange.tables.sheets import Cells, InvalidTable, Sheet
from threatmodel.engine.importers.interchange.value_readers import line_text
from threatmodel.engine.importers.limits import InputLimits
from threatmodel.engine.importers.table_mapping import (
    IGNORE,
    KnownTable,
    Lists,
    TableMapping,
    heading_text,
    headings_hash,
    known_tables,
    text_key,
)
from threatmodel.engine.importers.text_file import TextFile
from threatmodel.engine.library.tool_vocabularies import Listed, vocabulary, word
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
    """A value of a column, and what it means as a severity, status or kind; empty where that is not known."""

    text: str
    severity: str
    status: str
    kind: str


class Column(Record, frozen=True):
    """A column: the field that it holds or likely holds, or `ignore`; its values where there are few.

    `suggested` are those that it likely holds where the table lists threats, components or flows.
    """

    heading: str
    field: str
    values: tuple[Value, ...]
    suggested: Mapping[Listed, str]


class TableDescription(Record, frozen=True):
    """A table of a file. `known_by` says what tells what its columns hold.

    `by_sheet` says that a mapping of it has to name the sheet: another one of the file has the same headings,
    or the mapping by which it is known does.
    """

    file: str
    sheet: str
    name: str
    lists: Lists
    known_by: Known
    by_sheet: bool
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
            found += _described((sheet for sheet in sheets if sheet.rows), known)
    return tuple(found), tuple(faults)


def _described(sheets: Iterable[Sheet], known: Sequence[KnownTable]) -> Iterator[TableDescription]:
    """The tables of a file."""
    found = [(sheet, recognize(sheet, known)) for sheet in sheets]
    tables = [(table or guessed_table(sheet), table is not None) for sheet, table in found]
    same = Counter(headings_hash(table.headings) for table, _ in tables)
    for table, is_known in tables:
        mapping = table.mapping
        known_by: Known = "mapping" if mapping else "headings" if is_known else "unknown"
        has_twin = same[headings_hash(table.headings)] > 1
        yield TableDescription(
            table.sheet.file,
            table.sheet.name,
            (mapping.name if mapping else "") or table_name(table.sheet),
            table.lists,
            known_by,
            bool(table.sheet.name) and (has_twin or bool(mapping and mapping.sheet)),
            len(table.rows),
            tuple(_columns(table)),
            tuple(_shown(table, cells) for _, cells in table.rows[:_ROWS_SHOWN]),
        )


def _columns(table: Table) -> Iterator[Column]:
    """The columns that have a heading."""
    guesses = {lists: guessed_fields(table.headings, lists) for lists in get_args(Listed)}
    for at, (heading, field) in enumerate(zip(table.headings, table.fields, strict=True)):
        if heading:
            suggested = {lists: fields[at] or IGNORE for lists, fields in guesses.items()}
            yield Column(heading_text(heading), field or IGNORE, _values(table, at), suggested)


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


def _values(table: Table, at: int) -> tuple[Value, ...]:
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
    return tuple([_value(text, table.mapping or TableMapping({})) for text in texts.values()])


def _value(text: str, mapping: TableMapping) -> Value:
    words = vocabulary(WORDS)
    severity = _meant(text, mapping.severities) or words.severities.get(word(text)) or ""
    status = _meant(text, mapping.statuses) or words.states.get(word(text)) or ""
    return Value(text, severity, status, _meant(text, mapping.kinds) or known_kind(text))


def _meant(text: str, meanings: Mapping[str, str]) -> str:
    """What a person said that a value means."""
    key = text_key(text)
    return next((meant for value, meant in meanings.items() if text_key(value) == key), "")
