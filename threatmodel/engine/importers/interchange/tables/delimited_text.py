"""Reads tables as text: CSV with commas or semicolons, and values separated by tabs."""

import codecs
import csv
import io
from collections.abc import Iterator
from itertools import chain
from typing import Final

from threatmodel.engine.importers.interchange.tables.sheets import (
    MOST_COLUMNS,
    MOST_ROWS,
    Cells,
    InvalidTable,
    Sheet,
    too_many_rows,
)
from threatmodel.engine.importers.limits import InputLimits, megabytes
from threatmodel.engine.importers.text_file import TextFile

_HEAD: Final = 10_000  # characters in which the headings are
_DELIMITERS: Final = ",;\t"
_END: Final = "\x00end"  # a line below the last one: no text of a file has a NUL here
_ENDLESS: Final = "Invalid CSV: a quotation mark or a cell does not end. Export the table again."


def read_text(file: TextFile, limits: InputLimits) -> Sheet:
    """Return the rows of the file. Raises InvalidTable."""
    if len(file.data) > limits.yaml_bytes:
        bound = megabytes(limits.yaml_bytes)
        raise InvalidTable(0, f"The file is larger than {bound}. Split the table.")
    return Sheet(file.name, "", tuple(_rows(_text(file.data).replace("\x00", ""))))


def _rows(text: str) -> Iterator[tuple[int, Cells]]:
    lines = text[:_HEAD].splitlines()
    head = next((line for line in lines if any(one in line for one in _DELIMITERS)), "")
    delimiter = max(_DELIMITERS, key=head.count)
    reader = csv.reader(chain(io.StringIO(text, newline=""), [_END]), delimiter=delimiter)
    begun = line = 1
    try:
        for number, cells in enumerate(reader):
            if cells == [_END]:
                return
            if number > MOST_ROWS:
                raise too_many_rows(line)
            row = tuple([cell.strip() for cell in cells[:MOST_COLUMNS]])
            if any(row):
                yield line, row
            begun, line = line, reader.line_num + 1
    except csv.Error:
        raise InvalidTable(line, _ENDLESS) from None
    raise InvalidTable(begun, _ENDLESS)  # a cell swallowed all lines below its quotation mark


def _text(data: bytes) -> str:
    """The text: Unicode as programs write it, else the encoding of older spreadsheets."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")
