"""Spreadsheets: typed cells, no formulas whatever names say, and the same bytes for the same report."""

import datetime as dt
import io
import zipfile
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.reports.renderers.documents import AT, HOSTILE, SITE, document, everything, table_of
from threatmodel.reports.document import Column, Run, Section, Table, Value
from threatmodel.reports.renderers import xlsx
from threatmodel.reports.renderers.sheets import Sheet


def opened(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


def column(content: bytes, sheet: str = "Threats") -> list[Any]:
    return [row[0] for row in opened(content)[sheet].iter_rows(min_row=2)]


def test_cells_keep_their_types() -> None:
    book = opened(xlsx.render(everything()))

    sheet = book["Summary"]
    assert book.sheetnames == ["About", "Summary", "Sign-off"]
    assert [cell.value for cell in sheet[1]] == ["Number", "Severity", "Score", "Due"]
    number, severity, score, due = sheet[2]
    assert (number.value, severity.value, score.value) == ("T1", "Critical", 91)
    assert (str(due.value), due.number_format, due.is_date) == ("2026-12-01 00:00:00", "yyyy-mm-dd", True)
    assert severity.fill.fgColor.rgb == "008B1A1A"
    assert sheet["D3"].value is None


def test_header_stays_in_sight_and_filters() -> None:
    sheet = opened(xlsx.render(everything()))["Summary"]

    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:D4"
    assert sheet.print_title_rows == "$1:$1"
    assert sheet["A1"].font.bold


def test_no_hostile_name_is_a_formula_or_a_link() -> None:
    content = xlsx.render(table_of(HOSTILE))

    cells = column(content)
    assert len(cells) == len(HOSTILE)
    for cell, name in zip(cells, HOSTILE, strict=True):
        assert cell.data_type in {"s", "inlineStr"}, name[:40]
        assert cell.hyperlink is None
        assert cell.quotePrefix == name.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert b"<f" not in _sheet_xml(content)


@given(st.lists(st.text(max_size=60), max_size=5))
@settings(max_examples=12, deadline=None)
def test_any_text_stays_text(names: list[str]) -> None:
    content = xlsx.render(table_of(tuple(names)))

    assert all(cell.data_type in {"s", "inlineStr", "n"} for cell in column(content))
    assert b"<f" not in _sheet_xml(content)


def test_long_text_is_cut_where_a_cell_ends() -> None:
    [plain, wide] = column(xlsx.render(table_of(("x" * 40_000, "😀" * 20_000))))

    assert (len(plain.value), plain.value[-1]) == (32_767, "…")
    assert len(wide.value.encode("utf-16-le")) // 2 <= 32_767


def test_cells_link_to_this_server_alone() -> None:
    addresses = (f"{SITE}/m/1", "https://evil.example/", f"{SITE}.evil.example/", "javascript:alert(1)")

    cells = column(xlsx.render(table_of(tuple((Run("Open", href=one),) for one in addresses))))

    assert [cell.hyperlink.target if cell.hyperlink else None for cell in cells] == [
        f"{SITE}/m/1",
        None,
        None,
        None,
    ]
    assert cells[0].hyperlink.ref == "A2"
    assert {cell.value for cell in cells} == {"Open"}


def test_same_report_gives_the_same_bytes() -> None:
    first, second = xlsx.render(everything()), xlsx.render(everything())

    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    properties = opened(first).properties
    assert (properties.created, properties.creator) == (AT.replace(tzinfo=None), "Bulkhead")


def test_sheets_have_names_that_excel_takes() -> None:
    table = Table((Column("Name"),), (("a",),))
    titles = ("Risk: [a/b]?", "Risk: [a/b]?", "x" * 40, "X" * 40, "''", "About")

    names = opened(xlsx.render(document(*(Section("t", one, (table,)) for one in titles)))).sheetnames

    assert names == ["About", "Risk a b", "Risk a b 2", "x" * 31, "X" * 29 + " 2", "Table", "About 2"]


def test_more_rows_than_a_sheet_holds_go_on_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "_ROWS_MOST", 3)
    rows: list[tuple[Value]] = [(number,) for number in range(5)]

    book = opened(xlsx.workbook_of([Sheet("T", (Column("N", "number"),), rows)], title="", at=AT, site=""))

    values = [[row[0].value for row in sheet.iter_rows(min_row=2)] for sheet in book.worksheets]
    assert (book.sheetnames, values) == (["T", "T 2", "T 3"], [[0, 1], [2, 3], [4]])


def test_days_before_excel_are_text() -> None:
    [cell] = column(xlsx.render(table_of((dt.date(1899, 12, 31),))))

    assert cell.value == "1899-12-31"


def _sheet_xml(content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return b"".join(archive.read(name) for name in archive.namelist() if "worksheets/sheet" in name)
