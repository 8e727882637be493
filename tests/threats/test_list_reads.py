"""How the threat list is read: its order by date, and the pages of its groups."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from tests.shop_model import FIXED, import_text
from threatmodel.architecture.models import ThreatModel
from threatmodel.threats.choices import OPEN
from threatmodel.threats.threats.models import Threat
from threatmodel.threats.threats.text_key import text_key
from threatmodel.threats.triage.selectors.due_dates import due_on, due_part

pytestmark = pytest.mark.both_databases
DAYS = {"critical": 3, "high": 0, "medium": 30}
# The last moment of a day, and the first ones of others.
MOMENTS = tuple(
    dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)
    for text in ("2026-02-28T23:59:59.999999", "2026-03-01T00:00:00", "2028-02-26T12:30:00.5")
)


def test_the_database_counts_the_days_of_a_threat_as_its_row_does(model: ThreatModel) -> None:
    threats = list(Threat.objects.filter(model=model))
    for place, threat in enumerate(threats):
        threat.first_seen_at = MOMENTS[place % 3]
        threat.due = dt.date(2027, 1, 1) if place % 7 == 0 else None
        threat.status = OPEN[place % len(OPEN)]
    Threat.objects.bulk_update(threats, ["first_seen_at", "due", "status"])

    rows = Threat.objects.filter(model=model).annotate(on=due_on(DAYS)).values()

    assert len({row["on"] for row in rows}) > 3
    assert [row["on"] for row in rows] == [due_part(row, DAYS)["due"] for row in rows]


def test_a_page_by_date_is_found_before_anything_is_joined(bob: APIClient, model: ThreatModel) -> None:
    (page,) = [sql for sql in queries(bob, model, "ordering=due&page_size=2") if "LIMIT 2)" in sql]

    inside = page[page.index("IN (SELECT") :]
    assert "JOIN" not in inside[: inside.index("LIMIT 2)")]


@pytest.mark.parametrize("by", ["element", "owner", "hardening"])
def test_pages_of_groups_join_to_all_groups(bob: APIClient, model: ThreatModel, by: str) -> None:
    whole = listed(bob, model, f"group_by={by}&page_size=200")

    pages = [
        listed(bob, model, f"group_by={by}&page_size=2&page={n + 1}") for n in range(-(-whole["count"] // 2))
    ]

    assert {page["count"] for page in pages} == {len(whole["results"])}
    assert [row["group"] for page in pages for row in page["results"]] == [
        row["group"] for row in whole["results"]
    ]
    assert sum(row["group"]["count"] for row in whole["results"]) == whole["threat_count"]


def test_there_is_no_page_of_groups_beyond_the_last(bob: APIClient, model: ThreatModel) -> None:
    whole = listed(bob, model, "group_by=element&page_size=200")

    beyond = [
        bob.get(f"/api/models/{model.pk}/threats/?group_by=element&page_size=200&page={page}")
        for page in (2, 2**63 - 1)
    ]

    assert 0 < whole["count"] == len(whole["results"])
    assert [one.status_code for one in beyond] == [404, 404]


def test_analyses_and_people_write_the_keys_by_which_threats_are_grouped(
    bob: APIClient, model: ThreatModel
) -> None:
    body = {"title": "Left alone", "on": "model", "uid": "", "severity": "low", "categories": ["tampering"]}
    added = bob.post(f"/api/models/{model.pk}/threats/", body, format="json")
    import_text(model, None, FIXED)

    threats = list(Threat.with_possible.filter(model=model))

    assert added.status_code == 201, added.content
    assert any(one.hardening_of for one in threats)
    assert any(not one.subject_uid for one in threats)
    for one in threats:
        assert one.subject_key == text_key(one.subject_uid)
        assert one.hardening_key == text_key(one.hardening_of)


def listed(client: APIClient, model: ThreatModel, query: str) -> Any:
    response = client.get(f"/api/models/{model.pk}/threats/?{query}")
    assert response.status_code == 200, response.content
    return response.json()


def queries(client: APIClient, model: ThreatModel, query: str) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        listed(client, model, query)
    return [one["sql"] for one in captured.captured_queries]
