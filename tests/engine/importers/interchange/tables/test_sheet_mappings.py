"""Each sheet of a workbook has its own mapping: threats, components, flows between them, or nothing."""

import io
from collections.abc import Iterable, Mapping
from typing import Any, Final

import pytest
from openpyxl import Workbook

from tests.engine.importers.interchange.documents import facts, messages
from threatmodel.engine.importers import InputLimits, Reading, TableMapping, TextFile, read
from threatmodel.engine.importers.interchange.tables.table_preview import describe_tables
from threatmodel.engine.importers.table_mapping import InvalidMapping, headings_hash, read_mappings

Rows = Iterable[Iterable[Any]]
ASSETS: Final = (
    ("Nr", "What", "Sort", "Where"),
    ("A1", "Shop", "Portal", "DMZ"),
    ("A2", "Orders", "Store", "DMZ"),
)
FLOWS: Final = (
    ("Nr", "Begins", "Ends", "Speaks", "Safe", "Port no"),
    ("F1", "A1", "orders", "PostgreSQL", "yes", 5432),
    ("F2", "Customer", "Shop", "https", "maybe", 443),
)
THREATS: Final = (("Nr", "What", "Sort", "Where"), ("T1", "Orders are read", "P1", "Orders"))
MAPPINGS: Final = (
    TableMapping(
        {"Nr": "id", "What": "name", "Sort": "kind", "Where": "parent"},
        lists="components",
        sheet="assets",
        kinds={"portal": "workload", "Store": "datastore"},
    ),
    TableMapping(
        {
            "Nr": "id", "Begins": "source", "Ends": "target", "Speaks": "protocol", "Safe": "encrypted",
            "Port no": "port",
        },
        lists="flows",
    ),
    TableMapping(
        {"Nr": "id", "What": "title", "Sort": "severity", "Where": "element"},
        sheet="Threats",
        severities={"P1": "critical"},
    ),
)  # fmt: skip


def book(sheets: Mapping[str, Rows]) -> bytes:
    """A workbook of these sheets by their names."""
    written = Workbook()
    for first in written.worksheets:
        written.remove(first)
    for name, rows in sheets.items():
        sheet = written.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    target = io.BytesIO()
    written.save(target)
    return target.getvalue()


BOOK: Final = book({"Assets": ASSETS, "Flows": FLOWS, "Threats": THREATS})


def read_book(*mappings: TableMapping, data: bytes = BOOK) -> Reading:
    return read([TextFile("model.xlsx", data)], mappings=mappings)


def flows_of(reading: Reading) -> dict[str, tuple[str, str]]:
    """The flows by uid, with the names of their ends."""
    names = {uid: one.name for uid, one in reading.model.elements.items()}
    return {uid: (names[one.source], names[one.destination]) for uid, one in reading.model.flows.items()}


def test_each_sheet_is_read_by_its_own_mapping() -> None:
    reading = read_book(*MAPPINGS)

    found = {one.name: (uid, one.kind, one.parent) for uid, one in reading.model.elements.items()}
    assert found == {
        "DMZ": ("xlsx:model/Assets/DMZ", "boundary", None),
        "Shop": ("xlsx:model/Assets/A1", "workload", "xlsx:model/Assets/DMZ"),
        "Orders": ("xlsx:model/Assets/A2", "datastore", "xlsx:model/Assets/DMZ"),
    }
    assert flows_of(reading) == {"xlsx:model/Flows/flow/F1": ("Shop", "Orders")}
    (threat,) = reading.threats
    assert (threat.title, threat.severity, threat.subject) == (
        "Orders are read",
        "critical",
        "xlsx:model/Assets/A2",
    )


def test_a_flow_has_what_its_columns_state() -> None:
    reading = read_book(*MAPPINGS)

    assert {
        name: fact.value for name, fact in reading.model.flows["xlsx:model/Flows/flow/F1"].facts.items()
    } == {
        "protocol": "postgresql",
        "encrypted": True,
        "port": 5432,
    }


def test_a_flow_whose_end_is_not_known_is_kept_by_its_names() -> None:
    reading = read_book(*MAPPINGS)

    (one,) = reading.named_flows
    assert (one.source, one.destination) == ("Customer", "Shop")
    assert (one.flow.source, one.flow.destination) == ("", "xlsx:model/Assets/A1")
    assert "xlsx:model/Flows/flow/F2" not in reading.model.flows


def test_flows_lead_to_elements_of_other_files_of_the_import() -> None:
    compose = TextFile("compose.yaml", b"services:\n  customer: {image: a}\n  shop: {image: b}\n")

    reading = read([TextFile("model.xlsx", BOOK), compose], mappings=MAPPINGS)

    found = {uid: (one.source, one.destination) for uid, one in reading.model.flows.items()}
    # The file itself has a shop, so the one of the other file is not meant.
    assert found["xlsx:model/Flows/flow/F2"][0].startswith("compose:customer")
    assert found["xlsx:model/Flows/flow/F2"][1] == "xlsx:model/Assets/A1"
    assert "Not read: 1 value of a flow." in messages(reading)  # whether it is encrypted: "maybe"


def test_known_headings_are_enough_without_a_mapping() -> None:
    parts = TextFile("parts.csv", b"Name,Type\nShop,api\nDB,datastore\n")
    flows = TextFile("flows.csv", b"From,To,Protocol,Purpose\nShop,DB,mysql,Reads orders\nShop,Shop,,\n")

    reading = read([flows, parts])

    (flow,) = reading.model.flows.values()
    assert (flow.uid, flow.facts["description"].value) == ("csv:flows/flow/Shop>DB/mysql", "Reads orders")
    assert facts(reading, "csv:parts/Shop") == {}
    assert messages(reading) == ["Not read: 1 flow from an element to itself."]


