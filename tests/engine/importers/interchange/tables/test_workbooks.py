"""Workbooks are read as people see them, within limits; nothing in them is evaluated, fetched or unpacked."""

import io
import random
import time
import warnings
import zipfile
from contextlib import suppress
from datetime import date, datetime
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.importers.interchange.documents import messages
from tests.engine.importers.interchange.tables.workbook_files import (
    NAMESPACE,
    RISKS,
    SHEET,
    part,
    read_book,
    sheet_xml,
    with_parts,
    workbook,
)
from threatmodel.engine.importers import InputLimits, TextFile, is_known_by_name, read
from threatmodel.engine.importers.interchange.tables.sheets import InvalidTable
from threatmodel.engine.importers.interchange.tables.workbooks import read_workbook

BOOK: Final = workbook(RISKS)
KNOWN: Final = workbook([("Threat", "Severity"), ("Floods", "high")])
SECONDS: Final = 10.0
TYPES: Final = "[Content_Types].xml"


def cells(data: bytes) -> list[tuple[int, tuple[str, ...]]]:
    """The rows of the first sheet."""
    return list(read_workbook(TextFile("a.xlsx", data), InputLimits()).sheets[0].rows)


def test_cells_are_as_people_see_them() -> None:
    at = datetime(2026, 1, 2, 3, 4)  # noqa: DTZ001 (cells have no time zone)
    rows = [(1.0, 2.5, True, date(2026, 1, 2), at), (), (" text ", None, 10**9)]

    assert [(line, row[:5]) for line, row in cells(workbook(rows))] == [
        (1, ("1", "2.5", "true", "2026-01-02", "2026-01-02 03:04")),
        (3, ("text", "", "1000000000")),
    ]


def test_long_numbers_stay_apart() -> None:
    numbers = (1_234_567.5, 1_234_568.5, 123_456_789_012_345, 1e16, 0.1 + 0.2)

    ((_, row),) = cells(workbook([numbers]))

    assert row == ("1234567.5", "1234568.5", "123456789012345", "10000000000000000", "0.3")


def test_a_formula_is_its_saved_value_and_else_text() -> None:
    saved = sheet_xml(
        '<row r="1"><c r="A1"><f>2+3</f><v>5</v></c><c r="B1"><f>WEBSERVICE("http://a.example")</f></c></row>'
    )

    ((_, row),) = cells(with_parts(BOOK, {SHEET: saved}))

    assert row[:2] == ("5", '=WEBSERVICE("http://a.example")')


def test_a_formula_that_gives_an_empty_text_is_an_empty_cell() -> None:
    saved = sheet_xml(
        '<row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="2"><c r="A2" t="str"><f>IF(B2="","",B2)</f><v></v></c></row>'
    )

    assert cells(with_parts(BOOK, {SHEET: saved})) == [(1, ("1",))]


def test_every_sheet_is_a_table_and_hidden_ones_are_named() -> None:
    rows = [("Threat", "Severity"), ("Floods", "high")]
    other = [("Title of the page",), (), ("a", "b"), ("c", "d")]

    reading = read_book(workbook(rows, rows, other, hidden=[1]))

    assert [one.id for one in reading.threats] == [reading.threats[0].id]
    assert reading.threats[0].id.startswith("xlsx:risks/Sheet 1/")
    assert reading.threats[0].tool == "XLSX"
    unknown, hidden = messages(reading)
    assert unknown.startswith('Sheet "Sheet 3": nothing says what the columns of this table hold (a, b).')
    assert hidden == "Hidden sheets are not read: Sheet 2."
    assert not [one for one in reading.problems if one.severity == "error"]


def test_folders_are_not_searched_for_workbooks() -> None:
    assert not is_known_by_name("risks.xlsx")


