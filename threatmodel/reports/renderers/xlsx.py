"""Spreadsheets: a sheet for each table, with typed cells and no formula."""

import datetime as dt
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any, Final, TypeAlias

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.packaging.core import DocumentProperties
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.writer.excel import ExcelWriter

from threatmodel.engine.reproducible_zip import ReproducibleZip
from threatmodel.engine.xml_characters import xml_text
from threatmodel.reports.document import SEVERITY_COLORS, Column, Document, Value, plain_text
from threatmodel.reports.renderers.sheets import Sheet, own_address, sheets_of

# Limits of Excel. Source: Microsoft, Excel specifications and limits.
_ROWS_MOST: Final = 1_048_576
_TEXT_MOST: Final = 32_767  # UTF-16 code units
_LINKS_MOST: Final = 65_530
_FIRST_YEAR: Final = 1900
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
_ESCAPE: Final = re.compile("_(?=x[0-9A-Fa-f]{4}_)")  # Excel reads _x0041_ as the letter A
_SHARE_CHARACTERS: Final = 12  # width of a column whose share is 1
_WIDEST: Final = 80
_DATE: Final = "yyyy-mm-dd"
_TIME: Final = "yyyy-mm-dd hh:mm"
_PLAIN: Final = "text"

Looks: TypeAlias = Mapping[str, Any]  # by kind of cell: how openpyxl keeps a style


def render(document: Document) -> bytes:
    """Return a workbook with the tables of the report, after a sheet that says what it is about."""
    about: list[tuple[str, Value]] = [
        ("Report", document.title),
        *([("Classification", document.classification)] if document.classification else []),
        *document.facts,
    ]
    first = Sheet("About", (Column("Name", width=2), Column("Value", width=5)), about)
    return workbook_of(
        chain([first], sheets_of(document)), title=document.title, at=document.stamp.at, site=document.site
    )


def workbook_of(sheets: Iterable[Sheet], *, title: str, at: dt.datetime, site: str) -> bytes:
    """Return a workbook; its cells link to nothing but addresses of `site`."""
    book = Workbook(write_only=True)
    written = _excel_time(at)
    book.properties = DocumentProperties(
        title=xml_text(title), creator="Bulkhead", created=written, modified=written
    )
    for sheet in sheets:
        _write(book, sheet, site)
    if not book.worksheets:
        book.create_sheet("Empty")
    content = io.BytesIO()
    ExcelWriter(book, ReproducibleZip(content)).save()
    return content.getvalue()


def _write(book: Workbook, sheet: Sheet, site: str) -> None:
    """Write a table on as many sheets as its rows need; each has the header."""
    rows, number = iter(sheet.rows), 1
    _SheetWriter(book, sheet.name, sheet.columns, site).write(islice(rows, _ROWS_MOST - 1))
    for following in rows:
        number += 1
        part = chain([following], islice(rows, _ROWS_MOST - 2))
        _SheetWriter(book, f"{sheet.name[:26]} {number}", sheet.columns, site).write(part)