def test_a_flow_of_several_elements_of_a_name_is_left_out() -> None:
    parts = TextFile("parts.csv", b"ID,Name,Type\n1,Shop,api\n2,Shop,api\n3,DB,datastore\n")
    flows = TextFile("flows.csv", b"From,To\nShop,DB\n")

    assert not read([parts, flows]).model.flows


def test_a_sheet_can_be_left_out() -> None:
    left_out = TableMapping(dict.fromkeys(THREATS[0], "ignore"), lists="nothing", sheet="Threats")

    reading = read_book(*MAPPINGS[:2], left_out)

    assert not reading.threats
    assert 'Sheet "Threats" is not imported, as its mapping says.' in messages(reading)


@pytest.mark.parametrize(("heading", "is_left_out"), [("ID", True), ("Title", False)])
def test_what_lists_nothing_leaves_out_tables_of_just_its_headings(heading: str, is_left_out: bool) -> None:
    left_out = TableMapping({"ID": "ignore", "Severity": "ignore"}, lists="nothing")
    table = TextFile("risks.csv", f"{heading},ID,Severity,\nSpoofed login,1,high,\n".encode())

    reading = read([table], mappings=(left_out,))

    assert ("The table is not imported, as its mapping says." in messages(reading)) is is_left_out
    assert bool(reading.threats) is not is_left_out


def test_flows_to_several_ports_are_all_read() -> None:
    parts = TextFile("parts.csv", b"Name,Type\nShop,api\nDB,datastore\n")
    flows = TextFile("flows.csv", b"From,To,Protocol,Port\nShop,DB,mysql,3306\nShop,DB,mysql,3307\n")

    reading = read([flows, parts])

    assert {uid: one.facts["port"].value for uid, one in reading.model.flows.items()} == {
        "csv:flows/flow/Shop>DB/mysql": 3306,
        "csv:flows/flow/Shop>DB/mysql:3307": 3307,
    }
    assert messages(reading) == []


def test_many_columns_are_refused_at_once() -> None:
    columns = {f"c{number}": "title" for number in range(40_000)}

    with pytest.raises(InvalidMapping, match="more than 100 columns"):
        read_mappings({"tables": [{"columns": columns}]})


def test_a_component_without_a_kind_is_a_workload() -> None:
    mapping = TableMapping({"What": "name"}, lists="components")

    reading = read([TextFile("a.csv", b"What;Owner\nShop;Ann\n")], mappings=(mapping,))

    assert [one.kind for one in reading.model.elements.values()] == ["workload"]
    assert messages(reading) == ["Not read: 1 column (Owner)."]


def test_the_dialog_sees_what_each_sheet_likely_lists() -> None:
    tables, _ = describe_tables([TextFile("model.xlsx", BOOK)], (), InputLimits())

    assert [(one.sheet, one.lists, one.known_by, one.by_sheet) for one in tables] == [
        ("Assets", "components", "unknown", True),
        ("Flows", "flows", "unknown", False),
        ("Threats", "threats", "unknown", True),
    ]
    named = book({"Sheet1": [("Origin", "Receiver node", "Remarks"), ("Shop", "DB", "x")]})
    ((flows,), _) = describe_tables([TextFile("a.xlsx", named)], (), InputLimits())
    assert (flows.lists, [one.field for one in flows.columns]) == ("flows", ["source", "target", "ignore"])
    assert flows.columns[0].suggested["threats"] == "ignore"


def test_the_dialog_sees_what_the_team_said_of_each_sheet() -> None:
    tables, _ = describe_tables([TextFile("model.xlsx", BOOK)], MAPPINGS, InputLimits())

    assert [(one.lists, one.known_by, one.by_sheet) for one in tables] == [
        ("components", "mapping", True),
        ("flows", "mapping", False),
        ("threats", "mapping", True),
    ]
    assert [one.kind for one in tables[0].columns[2].values] == ["workload", "datastore"]


def test_a_mapping_for_the_sheet_counts_before_one_for_all() -> None:
    for_all = TableMapping({"Nr": "id", "What": "title", "Sort": "ignore", "Where": "ignore"})

    assert [one.title for one in read_book(for_all).threats] == ["Shop", "Orders", "Orders are read"]
    assert [one.title for one in read_book(for_all, *MAPPINGS).threats] == ["Orders are read"]


def test_sheets_with_the_same_headings_are_remembered_apart() -> None:
    assert headings_hash(["A"]) != headings_hash(["A"], "Threats") != headings_hash(["A"], "Assets")
    assert headings_hash(["A"], " threats") == headings_hash(["A"], "Threats")


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({"columns": {"A": "title"}, "lists": "components"}, "no column holds the name of a component"),
        ({"columns": {"A": "source"}, "lists": "flows"}, "a flow needs both ends"),
        (
            {"columns": {"A": "name", "B": "severity"}, "lists": "components"},
            "tables of components have no `severity`. Fields are id, name",
        ),
        ({"columns": {"A": "title"}, "lists": "nothing"}, "tables of nothing have no `title`"),
        ({"columns": {}, "lists": "nothing"}, "a heading is empty, or there is none"),
        (
            {"columns": {"A": "name"}, "lists": "components", "kinds": {"x": "toaster"}},
            "`toaster` is no kind of element. Kinds are ",
        ),
        ({"columns": {"A": "title"}, "lists": "people"}, "lists: Invalid enum value 'people'"),
    ],
)
def test_a_mapping_that_does_not_fit_what_it_lists_says_why(table: Any, said: str) -> None:
    with pytest.raises(InvalidMapping) as fault:
        read_mappings({"tables": [table]})

    assert said in str(fault.value)
