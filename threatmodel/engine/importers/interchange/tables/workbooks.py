"""Reads the sheets of workbooks (XLSX). Nothing is evaluated, fetched or unpacked to a disk.

openpyxl reads one part after another within what is checked first: the size of all parts, how far they are
compressed, the number of elements, and that none has a document type. A formula counts by the value that was
saved with it, else as text.
"""

import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any, Final

from defusedxml import DefusedXmlException
from openpyxl import load_workbook

from threatmodel.engine.importers.interchange.tables.sheets import (
    MOST_COLUMNS,
    MOST_ROWS,
    Cells,
    InvalidTable,
    Sheet,
    too_many_rows,
)
from threatmodel.engine.importers.interchange.texts import text_of
from threatmodel.engine.importers.limits import InputLimits, megabytes
from threatmodel.engine.importers.text_file import TextFile
from threatmodel.engine.model.struct_base import Record

_MOST_PARTS: Final = 1_000
_MOST_SHEETS: Final = 50
_LAST_ROW: Final = 1_048_576  # of any sheet
_MOST_LINES: Final = 3 * _LAST_ROW  # of all sheets, with empty ones: a row costs a microsecond
_GROWTH: Final = 10  # how many times the limit of a file its parts may have
_RATIO: Final = 100  # above it, and above a megabyte, a part is compressed as no table is
_CHUNK: Final = 1024 * 1024
# What is read whole beside sheets and their texts; it is slow to read, and usually far below 100 kB.
_SMALL_BYTES: Final = 1024 * 1024
_SMALL: Final = re.compile(
    r"^(\[content_types\]\.xml|.*\.rels|docprops/.*|(.*/)?(workbook|styles|theme\d*)\.xml)$", re.IGNORECASE
)
_DOCUMENT_TYPE: Final = "<!DOCTYPE"
_REFUSED: Final = tuple(_DOCUMENT_TYPE.encode(encoding) for encoding in ("ascii", "utf-16-le", "utf-16-be"))
_DAMAGED: Final = "The workbook is damaged, encrypted or no XLSX. Save it again as XLSX, without a password."
# What openpyxl and zipfile raise for broken files; parsers of XML raise a SyntaxError.
_FAULTS: Final = (
    ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, OSError, RuntimeError,
    SyntaxError, TypeError, ValueError, struct.error, zipfile.BadZipFile, zlib.error,
)  # fmt: skip


class Workbook(Record, frozen=True):
    """The sheets that are shown, and the names of those that are hidden or hold no cells."""

    sheets: tuple[Sheet, ...]
    hidden: tuple[str, ...]


def read_workbook(file: TextFile, limits: InputLimits) -> Workbook:
    """Return the sheets of the file, in their order. Raises InvalidTable."""
    if len(file.data) > limits.yaml_bytes:
        raise InvalidTable(0, f"The file is larger than {megabytes(limits.yaml_bytes)}. Split the workbook.")
    try:
        _check_parts(file.data, limits)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what openpyxl leaves out of styles and extensions
            return _sheets(file)
    except InvalidTable:
        raise
    except DefusedXmlException:
        raise _document_type() from None
    except _FAULTS:
        raise InvalidTable(0, _DAMAGED) from None


