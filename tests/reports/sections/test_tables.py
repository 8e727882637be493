"""The tables of a model: each has a row for each thing, and cells that spreadsheets understand."""

import datetime as dt
import io
from typing import Any

import openpyxl
import pytest
from rest_framework.test import APIClient

from tests.threats.bulk_requests import changed
from threatmodel.architecture.models import Element, Flow, ThreatModel
from threatmodel.reports.document import Section, Table, plain_text
from threatmodel.reports.renderers import xlsx
from threatmodel.reports.sections.tables import cells
from threatmodel.reports.sections.tables.registry import TABLES, tables_document
from threatmodel.reports.selectors.report_content import report_stamp
from threatmodel.threats.questions.models import Question
from threatmodel.threats.threats.models import Threat

SITE = "https://bulkhead.example.org"


def built(model: ThreatModel) -> dict[str, Section]:
    return {key: build(model=model, site=SITE) for key, build in TABLES.items()}


def table_of(section: Section) -> Table:
    [block] = section.blocks
    assert isinstance(block, Table)
    return block


def column(section: Section, title: str) -> list[Any]:
    table = table_of(section)
    place = [one.title for one in table.columns].index(title)
    return [row[place] for row in table.rows]


@pytest.fixture
def worked_on(bob: APIClient, model: ThreatModel) -> ThreatModel:
    """The shop with a mitigation and an owner."""
    change = {"new_mitigation": {"title": "=Drop privileges"}, "due": "2031-02-03", "tags_add": ["q3"]}
    changed(bob, f"/api/models/{model.pk}/threats/", change, numbers=[1, 2])
    return model


def test_tables_have_a_row_for_each_thing(worked_on: ThreatModel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cells, "ROWS_AT_ONCE", 3)
    model, now = worked_on, {"model": worked_on, "gone_at__isnull": True}

    sections = built(model)

    counts = {key: len(table_of(section).rows) for key, section in sections.items()}
    assert counts["threats"] == Threat.with_possible.filter(model=model).count() > 3
    assert counts["elements"] == Element.objects.filter(**now).count() > 3
    assert counts["flows"] == Flow.objects.filter(**now).count()
    assert counts["questions"] == Question.objects.filter(model=model, answered=False).count()
    assert (counts["mitigations"], counts["acceptances"]) == (1, 0)
    assert len(set(column(sections["elements"], "Id"))) == counts["elements"]


def test_cells_are_typed_and_lead_to_their_pages(worked_on: ThreatModel) -> None:
    sections = built(worked_on)

    due = dict(zip(column(sections["threats"], "Number"), column(sections["threats"], "Due"), strict=True))
    assert due["T1"] == dt.date(2031, 2, 3)
    [mitigation] = table_of(sections["mitigations"]).rows
    assert mitigation[:2] == ("M1", "=Drop privileges")
    assert mitigation[-1][0].href == f"{SITE}/m/{worked_on.pk}/mitigations?open=1"  # type: ignore[index,union-attr]
    assert column(sections["mitigations"], "Threats") == ["T1, T2"]
    assert plain_text(mitigation[-1]) == "Open"


def test_all_tables_fit_into_a_workbook(worked_on: ThreatModel) -> None:
    stamp = report_stamp(model=worked_on, seq=worked_on.seq)
    made = tables_document(model=worked_on, stamp=stamp, classification="Internal", site=SITE)

    book = openpyxl.load_workbook(io.BytesIO(xlsx.render(made)))

    assert book.sheetnames == [
        "About", "Threats", "Mitigations", "Accepted risks", "Open questions",
        "Elements", "Flows", "Data sets",
    ]  # fmt: skip
    about = {row[0].value: row[1].value for row in book["About"].iter_rows(min_row=2)}
    assert (about["Classification"], about["State"]) == ("Internal", stamp.label)
