"""The threat list shows the hardening gaps of a component as one row, and each gap stays a threat."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from threatmodel.architecture.models import Element, ThreatModel
from threatmodel.threats.threats.models import Threat

Json = dict[str, Any]


@pytest.fixture
def address(model: ThreatModel) -> str:
    return f"/api/models/{model.pk}/threats/"


def listed(client: APIClient, address: str, **query: Any) -> Json:
    response = client.get(address, {"page_size": 200, **query})
    assert response.status_code == 200, response.content
    return response.json()  # type: ignore[no-any-return]


def rolled(client: APIClient, address: str, **query: Any) -> dict[str, Json]:
    """the rows for the hardening gaps of a component, by its uid."""
    rows = listed(client, address, roll_up=True, **query)["results"]
    return {row["hardening_gap"]["subject"]["uid"]: row for row in rows if row["hardening_gap"]}


def test_each_component_with_several_gaps_has_one_row_for_them(
    vera: APIClient, address: str, model: ThreatModel
) -> None:
    flat, page = listed(vera, address), listed(vera, address, roll_up=True)

    assert page["count"] == len(page["results"]) < page["threat_count"] == flat["count"]
    assert page["facets"] == flat["facets"]
    for uid, row in rolled(vera, address).items():
        gaps = Threat.objects.filter(model=model, hardening_of=uid).order_by("-score", "number")
        assert row["number"] == gaps[0].number
        assert row["hardening_gap"]["count"] == gaps.count() > 1
        assert row["hardening_gap"]["rules"] == list(dict.fromkeys(gaps.values_list("rule", flat=True)))
        element = Element.objects.get(model=model, uid=uid)
        assert (row["hardening_gap"]["subject"]["id"], row["hardening_gap"]["subject"]["name"]) == (
            str(element.pk),
            element.name,
        )


def test_gaps_inside_a_workload_are_grouped_with_it(vera: APIClient, address: str) -> None:
    gaps = listed(vera, address, hardening_of="compose:db")

    assert {row["subject"]["uid"] for row in gaps["results"]} == {"compose:db/db"}
    assert gaps["count"] == rolled(vera, address)["compose:db"]["hardening_gap"]["count"]
    assert all(row["hardening_gap"] is None for row in gaps["results"])


def test_rows_are_those_of_the_filters(vera: APIClient, address: str, model: ThreatModel) -> None:
    everything = rolled(vera, address)["compose:db"]
    low = rolled(vera, address, severity="low")["compose:db"]

    assert everything["severity"] == "medium"
    assert low["severity"] == "low"
    expected = Threat.objects.filter(model=model, hardening_of="compose:db", severity="low")
    assert low["hardening_gap"]["count"] == expected.count() < everything["hardening_gap"]["count"]


def test_a_gap_left_alone_by_the_filters_is_shown_as_itself(
    vera: APIClient, address: str, model: ThreatModel
) -> None:
    gap = Threat.objects.filter(model=model, hardening_of="compose:db").first()
    assert gap is not None

    (row,) = listed(vera, address, roll_up=True, hardening_of="compose:db", search=gap.title)["results"]

    assert (row["number"], row["hardening_gap"]) == (gap.number, None)


def test_a_fault_that_opens_something_is_in_no_such_row(vera: APIClient, address: str) -> None:
    page = listed(vera, address, roll_up=True)

    alone = [row for row in page["results"] if not row["hardening_of"]]

    assert {"critical", "high"} & {row["severity"] for row in alone}
    assert all(row["severity"] not in ("critical", "high") for row in page["results"] if row["hardening_gap"])


@pytest.mark.parametrize("ordbobg", ["-score", "number", "title", "element", "-status"])
def test_pages_of_any_order_hold_every_row_once(vera: APIClient, address: str, ordbobg: str) -> None:
    count = listed(vera, address, roll_up=True)["count"]
    pages = [
        listed(vera, address, roll_up=True, ordbobg=ordbobg, page_size=5, page=number)["results"]
        for number in range(1, (count + 4) // 5 + 1)
    ]

    numbers = [row["number"] for page in pages for row in page]

    assert len(numbers) == len(set(numbers)) == count


def test_a_decision_about_one_gap_is_about_that_gap_alone(
    vera: APIClient, bob: APIClient, address: str, model: ThreatModel
) -> None:
    before = rolled(vera, address, status="open")["compose:db"]["hardening_gap"]["count"]
    gap = Threat.objects.filter(model=model, hardening_of="compose:db").first()
    assert gap is not None

    answer = bob.patch(
        f"{address}{gap.number}/", {"status": "not-applicable", "reason": "It is a test."}, format="json"
    )

    assert answer.status_code == 200, answer.content
    assert rolled(vera, address, status="open")["compose:db"]["hardening_gap"]["count"] == before - 1
