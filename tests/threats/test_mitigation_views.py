"""The mitigations of a model as a board by status and as a calendar by due date."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from tests.people import People
from tests.shop_model import socket_threat
from tests.threats.test_analyses import mitigate
from threatmodel.architecture.models import ThreatModel
from threatmodel.threats.mitigations.models import Mitigation, Treatment

Json = dict[str, Any]


@pytest.fixture
def address(model: ThreatModel) -> str:
    return f"/api/models/{model.pk}/mitigations/"


def columns(client: APIClient, address: str, query: str = "") -> dict[str, Json]:
    body = client.get(f"{address}board/{query}").json()
    return {column["status"]: column for column in body}


def numbers(column: Json) -> list[int]:
    return [card["number"] for card in column["cards"]]


def test_every_status_is_a_column_with_its_count(
    vera: APIClient, address: str, cast: People, model: ThreatModel
) -> None:
    for status in ("planned", "planned", "implemented"):
        mitigate(cast, model, 1, 2, status=status)

    found = columns(vera, address)

    assert {status: column["count"] for status, column in found.items()} == {
        "proposed": 0,
        "planned": 2,
        "in-progress": 0,
        "implemented": 1,
        "verified": 0,
        "rejected": 0,
    }
    assert numbers(found["planned"]) == [1, 2]


def test_a_card_says_what_a_person_needs_to_move_it(
    vera: APIClient, address: str, cast: People, model: ThreatModel
) -> None:
    made = mitigate(cast, model, socket_threat(model).number, 1, 2)
    Mitigation.objects.update(owner=cast.bob, effort="S", due=timezone.localdate() - dt.timedelta(days=1))

    card = columns(vera, address)["planned"]["cards"][0]

    assert (card["number"], card["title"], card["version"]) == (1, made.title, 0)
    assert (card["owner"]["name"], card["effort"], card["overdue"]) == ("Bob", "S", True)
    assert card["threat_count"] == Treatment.objects.count()
    assert (card["worst"], card["contradicted"]) == ("critical", False)


def test_a_done_card_says_that_the_files_still_show_the_fault(
    vera: APIClient, address: str, cast: People, model: ThreatModel
) -> None:
    mitigate(cast, model, 1, 2, status="implemented")
    Treatment.objects.filter(threat__number=2).update(seen="faulty", seen_at=timezone.now())

    assert columns(vera, address)["implemented"]["cards"][0]["contradicted"]


def test_a_column_comes_in_pages_first_due_first(
    vera: APIClient, address: str, cast: People, model: ThreatModel
) -> None:
    today = timezone.localdate()
    for days in (9, 3, None, 6):
        made = mitigate(cast, model, 1)
        due = today + dt.timedelta(days=days) if days else None
        Mitigation.objects.filter(pk=made.pk).update(due=due)

    first = columns(vera, address, "?page_size=3")["planned"]
    second = columns(vera, address, "?page_size=3&page=2&status=planned")

    assert (first["count"], numbers(first)) == (4, [2, 4, 1])
    assert list(second) == ["planned"]
    assert numbers(second["planned"]) == [3]


def test_both_views_are_narrowed_by_the_filters_of_the_list(
    bob: APIClient, address: str, cast: People, model: ThreatModel
) -> None:
    today = timezone.localdate()
    mine, free = mitigate(cast, model, 1), mitigate(cast, model, 2)
    Mitigation.objects.filter(pk=mine.pk).update(owner=cast.bob, due=today, effort="XL")
    Mitigation.objects.filter(pk=free.pk).update(due=today, title="Another thing")
    month = today.strftime("%Y-%m")

    for query, expected in (
        ("owner=me", [1]),
        ("owner=none", [2]),
        ("owner=me&owner=none", [1, 2]),
        (f"owner={cast.bob.pk}", [1]),
        ("effort=XL", [1]),
        ("search=another", [2]),
        ("threat=2", [2]),
    ):
        assert numbers(columns(bob, address, f"?{query}")["planned"]) == expected, query
        assert numbers(bob.get(f"{address}calendar/?month={month}&{query}").json()) == expected, query


def test_the_calendar_has_the_days_of_a_month_alone(
    vera: APIClient, address: str, cast: People, model: ThreatModel
) -> None:
    for due in ("2028-01-31", "2028-02-29", "2028-02-01", "2028-03-01", None):
        made = mitigate(cast, model, 1)
        Mitigation.objects.filter(pk=made.pk).update(due=due)

    body = vera.get(f"{address}calendar/?month=2028-02").json()

    assert [(card["number"], card["due"]) for card in body["cards"]] == [(3, "2028-02-01"), (2, "2028-02-29")]
    assert (body["count"], body["undated"]) == (2, 1)


@pytest.mark.parametrize("month", ["2028-13", "2028-2", "0000-01x", "soon"])
def test_what_is_no_month_is_refused(vera: APIClient, address: str, month: str) -> None:
    refused = vera.get(f"{address}calendar/?month={month}")

    assert (refused.status_code, list(refused.json())) == (400, ["month"])


def test_the_year_zero_has_no_mitigations(vera: APIClient, address: str) -> None:
    assert vera.get(f"{address}calendar/?month=0000-01").json()["cards"] == []


def test_strangers_see_neither(address: str, cast: People) -> None:
    charlie = APIClient()
    charlie.force_login(cast.charlie)

    assert charlie.get(f"{address}board/").status_code == 404
    assert charlie.get(f"{address}calendar/?month=2028-02").status_code == 404