@dataclass(slots=True)
class _SheetWriter:
    """One sheet that is being written."""

    book: Workbook
    name: str
    columns: Sequence[Column]
    site: str
    links: int = 0

    def write(self, rows: Iterable[Sequence[Value]]) -> None:
        sheet: Any = self.book.create_sheet(self.name)
        self._set_up(sheet)
        looks = _looks(sheet)
        sheet.append([_text(sheet, looks, column.title, "header") for column in self.columns])
        count = 1
        for row in rows:
            count += 1
            sheet.append([self._cell(sheet, looks, *one) for one in zip(row, self.columns, strict=True)])
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(self.columns))}{count}"
        sheet.close()

    def _set_up(self, sheet: Any) -> None:
        sheet.freeze_panes = "A2"
        sheet.print_title_rows = "1:1"
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.fitToHeight = 0  # as many pages as it takes, each as wide as the table
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        for place, column in enumerate(self.columns, 1):
            width = min(_WIDEST, max(len(column.title) + 4, round(column.width * _SHARE_CHARACTERS)))
            sheet.column_dimensions[get_column_letter(place)].width = width

    def _cell(self, sheet: Any, looks: Looks, value: Value, column: Column) -> Any:
        match value:
            case None:
                return _styled(Cell(sheet, 1, 1), looks[_PLAIN])
            case str():
                return self._text_cell(sheet, looks, value, column)
            case int() | float():
                return _styled(Cell(sheet, 1, 1, value), looks["number"])
            case dt.date() if value.year < _FIRST_YEAR:
                return _text(sheet, looks, plain_text(value))
            case dt.datetime():
                return _styled(Cell(sheet, 1, 1, _excel_time(value)), looks["time"])
            case dt.date():
                return _styled(Cell(sheet, 1, 1, value), looks["date"])
            case _:
                return self._linked(sheet, looks, value)

    def _text_cell(self, sheet: Any, looks: Looks, text: str, column: Column) -> Any:
        if column.kind == "severity" and text.lower() in SEVERITY_COLORS:
            return _text(sheet, looks, text.capitalize(), text.lower())
        return _text(sheet, looks, text)

    def _linked(self, sheet: Any, looks: Looks, value: Value) -> Any:
        address = own_address(value, self.site)
        if not address or self.links >= _LINKS_MOST:
            return _text(sheet, looks, plain_text(value))
        self.links += 1
        cell = _text(sheet, looks, plain_text(value), "link")
        cell.hyperlink = address
        return cell


def _text(sheet: Any, looks: Looks, text: str, look: str = _PLAIN) -> Cell:
    """Return a cell with the text, which stays text whatever it looks like."""
    quoted = look == _PLAIN and text.startswith(_FORMULA)
    cell = Cell(sheet, 1, 1, _held(text))
    cell.data_type = "s"  # openpyxl takes what begins with = for a formula
    return _styled(cell, looks["quoted" if quoted else look])


def _held(text: str) -> str:
    """Return the text as a cell can hold it."""
    held = _ESCAPE.sub("_x005F_", xml_text(text))
    if len(held) <= _TEXT_MOST // 2:
        return held
    units = held.encode("utf-16-le")
    if len(units) <= 2 * _TEXT_MOST:
        return held
    return units[: 2 * (_TEXT_MOST - 1)].decode("utf-16-le", "ignore") + "…"


def _styled(cell: Cell, style: Any) -> Cell:
    cell._style = style  # type: ignore[attr-defined]  # noqa: SLF001 (a style that is set by its parts is looked up for each cell)
    return cell


def _looks(sheet: Any) -> dict[str, Any]:
    """Return how cells of each kind look."""
    top = Alignment(vertical="top", wrap_text=True)
    looks = {
        "header": _look(sheet, font=_font(bold=True), fill=_fill("#e5e7eb"), alignment=top),
        _PLAIN: _look(sheet, alignment=top),
        # Stays text when somebody edits the cell, as after an apostrophe.
        "quoted": _look(sheet, alignment=top, quotePrefix=True),
        "number": _look(sheet, alignment=Alignment(vertical="top")),
        "date": _look(sheet, alignment=Alignment(vertical="top"), number_format=_DATE),
        "time": _look(sheet, alignment=Alignment(vertical="top"), number_format=_TIME),
        "link": _look(sheet, alignment=top, font=_font(color="0563C1", underline="single")),
    }
    for severity, (background, text) in SEVERITY_COLORS.items():
        font = _font(color=_color(text))
        looks[severity] = _look(sheet, font=font, fill=_fill(background), alignment=top)
    return looks


def _look(sheet: Any, **parts: Any) -> Any:
    cell: Any = Cell(sheet, 1, 1)
    for name, value in parts.items():
        setattr(cell, name, value)
    return cell._style  # noqa: SLF001 (as above)


def _font(**parts: Any) -> Font:
    """Return the font of other cells with these parts: without a name, programs choose another one."""
    return Font(name="Calibri", size=11, **parts)


def _fill(color: str) -> PatternFill:
    return PatternFill("solid", fgColor=_color(color))


def _color(color: str) -> str:
    return color.removeprefix("#").upper()


def _excel_time(at: dt.datetime) -> dt.datetime:
    """Return a time as Excel has it: without a zone, here UTC."""
    return at.astimezone(dt.UTC).replace(tzinfo=None, microsecond=0)
