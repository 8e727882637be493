"""Tables whose columns a person has mapped: what becomes of them, and that rows stay the same threats."""

from typing import Any, Final

import pytest
from msgspec.structs import replace

from tests.engine.importers.interchange.documents import messages
from tests.engine.importers.interchange.tables.workbook_files import MAPPING, RISKS, read_book, workbook
from threatmodel.engine.importers import Reading, TableMapping, TextFile, read
from threatmodel.engine.importers.interchange.named_subjects import unknown_names_message
from threatmodel.engine.importers.table_mapping import InvalidMapping, headings_hash, read_mappings

SHOP: Final = TextFile("compose.yaml", b"services:\n  shop: {image: a}\n")


def as_csv(rows: Any, *mappings: TableMapping, name: str = "risks.csv") -> Reading:
    """Read rows as a CSV, beside a shop."""
    text = "\n".join(";".join(cells) for cells in rows)
    return read([SHOP, TextFile(name, text.encode())], mappings=mappings)


def test_each_column_becomes_what_the_mapping_says() -> None:
    reading = as_csv(RISKS, MAPPING)

    orders, floods = reading.threats
    assert (orders.id, orders.title, orders.severity, orders.status) == (
        "csv:risks/R-1",
        "Orders are read by anyone",
        "critical",
        "open",
    )
    assert orders.subject.startswith("compose:shop")
    assert orders.references == ("cwe:CWE-862", "https://a.example/x")
    assert orders.description == "Owner: Ann"
    assert [(one.title, one.status) for one in orders.mitigations] == [("Ask for a login", "proposed")]
    assert (floods.severity, floods.status, floods.description) == ("low", "mitigated", "Reference: ticket 7")
    assert floods.mitigations[0].status == "implemented"
    assert messages(reading) == [
        "Owners of rows are no members; they are named in descriptions.",
        "References without a CWE, CAPEC or https link are kept in descriptions.",
        "Not read: 1 column (Note).",
    ]


def test_a_workbook_says_the_same() -> None:
    table, book = as_csv(RISKS, MAPPING), read_book(workbook(RISKS), MAPPING)

    assert [(one.title, one.severity, one.description) for one in book.threats] == [
        (one.title, one.severity, one.description) for one in table.threats
    ]


def test_without_a_mapping_the_columns_are_unknown() -> None:
    reading = as_csv([("Our risks", "", ""), *RISKS])

    (problem,) = [one for one in reading.problems if one.severity == "error"]
    assert (problem.file, problem.line) == ("risks.csv", 2)
    assert "(Risk no, Risk, Where, Rating, Stage, What to do, and 3 more)" in problem.message
    assert "--mapping" in problem.message
    assert not reading.threats


def test_rows_stay_known_by_their_key_and_without_one_by_title_and_element() -> None:
    changed = (RISKS[0], *[(*row[:3], "P3", *row[4:]) for row in reversed(RISKS[1:])])
    keyless = replace(MAPPING, columns={**MAPPING.columns, "risk no": "ignore"})

    for mapping in (MAPPING, keyless):
        before, after = (as_csv(rows, mapping).threats for rows in (RISKS, changed))
        assert {one.id for one in before} == {one.id for one in after}


def test_rows_of_one_title_and_element_differ_by_their_text() -> None:
    rows = [("Risk", "Where", "Text"), ("Theft", "Shop", "of money"), ("Theft", "Shop", "of goods")]
    mapping = TableMapping({"risk": "title", "where": "element", "text": "description"})

    assert len({one.id for one in as_csv(rows, mapping).threats}) == 2


def test_rows_of_one_title_and_element_stay_known_in_another_order() -> None:
    head, *rows = [("Risk", "Where", "Text"), ("Theft", "Shop", "of money"), ("Theft", "Shop", "of goods")]
    mapping = TableMapping({"risk": "title", "where": "element", "text": "description"})

    before, after = (as_csv([head, *given], mapping).threats for given in (rows, rows[::-1]))

    assert {one.description: one.id for one in before} == {one.description: one.id for one in after}


def test_a_mapping_is_for_tables_with_all_its_columns() -> None:
    notes = TableMapping({"Name": "title", "Notes": "ignore"})
    rows = [("Name", "Type"), ("Shop", "api")]

    reading = as_csv(rows, notes, name="components.csv")

    assert not reading.threats
    assert "Shop" in {one.name for one in reading.model.elements.values()}


def test_of_headings_that_are_compared_as_the_same_one_that_is_read_counts() -> None:
    mapping = TableMapping({"Risk": "title", "risk ": "ignore", "Rating": "ignore"})

    assert [one.title for one in as_csv(RISKS[:1] + RISKS[2:], mapping).threats] == ["Floods"]


def test_a_name_keeps_rows_known_when_the_file_is_called_otherwise() -> None:
    named = replace(MAPPING, name="Register")

    first, second = (as_csv(RISKS, named, name=name).threats for name in ("risks.csv", "risks 2027.csv"))

    assert [one.id for one in first] == [one.id for one in second] == ["csv:Register/R-1", "csv:Register/R-2"]


def test_two_files_with_the_same_rows_are_said_to_be() -> None:
    text = "\n".join(";".join(cells) for cells in RISKS).encode()
    files = [TextFile("a/risks.csv", text), TextFile("b/risks.csv", text)]

    reading = read(files, mappings=(MAPPING,))

    assert len(reading.threats) == 2
    said = "Another file or sheet of this import lists this threat; only the first one is read."
    assert messages(reading).count(said) == 2


def test_several_columns_of_text_are_one_description_with_their_headings() -> None:
    rows = [("Risk", "Text", "Impact"), ("Theft", "Of money.", "High loss")]
    mapping = TableMapping({"risk": "title", "text": "description", "impact": "description"})

    assert as_csv(rows, mapping).threats[0].description == "Of money.\n\nImpact: High loss"


def test_of_several_mappings_the_one_with_most_headings_counts() -> None:
    few = TableMapping({"Risk": "title", "Where": "ignore"})

    assert as_csv(RISKS, few, MAPPING).threats[0].severity == "critical"
    assert as_csv(RISKS, few).threats[0].severity == "medium"


def test_elements_that_are_not_known_are_named() -> None:
    rows = [*RISKS, ("R-3", "Theft", "Store", "P1", "WIP", "", "", "", "")]

    said = unknown_names_message(as_csv(rows, MAPPING).threats)

    assert said == (
        "1 threat is listed for the whole model, as no element or several are called so: Store. "
        "Give elements these names, then import again."
    )


def test_headings_are_the_same_in_another_order_and_case() -> None:
    assert headings_hash(["A  b", "C"]) == headings_hash(["c", "a b", ""])


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ([], "Expected `object`, got `array`. Write a list `tables`"),
        ({"tables": [{"columns": {"A": "severity"}}]}, "Table 1: no column holds the title"),
        ({"tables": [{"columns": {"A": "title", "B": "title"}}]}, "Table 1: two columns hold `title`"),
        ({"tables": [{"columns": {"A": "headline"}}]}, "Fields of columns are id, title"),
        ({"tables": [{"columns": {"A": "title"}, "severities": {"P1": "urgent"}}]}, "Invalid enum value"),
        ({"tables": [{"columns": {"A": "title"}, "colour": 1}]}, "colour"),
        ({"tables": [{"columns": {"A" * 201: "title"}}]}, "is longer than 200 characters"),
    ],
)
def test_a_mapping_that_cannot_be_used_says_why(content: Any, said: str) -> None:
    with pytest.raises(InvalidMapping) as fault:
        read_mappings(content)

    assert said in str(fault.value)
