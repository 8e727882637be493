"""CSV files: one for each table, and no cell that a spreadsheet calculates."""

import csv as csv_reader
import io
import zipfile

from hypothesis import given
from hypothesis import strategies as st

from tests.reports.renderers.documents import HOSTILE, SITE, everything, table_of
from threatmodel.reports.document import Run
from threatmodel.reports.renderers import csv

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def rows_of(content: bytes, name: str = "threats.csv") -> list[list[str]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        text = archive.read(name).decode()
    assert text.startswith("\ufeff")
    return list(csv_reader.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_each_table_is_a_file() -> None:
    content = csv.render(everything())

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.namelist() == ["summary.csv", "sign-off.csv"]
    header, first, _, third = rows_of(content, "summary.csv")
    assert header == ["Number", "Severity", "Score", "Due"]
    assert first == ["T1", "critical", "91", "2026-12-01"]
    assert third[0] == f"{SITE}/m/1/threats/3"
    assert content == csv.render(everything())


def test_no_hostile_name_is_a_formula() -> None:
    rows = rows_of(csv.render(table_of(HOSTILE)))[1:]

    assert len(rows) == len(HOSTILE)
    assert all(len(row) == 1 and not row[0].startswith(_FORMULA) for row in rows)


def test_numbers_are_numbers_even_below_zero() -> None:
    assert rows_of(csv.render(table_of((-5, "-5"))))[1:] == [["-5"], ["'-5"]]


def test_an_address_of_another_server_is_not_given() -> None:
    rows = rows_of(csv.render(table_of(((Run("Open", href="https://evil.example/"),),))))

    assert rows[1] == ["Open"]


@given(st.lists(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=40), max_size=6))
def test_any_text_comes_back_but_for_the_mark(names: list[str]) -> None:
    rows = rows_of(csv.render(table_of(tuple(names))))[1:]

    assert [row[0].removeprefix("'") if row else "" for row in rows] == [
        one.removeprefix("'") for one in names
    ]
    assert not any(cell.startswith(_FORMULA) for row in rows for cell in row)
