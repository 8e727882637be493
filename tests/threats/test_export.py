"""Threats as CSV: what the list shows or what is selected, safe in spreadsheets, read in parts."""

import csv
import io
import math
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from tests.people import People
from tests.threats.bulk_requests import NOT_APPLICABLE, REASON, changed, found
from threatmodel.architecture.models import ThreatModel
from threatmodel.engine.analysis.risk_matrix import DEFAULT_MATRIX
from threatmodel.reports.sections.tables import cells
from threatmodel.threats.threats.models import Threat

Json = dict[str, Any]
HEADER = [
    "Number", "Severity", "Score", "Likelihood", "Impact", "Inherent risk", "Current risk", "Target risk",
    "Threat", "Element", "Categories", "Certainty", "Status", "Decision reason", "Owner", "Due", "Tags",
    "Mitigations", "Waiting for", "Duplicate of", "Rule", "First seen", "Link",
]  # fmt: skip
QUERIES_OF_PART = 5  # threats, matrix, risk left, treatments, tags


def send(client: APIClient, address: str, **selection: Any) -> Any:
    return client.post(f"{address}export/", selection, format="json")


def exported(client: APIClient, address: str, **selection: Any) -> list[dict[str, str]]:
    response = send(client, address, **selection)
    assert response.status_code == 200, response.content
    text = b"".join(response).decode()
    assert text.startswith("\ufeff")  # spreadsheets take it for UTF-8
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def numbers(rows: list[dict[str, str]]) -> list[int]:
    return [int(row["Number"].removeprefix("T")) for row in rows]


def test_a_viewer_exports_what_the_filter_finds_worst_first(
    vera: APIClient, address: str, model: ThreatModel
) -> None:
    rows = exported(vera, address, all=True, filter={"severity": ["critical", "high"]})

    wanted = Threat.objects.filter(model=model, severity__in=("critical", "high")).order_by(
        "-score", "number"
    )
    assert list(rows[0]) == HEADER
    assert numbers(rows) == list(wanted.values_list("number", flat=True))
    assert rows[0]["Link"] == f"http://testserver/m/{model.pk}/threats/{numbers(rows)[0]}"


def test_a_row_says_what_people_decided(
    bob: APIClient, cast: People, address: str, model: ThreatModel
) -> None:
    change = {
        **NOT_APPLICABLE, "owner": str(cast.anna.pk), "due": "2031-02-03", "tags_add": ["q3", "audit"],
        "new_mitigation": {"title": "Run it without privileges"},
    }  # fmt: skip
    changed(bob, address, change, numbers=[2])
    changed(bob, address, {"duplicate_of": 2}, numbers=[3])

    rows = exported(bob, address, numbers=[2, 3])

    said = {row["Number"]: row for row in rows}
    decided = said["T2"]
    assert (decided["Status"], decided["Decision reason"]) == ("Not applicable", REASON)
    assert (decided["Owner"], decided["Due"], decided["Tags"]) == ("Anna", "2031-02-03", "audit, q3")
    assert decided["Mitigations"] == "M1 (proposed)"
    assert said["T3"]["Duplicate of"] == "T2"
    assert (decided["Current risk"], decided["Target risk"]) == ("None", "None")
    threat = Threat.objects.get(model=model, number=3)
    level = DEFAULT_MATRIX.levels[DEFAULT_MATRIX.level(threat.likelihood, threat.impact) or 0].name
    assert said["T3"]["Current risk"] == f"{level} ({threat.likelihood * threat.impact})"


def test_a_selection_is_exported_as_it_is_meant(bob: APIClient, address: str, model: ThreatModel) -> None:
    everything = found(model)

    rest = exported(bob, address, all=True, filter={}, numbers=[1])

    assert set(numbers(rest)) == everything - {1}
    assert numbers(exported(bob, address, numbers=[1])) == [1]
    assert exported(bob, address, numbers=[9999]) == []


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "\uff1d"])
def test_no_cell_is_a_formula(bob: APIClient, address: str, model: ThreatModel, start: str) -> None:
    Threat.objects.filter(model=model, number=1).update(title=f"{start}HYPERLINK(1)", subject_name="-1")

    [row] = exported(bob, address, numbers=[1])

    assert row["Threat"] == f"'{start}HYPERLINK(1)"
    assert row["Element"] == "'-1"


def test_parts_are_read_while_they_are_sent(
    bob: APIClient, address: str, model: ThreatModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = numbers(exported(bob, address, all=True, filter={}))
    assert len(wanted) > 6
    whole = _queries(bob, address)
    monkeypatch.setattr(cells, "ROWS_AT_ONCE", 3)

    assert numbers(exported(bob, address, all=True, filter={})) == wanted
    more = math.ceil(len(wanted) / 3) - 1
    looks_for_another = 1 if len(wanted) % 3 == 0 else 0
    assert _queries(bob, address) - whole == more * QUERIES_OF_PART + looks_for_another


def _queries(client: APIClient, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        b"".join(send(client, address, all=True, filter={}))
    return len(captured)


def test_a_stranger_and_a_selection_of_nothing_get_none(
    charlie: APIClient, bob: APIClient, address: str
) -> None:
    assert send(charlie, address, numbers=[1]).status_code == 404
    assert send(bob, address).status_code == 400
    assert send(bob, address, all=True).status_code == 400
    assert send(bob, address, all=True, filter={"severity": ["terrible"]}).status_code == 400


def test_the_same_threats_come_as_a_workbook(bob: APIClient, address: str, model: ThreatModel) -> None:
    Threat.objects.filter(model=model, number=1).update(title="=HYPERLINK(1)")
    wanted = exported(bob, address, all=True, filter={})

    response = bob.post(f"{address}export/?type=xlsx", {"all": True, "filter": {}}, format="json")

    assert response["Content-Disposition"] == 'attachment; filename="threats.xlsx"'
    assert response["X-Content-Type-Options"] == "nosniff"
    rows = openpyxl.load_workbook(io.BytesIO(response.content))["Threats"]
    assert [cell.value for cell in rows[1]] == HEADER
    assert [row[0].value for row in rows.iter_rows(min_row=2)] == [row["Number"] for row in wanted]
    first = next(row for row in rows.iter_rows(min_row=2) if row[0].value == "T1")
    assert (first[8].value, first[8].data_type) == ("=HYPERLINK(1)", "s")
    assert first[-1].hyperlink
    assert first[-1].hyperlink.target == f"http://testserver/m/{model.pk}/threats/1"
    assert isinstance(first[2].value, int)


def test_a_workbook_is_of_a_known_type_and_for_the_team(
    charlie: APIClient, bob: APIClient, address: str
) -> None:
    chosen = {"numbers": [1]}

    assert bob.post(f"{address}export/?type=exe", chosen, format="json").status_code == 400
    assert bob.post(f"{address}export/?type=xlsx", {"numbers": []}, format="json").status_code == 400
    assert charlie.post(f"{address}export/?type=xlsx", chosen, format="json").status_code == 404
