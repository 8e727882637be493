"""What each section says of a model, of an empty one as well."""

from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.reports.sample_content import HOSTILE, content, empty_content
from threatmodel.reports.document import (
    Figures,
    Heading,
    Paragraph,
    Picture,
    Section,
    Table,
    Value,
    plain_text,
)
from threatmodel.reports.sections.architecture_svg import draw
from threatmodel.reports.sections.compliance import FRAMEWORKS, clauses_of
from threatmodel.reports.sections.data_flow_diagrams import diagrams_section
from threatmodel.reports.sections.registry import SECTION_BY_ID, SECTIONS
from threatmodel.reports.sections.threats import evidence_runs
from threatmodel.reports.selectors.report_data_types import EvidenceContent, ReportContent


def built(section: str, of: ReportContent) -> Section:
    return SECTION_BY_ID[section].build(of)


def tables(section: Section) -> list[Table]:
    return [one for one in section.blocks if isinstance(one, Table)]


def test_threats_of_one_reason_for_their_severity_share_a_line() -> None:
    found = content()
    first = found.threats[0]
    threats = tuple([replace(first, number=number, severity_reason="Rare") for number in (7, 8)])

    section = built("threats", replace(found, threats=threats))

    said = [plain_text(one.content) for one in section.blocks if isinstance(one, Paragraph)]
    assert "Severity of T7, T8 set by a person: Rare" in said


def texts(row: tuple[Value, ...]) -> list[str]:
    return [plain_text(cell) for cell in row]


@pytest.mark.parametrize("section", [one.id for one in SECTIONS])
def test_every_section_has_content_for_any_model(section: str) -> None:
    for of in (content(), empty_content()):
        made = built(section, of)

        assert made.id == section
        assert made.title
        assert made.blocks or (section == "pasta" and not of.stages)


def test_the_summary_counts_found_threats_that_are_a_risk() -> None:
    made = built("summary", content())

    figures = next(one for one in made.blocks if isinstance(one, Figures))
    assert {one.label: one.value for one in figures.items} == {
        "Critical": 2, "High": 1, "Medium": 1, "Low": 0, "Info": 0,
    }  # fmt: skip
    sentence = next(
        one.content for one in made.blocks if isinstance(one, Paragraph) and one.style == "normal"
    )
    assert sentence == (
        "The model has 3 elements and 1 data flow. Threats that count as risk: 4, 1 of them accepted. "
        "Possible threats, which depend on unknown facts and do not count: 1."
    )


def test_threats_of_a_rule_are_listed_with_their_evidence() -> None:
    made = built("threats", content("web"))

    rows = [texts(row) for row in tables(made)[0].rows]
    assert rows[0] == ["T1", "web", "Critical", "90", "Open", "web: web, web:11"]
    assert [row[0] for row in rows] == ["T1", "T2", "T3"]
    headings = [one.text for one in made.blocks if isinstance(one, Heading)]
    assert headings[0] == "web (3)"
    assert "Decided as not applicable" in headings


def test_resolved_threats_are_counted_only() -> None:
    made = built("threats", content())

    assert not any(row[0] == "T6" for table in tables(made) for row in table.rows)
    assert made.blocks[-1] == Paragraph("Resolved threats, which are not listed: 1.", "note")


def test_grids_show_numbers_and_marks() -> None:
    (table,) = tables(built("stride", content()))

    assert table.rows == (("web", "Container", 5, "?"),)


def test_a_clause_is_threatened_where_a_rule_that_names_it_found_a_threat() -> None:
    verdicts = {one.reference.id: one for one in clauses_of(content(), "cis-docker")}

    privileged = verdicts["cis-docker:5.5"]
    assert privileged.verdict == "threatened"
    assert [one.number for one in privileged.found] == [1, 2]


def test_a_clause_is_met_where_all_its_rules_found_nothing() -> None:
    of = replace(content(), threats=(), waiting_rules=frozenset())

    verdicts = {one.reference.id: one.verdict for one in clauses_of(of, "cis-docker")}

    assert verdicts["cis-docker:5.5"] == "met"


def test_a_clause_is_unknown_while_a_rule_waits() -> None:
    waiting = frozenset({"container-privileged"})
    of = replace(content(), threats=(), waiting_rules=waiting, known_facts=frozenset())

    verdicts = {one.reference.id: one.verdict for one in clauses_of(of, "cis-docker")}

    assert verdicts["cis-docker:5.5"] == "unknown"


def test_accepted_risk_is_not_met() -> None:
    accepted = tuple(one for one in content().threats if one.status == "accepted")
    of = replace(content(), threats=accepted, waiting_rules=frozenset())

    verdicts = {one.reference.id: one.verdict for one in clauses_of(of, "cis-docker")}

    assert verdicts["cis-docker:5.5"] == "accepted"


