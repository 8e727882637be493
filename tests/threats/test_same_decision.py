"""The decision about a threat is taken for the same threats of other models."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.people import People
from tests.shop_model import import_text, new_model, socket_threat
from tests.threats.bulk_requests import NOT_APPLICABLE, REASON, changed, found, undone
from threatmodel.architecture.models import ThreatModel
from threatmodel.threats.threats.models import Threat

Json = dict[str, Any]


@pytest.fixture
def second(cast: People, model: ThreatModel) -> ThreatModel:
    """Another model of the team, with the same faults."""
    made = new_model(cast.team, cast.alice, "Warehouse")
    import_text(made, cast.bob)
    return made


@pytest.fixture
def elsewhere(address: str, model: ThreatModel) -> str:
    return f"{address}{socket_threat(model).number}/other-models/"


def decided(bob: APIClient, address: str, model: ThreatModel) -> Threat:
    changed(bob, address, NOT_APPLICABLE, numbers=[socket_threat(model).number])
    return socket_threat(model)


def applied(client: APIClient, elsewhere: str, *models: ThreatModel, by: str = "rule") -> Any:
    body = {"by": by, "models": [str(one.pk) for one in models]}
    return client.post(elsewhere, body, format="json")


def test_what_it_touches_is_listed_before(
    vera: APIClient, elsewhere: str, cast: People, model: ThreatModel, second: ThreatModel
) -> None:
    import_text(new_model(cast.other_team, cast.charlie, "Theirs"), cast.charlie)
    same = socket_threat(second)

    rows = vera.get(elsewhere).json()

    assert [(row["model"]["name"], row["threats"], row["worst"]) for row in rows] == [
        ("Warehouse", 1, "critical")
    ]
    assert rows[0]["listed"] == [{"number": same.number, "title": same.title, "severity": "critical"}]
    Threat.objects.filter(pk=same.pk).update(status="not-applicable")
    assert vera.get(elsewhere).json() == []


def test_the_decision_holds_with_its_reason_and_is_undone(
    bob: APIClient, address: str, elsewhere: str, model: ThreatModel, second: ThreatModel
) -> None:
    decided(bob, address, model)
    others = found(second, status="open") - {socket_threat(second).number}

    (outcome,) = applied(bob, elsewhere, second).json()

    same = socket_threat(second)
    assert (outcome["model"], outcome["changed"], outcome["left_count"]) == (str(second.pk), 1, 0)
    assert (same.status, same.status_reason) == ("not-applicable", REASON)
    assert found(second, status="open") == others
    assert undone(bob, f"/api/models/{second.pk}/threats/", outcome)["changed"] == 1
    assert socket_threat(second).status == "open"


def test_the_same_element_is_narrower_than_the_same_rule(
    bob: APIClient, address: str, elsewhere: str, model: ThreatModel, second: ThreatModel
) -> None:
    decided(bob, address, model)
    Threat.objects.filter(pk=socket_threat(second).pk).update(subject_uid="compose:other")

    assert bob.get(elsewhere, {"by": "element"}).json() == []
    assert applied(bob, elsewhere, second, by="element").json() == []
    assert bob.get(elsewhere, {"by": "rule"}).json() != []


@pytest.mark.parametrize(("theirs", "is_same"), [(["CVE-1"], True), (["CVE-1", "CVE-3"], False), ([], False)])
def test_vulnerabilities_are_the_same_where_all_of_them_were_decided_about(
    bob: APIClient, elsewhere: str, model: ThreatModel, second: ThreatModel, theirs: list[str], is_same: bool
) -> None:
    def scanned(threat: Threat, names: list[str]) -> None:
        value = [{"id": name, "severity": "high"} for name in names]
        evidence = [{"element": threat.subject_uid, "fact": "vulnerabilities", "value": value}]
        Threat.objects.filter(pk=threat.pk).update(evidence=evidence)

    scanned(socket_threat(model), ["CVE-1", "CVE-2"])
    scanned(socket_threat(second), theirs)

    assert bool(bob.get(elsewhere, {"by": "vulnerabilities"}).json()) is is_same


def test_an_open_threat_has_no_decision_to_take(
    bob: APIClient, elsewhere: str, model: ThreatModel, second: ThreatModel
) -> None:
    response = applied(bob, elsewhere, second)

    assert response.status_code == 400
    assert response.json() == {"detail": f"Decide about T{socket_threat(model).number} first."}


def test_what_waits_for_an_answer_elsewhere_is_left_as_it_is(
    bob: APIClient, address: str, elsewhere: str, cast: People, model: ThreatModel, second: ThreatModel
) -> None:
    decided(bob, address, model)
    asked = {"status": "needs-info", "ask": {"person": str(cast.anna.pk), "text": "Is it thrown away?"}}
    changed(bob, f"/api/models/{second.pk}/threats/", asked, numbers=[socket_threat(second).number])

    assert bob.get(elsewhere).json() == []
    assert applied(bob, elsewhere, second).json() == []
    assert socket_threat(second).info_request.asked == cast.anna


@pytest.mark.parametrize("status", ["accepted", "resolved"])
def test_a_decision_that_is_not_in_force_holds_nowhere_else(
    bob: APIClient, address: str, elsewhere: str, model: ThreatModel, second: ThreatModel, status: str
) -> None:
    resolution = "file" if status == "resolved" else ""
    Threat.objects.filter(pk=decided(bob, address, model).pk).update(status=status, resolution=resolution)

    response = applied(bob, elsewhere, second)

    assert response.status_code == 400
    assert f"is {status} here" in response.json()["detail"]
    assert socket_threat(second).status == "open"


def test_all_models_or_none_and_for_editors_alone(
    bob: APIClient, vera: APIClient, charlie: APIClient, address: str, elsewhere: str,
    cast: People, model: ThreatModel, second: ThreatModel,
) -> None:  # fmt: skip
    decided(bob, address, model)
    theirs = new_model(cast.other_team, cast.charlie, "Theirs")

    assert applied(bob, elsewhere, second, theirs).json() == {"models": ["Unknown model."]}
    assert applied(vera, elsewhere, second).status_code == 403
    assert (charlie.get(elsewhere).status_code, applied(charlie, elsewhere, second).status_code) == (404, 404)
    assert bob.get(f"{address}9999/other-models/").status_code == 404
    assert bob.get(elsewhere, {"by": "color"}).status_code == 400
    assert socket_threat(second).status == "open"
