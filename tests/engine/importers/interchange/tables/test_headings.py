"""Tables of threats and components as CSV are read by their headings."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.importers.interchange.documents import facts, messages, read_text
from threatmodel.engine.importers import TextFile, is_known_by_name, read

THREATS = """\ufeffThreat;Component;Severity;Status;STRIDE;Mitigation;CWE;Reviewer
"Orders are read; by anyone";Shop;High;Open;Information disclosure;"Ask for a login.
Check rights.";CWE-862;Ann
Floods;shop;low;Closed;Denial of Service;Limit requests.;;Bob
;;;;;;;
Nothing known;Nowhere;;N/A;;;;
"""
COMPONENTS = """Name,Type,Zone,Owner,Data classification
Shop,Web service,DMZ,Team A,internal
DB,PostgreSQL,DMZ,,secret
"""


def test_components_are_in_the_zones_that_they_name() -> None:
    reading = read_text(COMPONENTS, "inventory/parts.csv")

    found = {one.name: (one.kind, one.parent, one.source.line) for one in reading.model.elements.values()}
    assert found == {
        "DMZ": ("boundary", None, 2),
        "Shop": ("workload", "csv:parts/DMZ", 2),
        "DB": ("datastore", "csv:parts/DMZ", 3),
    }
    assert facts(reading, "csv:parts/Shop") == {"owner": "Team A", "data_classification": "internal"}
    assert messages(reading) == ["Not read: 1 level of a component."]


def test_threats_are_on_the_element_that_they_name() -> None:
    reading = read([TextFile("parts.csv", COMPONENTS.encode()), TextFile("threats.csv", THREATS.encode())])

    orders, floods, unknown = reading.threats
    assert (orders.title, orders.subject, orders.severity) == (
        "Orders are read; by anyone",
        "csv:parts/Shop",
        "high",
    )
    assert orders.mitigations[0].title == "Ask for a login."
    assert orders.mitigations[0].description == "Ask for a login.\nCheck rights."
    assert orders.references == ("cwe:CWE-862",)
    assert (floods.subject, floods.status, floods.line) == ("csv:parts/Shop", "mitigated", 4)
    assert (unknown.subject, unknown.severity, unknown.status) == ("", "medium", "not-applicable")
    assert "Not read: 1 column (Reviewer)." in messages(reading)


def test_a_name_that_two_elements_have_is_none() -> None:
    twice = "id,name,kind\n1,Shop,api\n2,shop,api\n"

    reading = read([TextFile("parts.csv", twice.encode()), TextFile("threats.csv", THREATS.encode())])

    assert {one.subject for one in reading.threats} == {""}


@pytest.mark.parametrize("text", ["a,b\n1,2\n", "title\nonly a title\n", "name,owner\nx,y\n"])
def test_other_tables_are_not_recognized(text: str) -> None:
    assert not read_text(text, "data.csv").threats
    assert not read_text(text, "data.csv").model.elements


def test_folders_are_not_searched_for_tables() -> None:
    assert not is_known_by_name("threats.csv")


def test_a_cell_without_an_end_is_refused_with_its_line() -> None:
    endless = 'title,severity\n"' + "a" * 300_000

    (problem,) = read_text(endless, "threats.csv").problems

    assert (problem.severity, problem.line) == ("error", 2)
    assert "Invalid CSV" in problem.message


def test_a_cell_that_swallows_the_rows_below_it_is_refused_with_its_line() -> None:
    endless = 'title,severity\nFloods,high\n"Theft,low\nSpying,low\n'

    (problem,) = read_text(endless, "threats.csv").problems

    assert (problem.severity, problem.line) == ("error", 3)
    assert "a quotation mark" in problem.message


def test_cells_below_no_heading_are_counted() -> None:
    rows = "title,,severity\nFloods,often,high,x\nTheft,,low\n"

    assert "Not read: 2 columns without headings." in messages(read_text(rows, "threats.csv"))


@settings(max_examples=40, deadline=None)
@given(data=st.binary(max_size=300))
def test_any_rows_below_known_headings_are_read_or_refused(data: bytes) -> None:
    for headings in (b"title,severity,element,status,cwe\n", b"name,type,zone,id\n"):
        reading = read([TextFile("table.csv", headings + data)])

        assert all(threat.title for threat in reading.threats)