@pytest.mark.parametrize("prefix", [one for one, _ in FRAMEWORKS])
def test_nothing_is_met_in_a_model_that_was_not_analyzed(prefix: str) -> None:
    of = replace(empty_content(), citing_rules=content().citing_rules)

    assert {one.verdict for one in clauses_of(of, prefix)} <= {"unknown", "not-assessed"}
    assert clauses_of(of, prefix)


@settings(max_examples=30)
@given(st.sampled_from(HOSTILE) | st.text())
def test_a_drawing_is_well_formed_whatever_names_say(name: str) -> None:
    of = content(name)
    boxes = {one.uid: one.box for one in of.elements if one.box}

    drawing = draw(of.elements, of.flows, boxes, {"a": ("high", 3)})

    root = ET.fromstring(drawing.svg)
    assert {one.tag.partition("}")[2] for one in root.iter()} <= {"svg", "rect", "text", "line", "polygon"}
    assert not any("href" in key or key.startswith("on") for one in root.iter() for key in one.attrib)


def test_elements_without_a_place_are_laid_out() -> None:
    of = content()
    somewhere = replace(of, elements=tuple(replace(one, box=None) for one in of.elements))

    pictures = [one for one in diagrams_section(somewhere).blocks if isinstance(one, Picture)]

    assert len(pictures) == 1
    assert pictures[0].width_pt > 0


def test_grids_of_large_models_list_what_has_the_most_threats() -> None:
    of = content()
    (grid, _) = of.grids
    lines = (*grid.lines, *((f"u{n}", "container", f"c{n}", {"tampering": "considered"}) for n in range(900)))

    made = built("stride", replace(of, grids=(replace(grid, lines=lines),)))

    (table,) = tables(made)
    assert len(table.rows) == 500
    assert table.rows[0][0] == "web"
    assert (
        Paragraph("The 500 of 901 elements and flows with the most threats are listed.", "note")
        in made.blocks
    )


def test_nothing_is_met_by_facts_that_the_model_does_not_have() -> None:
    of = replace(content(), threats=(), waiting_rules=frozenset(), known_facts=frozenset({"run_as_root"}))

    verdicts = {one.reference.id: one.verdict for one in clauses_of(of, "cis-docker")}

    assert verdicts["cis-docker:5.5"] == "not-applicable"


def verdict_of(of: ReportContent) -> str:
    return next(one.verdict for one in clauses_of(of, "cis-docker") if one.reference.id == "cis-docker:5.5")


def test_nothing_is_met_by_what_only_people_stated() -> None:
    of = replace(content(), threats=(), waiting_rules=frozenset())

    assert verdict_of(of) == "met"
    assert verdict_of(replace(of, file_facts=frozenset({"run_as_root"}))) == "stated"
    assert verdict_of(replace(of, file_kinds=frozenset())) == "stated"
    text = str(built("compliance", replace(of, file_facts=frozenset())).blocks)
    assert "by facts that only people stated" in text


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"status": "mitigated"}, "; mitigated: T1"),
        ({"status": "not-applicable"}, "; decided as not applicable: T1"),
        ({"status": "not-applicable", "certainty": "possible"}, "; decided as not applicable: T1"),
        ({"status": "resolved", "resolution": "statement"}, "; resolved by an answer: T1"),
    ],
)
def test_a_clause_is_not_met_where_people_decided(values: dict[str, str], words: str) -> None:
    threat = replace(content().threats[0], **values)  # type: ignore[arg-type]
    of = replace(content(), threats=(threat,), waiting_rules=frozenset())

    assert verdict_of(of) == "stated"
    row = next(
        texts(row)
        for table in tables(built("compliance", of))
        for row in table.rows
        if texts(row)[2] == "Stated"
    )
    assert words in row[4]
    assert "none found a threat" not in row[4]


def test_a_threat_that_files_resolved_leaves_a_clause_met() -> None:
    threat = replace(content().threats[0], status="resolved", resolution="file")

    assert verdict_of(replace(content(), threats=(threat,), waiting_rules=frozenset())) == "met"


def test_a_fact_that_a_person_stated_has_no_line_of_a_file() -> None:
    evidence = EvidenceContent("Owner", "Ana", "web", "", 0, by_person=True)

    runs = evidence_runs((evidence,))

    assert plain_text(runs) == "Owner: Ana, stated by a person"


def test_possible_threats_that_are_no_risk_are_not_counted() -> None:
    of = content()
    possible = replace(of.threats[-1], number=8, status="resolved")
    decided = replace(of.threats[-1], number=9, status="not-applicable")
    of = replace(of, threats=(*of.threats, possible, decided))

    assert "do not count: 1." in str(built("summary", of).blocks)
    (table,) = tables(built("possible", of))
    assert [texts(row)[0] for row in table.rows] == ["T7"]