def _check_parts(data: bytes, limits: InputLimits) -> None:
    """Raise InvalidTable where reading would take more than a table does. The parts are unpacked once."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        parts = archive.infolist()
        most = _GROWTH * limits.yaml_bytes
        if len(parts) > _MOST_PARTS:
            raise InvalidTable(0, f"The workbook has more than {_MOST_PARTS:,} parts. Save the table alone.")
        if sum(part.file_size for part in parts) > most:
            raise InvalidTable(0, f"Unpacked, the workbook is larger than {megabytes(most)}. Split it.")
        for part in parts:
            is_packed = part.file_size > _RATIO * max(part.compress_size, 1)
            if part.file_size > _CHUNK and is_packed:
                message = "A part of the workbook is compressed more than a hundredfold. Save it again."
                raise InvalidTable(0, message)
        elements = 0
        for part in parts:
            elements += _elements(archive, part)
            if elements > limits.yaml_values // 2:  # a cell with a value is two
                raise InvalidTable(0, "The workbook has too many cells. Save the table that is needed alone.")


def _elements(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> int:
    """About the number of elements in a part; what is no XML has few."""
    count, before = 0, b""
    if part.file_size > _SMALL_BYTES and _SMALL.match(part.filename):
        raise InvalidTable(0, f"{part.filename[:80]} in the workbook is too large. Save the table alone.")
    with archive.open(part) as stream:  # no more is unpacked than the archive states
        while chunk := stream.read(_CHUNK):
            count += chunk.count(b"<") - chunk.count(b"</")
            if any(one in before + chunk for one in _REFUSED):
                raise _document_type()
            before = chunk[-2 * len(_DOCUMENT_TYPE) :]
    return count


def _document_type() -> InvalidTable:
    return InvalidTable(0, "The workbook declares a document type or entities, which are refused.")


def _sheets(file: TextFile) -> Workbook:
    stated = list(_rows_by_sheet(file.data, formulas=True))
    has_formulas = any(cell.startswith("=") for _, _, rows in stated for _, cells in rows for cell in cells)
    shown = list(_rows_by_sheet(file.data, formulas=False)) if has_formulas else stated
    sheets = []
    for (name, visible, rows), (_, _, values) in zip(stated, shown, strict=True):
        if visible and rows:
            sheets.append(Sheet(file.name, name, tuple(_with_values(rows, dict(values)))))
    return Workbook(tuple(sheets), tuple(name for name, visible, _ in stated if not visible))


def _with_values(rows: Iterable[tuple[int, Cells]], values: dict[int, Cells]) -> Iterator[tuple[int, Cells]]:
    """The rows, with the saved value in place of each formula that has one."""
    for line, cells in rows:
        saved = values.get(line, ())
        yield (
            line,
            tuple(
                [
                    saved[at] if cell.startswith("=") and at < len(saved) and saved[at] else cell
                    for at, cell in enumerate(cells)
                ]
            ),
        )


def _rows_by_sheet(data: bytes, *, formulas: bool) -> Iterator[tuple[str, bool, list[tuple[int, Cells]]]]:
    """Name, whether it is visible, and rows of each sheet."""
    book = load_workbook(BytesIO(data), read_only=True, data_only=not formulas, keep_links=False)
    left = _MOST_LINES
    try:
        if len(book.worksheets) > _MOST_SHEETS:
            raise InvalidTable(0, f"The workbook has more than {_MOST_SHEETS} sheets. Save the table alone.")
        for sheet in book.worksheets:
            sheet.reset_dimensions()  # what a file states of its size need not be true
            is_visible = sheet.sheet_state == "visible"
            rows, count = _rows(sheet, left) if is_visible else ([], 0)
            left -= count
            yield str(sheet.title), is_visible, rows
    finally:
        book.close()


def _rows(sheet: Any, most: int) -> tuple[list[tuple[int, Cells]], int]:
    """The rows that hold something, and how many lines the sheet has."""
    found: list[tuple[int, Cells]] = []
    line = 0
    values = sheet.iter_rows(max_row=_LAST_ROW, max_col=MOST_COLUMNS, values_only=True)
    for line, row in enumerate(values, 1):
        if line > most:
            raise InvalidTable(0, "The sheets have millions of empty rows. Save the table alone.")
        if row.count(None) == len(row):
            continue
        cells = tuple([_cell(one) for one in row])
        if any(cells):
            found.append((line, cells))
        if len(found) > MOST_ROWS + 1:
            raise too_many_rows(line)
    return found, line


def _cell(value: object) -> str:
    """The value as a person sees it: whole numbers without a point, dates without the time of midnight."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        has_time = value.time() != time()
        return value.isoformat(" ", "minutes") if has_time else value.date().isoformat()
    if isinstance(value, date | time | timedelta):
        return str(value)
    if isinstance(value, str | int | float | bool):
        return text_of(value).strip()
    return str(getattr(value, "text", ""))  # of a formula for several cells
