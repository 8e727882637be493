"""Tables as rows of text, whatever format they come from."""

from typing import Final

from threatmodel.engine.model.struct_base import Record

MOST_ROWS: Final = 20_000
MOST_COLUMNS: Final = 100

Cells = tuple[str, ...]


class InvalidTable(ValueError):
    """The table cannot be read; `line` is where, 0 when none is known."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


class Sheet(Record, frozen=True):
    """The rows that hold something, each with its line. `name` is that of the sheet in a workbook."""

    file: str
    name: str
    rows: tuple[tuple[int, Cells], ...]


def too_many_rows(line: int) -> InvalidTable:
    """What is raised for a table that is too long."""
    return InvalidTable(line, f"The table has more than {MOST_ROWS:,} rows. Split it.")
