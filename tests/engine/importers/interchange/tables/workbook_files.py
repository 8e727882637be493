"""Workbooks for tests: written with openpyxl, and with single parts replaced to be as nobody writes them."""

import io
import zipfile
from collections.abc import Iterable, Mapping
from typing import Any, Final

from openpyxl import Workbook

from threatmodel.engine.importers import Reading, TableMapping, TextFile, read

RISKS: Final = (
    ("Risk no", "Risk", "Where", "Rating", "Stage", "What to do", "Who", "More", "Note"),
    (
        "R-1", "Orders are read by anyone", "Shop", "P1", "WIP", "Ask for a login", "Ann",
        "CWE-862 https://a.example/x", "x",
    ),
    ("R-2", "Floods", "Shop", "P3", "Done", "Limit requests", "", "ticket 7", ""),
)  # fmt: skip
MAPPING: Final = TableMapping(
    columns={
        "risk no": "id", "Risk": "title", "Where": "element", "Rating": "severity", "Stage": "status",
        "What to do": "mitigation", "Who": "owner", "More": "reference", "Note": "ignore",
    },
    severities={"p1": "critical", "P3": "low"},
    statuses={"WIP": "open", "done": "mitigated"},
)  # fmt: skip
NAMESPACE: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET: Final = "xl/worksheets/sheet1.xml"


def workbook(*sheets: Iterable[Iterable[Any]], hidden: Iterable[int] = ()) -> bytes:
    """A workbook of these sheets, each of rows."""
    book = Workbook()
    for first in book.worksheets:
        book.remove(first)
    for at, rows in enumerate(sheets):
        sheet = book.create_sheet(f"Sheet {at + 1}")
        for row in rows:
            sheet.append(list(row))
        if at in hidden:
            sheet.sheet_state = "hidden"
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def with_parts(data: bytes, parts: Mapping[str, bytes]) -> bytes:
    """The workbook with these parts replaced or added."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for name in source.namelist():
            if name not in parts:
                archive.writestr(name, source.read(name))
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def part(data: bytes, name: str = SHEET) -> bytes:
    """One part of a workbook."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name)


def sheet_xml(rows: str, head: str = "") -> bytes:
    """A sheet with this content."""
    return f'<worksheet xmlns="{NAMESPACE}">{head}<sheetData>{rows}</sheetData></worksheet>'.encode()


def read_book(data: bytes, *mappings: TableMapping, name: str = "risks.xlsx") -> Reading:
    """Read one workbook."""
    return read([TextFile(name, data)], mappings=mappings)
