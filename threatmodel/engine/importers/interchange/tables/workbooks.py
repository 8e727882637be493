"""Reads the sheets of workbooks (XLSX). Nothing is evaluated, fetched or unpacked to a disk.

openpyxl reads one part after another within what is checked first: the size of all parts, how far they are
compressed, the number of elements, and that none has a document type. Of a sheet rows alone are read. A
formula counts by the value that was saved with it, else as text.
"""

import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Generator, Iterator
from datetime import date, datetime, time, timedelta
from io import BytesIO
from math import isfinite
from typing import Any, Final

from defusedxml import DefusedXmlException
from openpyxl import load_workbook
from openpyxl.worksheet._reader import FORMULA_TAG, ROW_TAG, VALUE_TAG, WorkSheetParser
from openpyxl.xml.functions import iterparse

from threatmodel.engine.importers.interchange.tables.sheets import (
    MOST_COLUMNS,
    MOST_ROWS,
    Cells,
    InvalidTable,
    Sheet,
    too_many_rows,
)
from threatmodel.engine.importers.interchange.value_readers import storable, text_of
from threatmodel.engine.importers.limits import InputLimits, megabytes
from threatmodel.engine.importers.text_file import TextFile
from threatmodel.engine.model.struct_base import Record

_MOST_PARTS: Final = 1_000
_MOST_SHEETS: Final = 50
_LAST_ROW: Final = 1_048_576  # of any sheet
_GROWTH: Final = 10  # how many times the limit of a file its parts may have, and the texts of its cells
_RATIO: Final = 100  # above it, and above a megabyte, a part is compressed as no table is
_CHUNK: Final = 1024 * 1024
_METHODS: Final = frozenset(
    {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
)  # others take memory that nothing bounds
_LARGE: Final = 10**18  # from here on, numbers with a point are powers of ten
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
            return _sheets(file, limits)
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
        if any(part.compress_type not in _METHODS for part in parts):
            raise InvalidTable(0, _DAMAGED)
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


def _sheets(file: TextFile, limits: InputLimits) -> Workbook:
    book = load_workbook(BytesIO(file.data), read_only=True, data_only=True, keep_links=False)
    left = _GROWTH * limits.yaml_bytes
    sheets: list[Sheet] = []
    hidden: list[str] = []
    try:
        if len(book.worksheets) > _MOST_SHEETS:
            raise InvalidTable(0, f"The workbook has more than {_MOST_SHEETS} sheets. Save the table alone.")
        for sheet in book.worksheets:
            if sheet.sheet_state != "visible":
                hidden.append(str(sheet.title))
                continue
            rows, size = _rows(book, sheet, left)
            left -= size
            if rows:
                sheets.append(Sheet(file.name, str(sheet.title), tuple(rows)))
    finally:
        book.close()
    return Workbook(tuple(sheets), tuple(hidden))


def _rows(book: Any, sheet: Any, most: int) -> tuple[list[tuple[int, Cells]], int]:
    """The rows that hold something, and how many characters they have: at most so many.

    Thousands of cells may hold one long shared text, of which each gets a copy.
    """
    found: list[tuple[int, Cells]] = []
    last = size = 0
    for line, values in _values(book, sheet):
        if line > _LAST_ROW:
            break
        if line <= last:  # no program writes that
            continue
        last = line
        cells = _cells(values)
        if not any(cells):
            continue
        size += sum(map(len, cells))
        if size > most:
            raise InvalidTable(
                line, f"The cells hold more than {megabytes(most)} of text. Split the workbook."
            )
        found.append((line, cells))
        if len(found) > MOST_ROWS + 1:
            raise too_many_rows(line)
    return found, size


def _values(book: Any, sheet: Any) -> Iterator[tuple[int, list[dict[str, Any]]]]:
    """The lines of a sheet that have cells, with these."""
    # The ways of openpyxl to rows read the rest of a sheet too, and translate formulas.
    with sheet._get_source() as source:  # noqa: SLF001 (see above)
        parser = _RowParser(
            source,
            sheet._shared_strings,  # noqa: SLF001
            data_only=True,
            epoch=book.epoch,
            date_formats=book._date_formats,  # noqa: SLF001
            timedelta_formats=book._timedelta_formats,  # noqa: SLF001
        )
        yield from parser.parse()


class _RowParser(WorkSheetParser):
    """Reads the rows of a sheet, and nothing else: areas of rules and shared formulas can take hours."""

    def parse(self) -> Generator[Any, None, None]:
        """The rows in their order."""
        for _, element in iterparse(self.source):
            if element.tag == ROW_TAG:
                yield self.parse_row(element)
                element.clear()

    def parse_cell(self, element: Any) -> dict[str, Any]:
        """The cell with its saved value; a formula without one is its text."""
        cell: dict[str, Any] = super().parse_cell(element)
        if cell["value"] is None and (formula := element.find(FORMULA_TAG)) is not None:
            # An empty text is a value; without the type, what wrote the file calculated nothing.
            is_empty_text = element.get("t") == "str" and element.find(VALUE_TAG) is not None
            cell["value"] = None if is_empty_text else f"={formula.text or '…'}"
        return cell


def _cells(values: list[dict[str, Any]]) -> Cells:
    """The cells by their columns, up to the last one that holds something."""
    found: dict[int, str] = {}
    for value in values:
        at = value["column"]
        if value["value"] is not None and at <= MOST_COLUMNS:
            found[at] = _cell(value["value"])
    return tuple([found.get(at, "") for at in range(1, max(found, default=0) + 1)])


def _cell(value: object) -> str:
    """The value as a person sees it: whole numbers without a point, dates without the time of midnight."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        has_time = value.time() != time()
        return value.isoformat(" ", "minutes") if has_time else value.date().isoformat()
    if isinstance(value, date | time | timedelta):
        return str(value)
    if isinstance(value, float) and isfinite(value):
        return str(int(value)) if value.is_integer() and abs(value) < _LARGE else f"{value:.15g}"
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return storable(text_of(value)).strip()