@pytest.mark.parametrize("name", ["risks.xls", "risks.ods", "risks.xlsb"])
def test_other_formats_are_refused_with_a_remedy(name: str) -> None:
    (problem,) = read([TextFile(name, b"\xd0\xcf\x11\xe0")]).problems

    assert (problem.severity, problem.message) == (
        "error",
        "This format of spreadsheets is not read. Save the table as XLSX or CSV.",
    )


# --- hostile ------------------------------------------------------------------------------------------

DTD: Final = b'<!DOCTYPE a [<!ENTITY b "c">]>'
ROW: Final = '<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row>'


def hostile() -> dict[str, tuple[bytes, str]]:
    """Workbooks by what is wrong with them, and the beginning of what is said."""
    declared = part(BOOK).replace(b"<sheetData>", DTD + b"<sheetData>")
    utf16 = f'<?xml version="1.0" encoding="UTF-16"?>{DTD.decode()}<a/>'.encode("utf-16")
    padded = sheet_xml("<row/>" + " " * 30_000_000)
    many = sheet_xml("<row>" + "<c/>" * 1_100_000 + "</row>")
    rows = sheet_xml("".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, 20_101)))
    return {
        "entities": (with_parts(BOOK, {SHEET: DTD + declared}), "The workbook declares a document type"),
        "entities in another encoding": (
            with_parts(BOOK, {"xl/sharedStrings.xml": utf16}),
            "The workbook declares a document type",
        ),
        "a bomb": (with_parts(BOOK, {SHEET: padded}), "A part of the workbook is compressed"),
        "a large bomb": (
            with_parts(BOOK, {f"a{n}": b" " * 10_000_000 for n in range(6)}),
            "Unpacked, the workbook is larger than 50 MB",
        ),
        "cells": (with_parts(BOOK, {SHEET: many + b"<!--" + bytes(range(60)) * 20 + b"-->"}), ""),
        "parts": (
            with_parts(BOOK, {f"xl/{n}.xml": b"" for n in range(1_001)}),
            "The workbook has more than 1,000",
        ),
        "styles": (
            with_parts(
                BOOK, {"xl/styles.xml": b"<a>" + b"".join(b"%d," % n for n in range(400_000)) + b"</a>"}
            ),
            "xl/styles.xml in the workbook is too large",
        ),
        "rows": (with_parts(BOOK, {SHEET: rows}), "The table has more than 20,000 rows"),
        "no zip": (b"PK\x03\x04 nothing", "The workbook is damaged"),
        "cut": (BOOK[: len(BOOK) // 2], "The workbook is damaged"),
        "no workbook": (with_parts(BOOK, {"xl/workbook.xml": b"<a/>"}), "The "),
        "strings that are not there": (
            with_parts(BOOK, {SHEET: sheet_xml('<row r="1"><c r="A1" t="s"><v>999</v></c></row>')}),
            "The workbook is damaged",
        ),
        "places that are none": (
            with_parts(BOOK, {SHEET: sheet_xml('<row r="x"><c r="1A"/></row>')}),
            "The workbook is damaged",
        ),
    }


HOSTILE: Final = (
    "entities", "entities in another encoding", "a bomb", "a large bomb", "cells", "parts", "styles", "rows",
    "no zip", "cut", "no workbook", "strings that are not there", "places that are none",
)  # fmt: skip


@pytest.fixture(scope="module")
def books() -> dict[str, tuple[bytes, str]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return hostile()


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_workbook_is_refused_at_once(kind: str, books: dict[str, tuple[bytes, str]]) -> None:
    data, said = books[kind]
    started = time.monotonic()

    problems = read_book(data, name="../../etc/passwd/risks.xlsx").problems

    assert [one.severity for one in problems] == ["error"]
    assert problems[0].message.startswith(said)
    assert time.monotonic() - started < SECONDS


@pytest.mark.parametrize("kind", ["shared formulas", "areas of rules"])
def test_nothing_but_rows_is_read_of_a_sheet(kind: str) -> None:
    """Translating formulas, and splitting areas into cells, would take minutes and gigabytes."""
    long = "+".join(["A1"] * 100_000)
    first = f'<row r="1"><c r="A1"><f t="shared" si="0" ref="A1:A9">{long}</f><v>1</v></c></row>'
    more = [f'<row r="{n}"><c r="A{n}"><f t="shared" si="0"/></c></row>' for n in range(2, 1_000)]
    areas = f'<dataValidations><dataValidation sqref="{"A1 " * 1_000_000}"/></dataValidations>'
    sheet = sheet_xml(first + "".join(more)) if kind == "shared formulas" else sheet_xml(ROW)
    if kind != "shared formulas":
        sheet = sheet.replace(b"</sheetData>", b"</sheetData>" + areas.encode())
    noise = b"<!--" + bytes(n for n in random.Random(1).randbytes(200_000) if chr(n).isalnum() and n < 128)
    started = time.monotonic()

    found = cells(with_parts(BOOK, {SHEET: sheet + noise + b"-->"}))

    assert found[0] in {(1, ("a",)), (1, ("1",))}
    assert time.monotonic() - started < SECONDS


def test_a_long_text_in_thousands_of_cells_is_refused() -> None:
    text = random.Random(1).randbytes(50_000).hex()
    strings = f'<sst xmlns="{NAMESPACE}"><si><t xml:space="preserve">{text} </t></si></sst>'.encode()
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    override = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'.encode()
    types = part(BOOK, TYPES).replace(b"</Types>", override)
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 2_000))
    book = with_parts(BOOK, {TYPES: types, "xl/sharedStrings.xml": strings, SHEET: sheet_xml(rows)})

    with pytest.raises(InvalidTable, match="The cells hold more than 50 MB of text"):
        cells(book)


def test_other_methods_of_compression_are_refused() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr(SHEET, part(BOOK))

    with pytest.raises(InvalidTable, match="The workbook is damaged"):
        cells(target.getvalue())


@pytest.mark.parametrize(
    "sheet",
    [
        sheet_xml(ROW, '<dimension ref="A1:XFD1048576"/>'),
        sheet_xml(f'{ROW}<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
        sheet_xml(f'{ROW}<row r="99999999999999"><c r="A5"><v>1</v></c></row>'),
    ],
    ids=["a million rows declared", "the last cell", "a row beyond the last"],
)
def test_what_a_sheet_states_of_its_size_costs_nothing(sheet: bytes) -> None:
    started = time.monotonic()

    found = cells(with_parts(BOOK, {SHEET: sheet}))

    assert [(line, row[0]) for line, row in found] == [(1, "a")]
    assert time.monotonic() - started < SECONDS


def test_names_of_parts_and_links_to_other_workbooks_lead_nowhere() -> None:
    link = b'<a><Relationship Type="externalLink" Target="file:///etc/passwd" TargetMode="External"/></a>'

    reading = read_book(
        with_parts(KNOWN, {"../../../tmp/evil.xml": b"<a/>", "xl/externalLinks/externalLink1.xml": link})
    )

    assert [one.title for one in reading.threats] == ["Floods"]


@settings(max_examples=25, deadline=None)
@given(places=st.lists(st.tuples(st.integers(0, 100_000), st.binary(min_size=1, max_size=4)), max_size=6))
def test_damaged_parts_are_read_or_refused(places: list[tuple[int, bytes]]) -> None:
    names = ("xl/workbook.xml", SHEET, "xl/styles.xml", "[Content_Types].xml", "xl/_rels/workbook.xml.rels")
    changed: dict[str, bytes] = {}
    for place, text in places:
        name = names[place % len(names)]
        content = changed.get(name) or part(KNOWN, name)
        at = place % len(content)
        changed[name] = content[:at] + text + content[at + len(text) :]

    with suppress(InvalidTable):
        read_workbook(TextFile("a.xlsx", with_parts(KNOWN, changed)), InputLimits())
