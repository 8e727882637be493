"""What the dialog shows of tables: columns with a guess, their values and first rows."""

from tests.engine.importers.interchange.tables.workbook_files import MAPPING, RISKS, workbook
from threatmodel.engine.importers import InputLimits, TextFile
from threatmodel.engine.importers.interchange.tables.table_preview import describe_tables
from threatmodel.engine.importers.table_mapping import read_mappings

FILES = [
    TextFile("risks.xlsx", workbook([("Our risks",), (), *RISKS])),
    TextFile("broken.xlsx", b"PK"),
    TextFile("known.csv", b"Name,Type\nShop,api\n"),
    TextFile("compose.yaml", b"a: 1"),
]


def test_columns_are_guessed_by_words_in_their_headings() -> None:
    (risks, known), (broken,) = describe_tables(FILES, (), InputLimits())

    assert (risks.file, risks.sheet, risks.name, risks.known_by, risks.row_count) == (
        "risks.xlsx",
        "Sheet 1",
        "risks/Sheet 1",
        "unknown",
        2,
    )
    assert {one.heading: one.field for one in risks.columns} == {
        "Risk no": "id",
        "Risk": "title",
        "Where": "ignore",
        "Rating": "severity",
        "Stage": "ignore",
        "What to do": "ignore",
        "Who": "ignore",
        "More": "ignore",
        "Note": "ignore",
    }
    assert risks.rows[0][:3] == ("R-1", "Orders are read by anyone", "Shop")
    assert [(one.text, one.severity) for one in risks.columns[3].values] == [("P1", ""), ("P3", "")]
    assert [(one.text, one.status) for one in risks.columns[4].values] == [("WIP", ""), ("Done", "mitigated")]
    assert (known.lists, known.known_by) == ("components", "headings")
    assert broken.message.startswith("The workbook is damaged")


def test_a_long_heading_is_shown_as_mappings_can_name_it() -> None:
    heading = "Consequences  of the risk " * 20
    file = TextFile("a.csv", f"Note,{heading}\nx,Floods\n".encode())

    ((table,), _) = describe_tables([file], (), InputLimits())
    shown = table.columns[1].heading
    (mapping,) = read_mappings({"tables": [{"columns": {shown: "title"}}]})

    assert len(shown) <= 200
    assert describe_tables([file], (mapping,), InputLimits())[0][0].known_by == "mapping"


def test_no_more_than_a_million_cells_are_looked_into() -> None:
    large = TextFile("large.csv", ("a," * 99 + "a\n").encode() * 10_500)

    _, unread = describe_tables([large, TextFile("b.csv", b"One,Two\n1,2\n")], (), InputLimits())

    assert [(one.file, one.message[:16]) for one in unread] == [("b.csv", "The other tables")]


def test_what_a_team_said_before_is_shown() -> None:
    (risks, _), _ = describe_tables(FILES, (MAPPING,), InputLimits())

    assert risks.known_by == "mapping"
    assert risks.columns[2].field == "element"
    assert [(one.text, one.severity) for one in risks.columns[3].values] == [
        ("P1", "critical"),
        ("P3", "low"),
    ]


def test_a_column_with_many_or_long_values_holds_free_text() -> None:
    rows = "".join(f"{n},{'long ' * 20}\n" for n in range(40))

    (table,), _ = describe_tables([TextFile("a.csv", f"One,Two\n{rows}".encode())], (), InputLimits())

    assert [one.values for one in table.columns] == [(), ()]
