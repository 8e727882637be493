"""The threat list shows what one rule finds as one row, and each of its threats stays one."""

from typing import Any

import pytest
from django.db.models import Max
from rest_framework.test import APIClient

from tests.people import People
from threatmodel.architecture.models import ThreatModel
from threatmodel.threats.decisions.services.threat_decision import threat_decide
from threatmodel.threats.threats.models import Threat
from threatmodel.threats.threats.selectors.shared_causes import cause_of, has_cause

pytestmark = pytest.mark.both_databases
Json = dict[str, Any]
RULE = "image-not-pinned"
DEFAULT = "container-cpu-unlimited"  # one of the platform defaults


@pytest.fixture
def address(model: ThreatModel) -> str:
    return f"/api/models/{model.pk}/threats/"


def listed(client: APIClient, address: str, **query: Any) -> Json:
    response = client.get(address, {"page_size": 200, "certainty": "found", **query})
    assert response.status_code == 200, response.content
    return response.json()  # type: ignore[no-any-return]


def rolled(client: APIClient, address: str, **query: Any) -> dict[str, Json]:
    """The rows that stand for several threats, by their cause: of several severities the worst."""
    rows = listed(client, address, roll_up=True, **query)["results"]
    return {row["cause"]["id"]: row for row in reversed(rows) if row["cause"]}


def test_each_cause_has_one_row_of_a_severity_that_shows_the_worst_of_its_threats(
    vera: APIClient, address: str, model: ThreatModel
) -> None:
    flat, page = listed(vera, address), listed(vera, address, roll_up=True)

    assert page["count"] == len(page["results"]) < page["threat_count"] == flat["count"]
    assert page["facets"] == flat["facets"]
    rows = [(cause_of(row["rule"], row["severity"]), row["severity"]) for row in page["results"]]
    assert len(rows) == len(set(rows))
    assert rolled(vera, address)
    for cause, row in rolled(vera, address).items():
        threats = Threat.objects.filter(has_cause(cause), model=model, severity=row["severity"])
        assert row["number"] == threats.order_by("-score", "number")[0].number
        assert row["cause"]["count"] == threats.count() > 1


def test_what_several_rules_find_for_one_reason_is_one_row(
    vera: APIClient, address: str, model: ThreatModel
) -> None:
    row = rolled(vera, address)["platform-defaults"]

    count = row["cause"]["count"]
    listed_alone = listed(vera, address, cause="platform-defaults", severity=row["severity"])
    rules = {one["rule"] for one in listed_alone["results"]}
    having = Threat.objects.filter(has_cause("platform-defaults"), model=model)
    assert row["cause"]["title"] == f"{count} container settings left at platform defaults"
    assert listed_alone["count"] == count
    assert len(rules) > 1
    assert rules <= {*having.values_list("rule", flat=True)}
    assert all(one["cause"] is None for one in listed_alone["results"])


def test_a_row_counts_the_statuses_of_its_threats(
    vera: APIClient, cast: People, address: str, model: ThreatModel
) -> None:
    row = rolled(vera, address)["platform-defaults"]
    count = row["cause"]["count"]
    assert row["cause"]["statuses"] == {"open": count}

    threat_decide(
        model_id=model.pk, actor=cast.bob, number=row["number"], status="not-applicable", reason="x"
    )

    statuses = rolled(vera, address)["platform-defaults"]["cause"]["statuses"]
    assert list(statuses.items()) == [("open", count - 1), ("not-applicable", 1)]


def test_a_cause_of_which_one_rule_is_left_has_the_title_of_the_rule(vera: APIClient, address: str) -> None:
    (row,) = listed(vera, address, roll_up=True, rule=DEFAULT)["results"]

    assert row["cause"]["title"] == f"No CPU limit on {row['cause']['count']} containers"


def test_the_title_of_such_a_row_counts_its_elements(vera: APIClient, address: str) -> None:
    row = rolled(vera, address)[RULE]

    assert row["cause"]["title"] == f"{row['cause']['count']} images are not pinned by digest"


def test_the_rows_come_worst_first_and_hardening_gaps_after_the_weaknesses_of_their_severity(
    vera: APIClient, address: str
) -> None:
    rows = listed(vera, address, roll_up=True)["results"]

    assert [row["score"] for row in rows] == sorted((row["score"] for row in rows), reverse=True)
    for severity in ("medium", "low"):
        gaps = [bool(row["hardening_of"]) for row in rows if row["severity"] == severity]
        assert gaps == sorted(gaps)


def test_the_threats_of_a_rule_are_listed_one_by_one(vera: APIClient, address: str) -> None:
    threats = listed(vera, address, rule=RULE)

    assert threats["count"] == rolled(vera, address)[RULE]["cause"]["count"]
    assert all(row["cause"] is None for row in threats["results"])


def test_rows_are_those_of_the_filters(vera: APIClient, address: str, model: ThreatModel) -> None:
    name = Threat.objects.filter(model=model, rule=RULE).values_list("subject_name", flat=True)[0]

    (alone,) = listed(vera, address, roll_up=True, rule=RULE, search=name)["results"]

    assert (alone["subject"]["name"], alone["cause"]) == (name, None)


def test_an_added_threat_has_a_row_of_its_own(
    vera: APIClient, bob: APIClient, address: str, model: ThreatModel
) -> None:
    before = listed(vera, address, roll_up=True)["count"]
    for title in ("Stolen laptop", "Bribed operator"):
        added = bob.post(
            address,
            {"title": title, "severity": "low", "categories": ["tampering"], "on": "model"},
            format="json",
        )
        assert added.status_code == 201, added.content

    page = listed(vera, address, roll_up=True)

    assert page["count"] == len(page["results"]) == before + 2
    assert Threat.objects.filter(model=model, rule="").count() == 2


@pytest.mark.parametrize("ordering", ["-score", "number", "title", "element", "-status"])
def test_pages_of_any_order_hold_every_row_once(vera: APIClient, address: str, ordering: str) -> None:
    count = listed(vera, address, roll_up=True)["count"]
    pages = [
        listed(vera, address, roll_up=True, ordering=ordering, page_size=5, page=number)["results"]
        for number in range(1, (count + 4) // 5 + 1)
    ]

    numbers = [row["number"] for page in pages for row in page]

    assert len(numbers) == len(set(numbers)) == count


def test_a_decision_about_one_threat_is_about_that_threat_alone(
    vera: APIClient, bob: APIClient, address: str, model: ThreatModel
) -> None:
    before = rolled(vera, address, status="open")[RULE]
    worst = Threat.objects.get(model=model, number=before["number"])

    answer = bob.patch(
        f"{address}{worst.number}/", {"status": "not-applicable", "reason": "It is a test."}, format="json"
    )

    assert answer.status_code == 200, answer.content
    (row,) = (
        one for one in listed(vera, address, roll_up=True, status="open")["results"] if one["rule"] == RULE
    )
    left = Threat.objects.filter(model=model, rule=RULE, status="open")
    assert row["number"] != worst.number
    assert row["score"] == left.aggregate(score=Max("score"))["score"]
    assert (row["cause"] or {"count": 1})["count"] == before["cause"]["count"] - 1


def test_a_cause_may_be_that_of_some_severities_alone(model: ThreatModel) -> None:
    assert cause_of("role-writes-secrets", "info") == "implied-permissions"
    assert cause_of("role-writes-secrets", "low") == "role-writes-secrets"
    assert "info" in str(has_cause("implied-permissions"))
    assert not Threat.objects.filter(has_cause("implied-permissions"), model=model).exclude(severity="info")
