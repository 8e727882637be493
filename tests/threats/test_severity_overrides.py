"""A person gives a threat another severity: it counts everywhere, and the computed one stays current."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.architecture.test_operations import change, run
from tests.people import People
from tests.shop_model import COMPOSE, FIXED, import_text, socket_threat
from tests.threats.threat_events import threat_events
from threatmodel.architecture.models import ThreatModel
from threatmodel.threats.analysis.services.apply_analysis import model_analyze
from threatmodel.threats.threats.models import Threat

Json = dict[str, Any]
REASON = "The proxy runs on a host of its own."


@pytest.fixture
def address(model: ThreatModel) -> str:
    return f"/api/models/{model.pk}/threats/{socket_threat(model).number}/"


def override(client: APIClient, address: str, **changes: Any) -> Any:
    values = {"severity": "low", "reason": REASON, "version": 0, **changes}
    return client.put(f"{address}severity/", values, format="json")


def test_it_counts_and_the_computed_one_is_shown_beside_it(
    bob: APIClient, address: str, model: ThreatModel
) -> None:
    was = bob.get(address).json()

    shown = override(bob, address).json()

    assert (was["severity"], shown["severity"], shown["computed_severity"]) == ("critical", "low", "critical")
    assert shown["score"] == was["score"] - 90 + 24
    said = shown["severity_override"]
    assert (said["computed_severity"], said["computed_score"]) == ("critical", was["score"])
    assert (said["reason"], said["by"]["name"], bool(said["at"])) == (REASON, "Bob", True)
    listed = bob.get(f"/api/models/{model.pk}/threats/", {"severity": "low", "page_size": "200"}).json()
    assert shown["number"] in {one["number"] for one in listed["results"]}
    assert listed["facets"]["severity"]["critical"] == 0


def test_the_points_add_up_to_the_computed_score(bob: APIClient, address: str) -> None:
    shown = override(bob, address).json()

    assert sum(one["points"] for one in shown["factors"]) == shown["severity_override"]["computed_score"]


def test_it_is_an_event_with_person_and_reason(bob: APIClient, address: str, model: ThreatModel) -> None:
    shown = override(bob, address).json()
    event = threat_events(bob, model.pk, shown["number"])[0]

    assert (event["what"], event["actor"]["name"]) == ("overrode the severity", "Bob")
    assert event["before"] == {"severity": "critical"}
    assert event["after"] == {"severity": "low", "reason": REASON, "computed_severity": "critical"}


def test_roles_and_bad_input(vera: APIClient, bob: APIClient, charlie: APIClient, address: str) -> None:
    assert override(vera, address).status_code == 403
    assert override(charlie, address).status_code == 404
    assert override(bob, address, reason=" ").status_code == 400
    assert override(bob, address, severity="odd").status_code == 400
    assert vera.delete(f"{address}severity/?version=0").status_code == 403
    assert bob.delete(f"{address}severity/").status_code == 400


def test_no_analysis_loses_it_and_the_computed_one_stays_current(
    bob: APIClient, address: str, cast: People, model: ThreatModel
) -> None:
    before = override(bob, address).json()

    run(model, cast.bob, change("compose:proxy", facts={"criticality": {"value": "low"}}))
    model_analyze(model_id=model.pk)

    after = bob.get(address).json()
    computed, computed_before = (one["severity_override"]["computed_score"] for one in (after, before))
    assert (after["severity"], after["computed_severity"]) == ("low", "critical")
    assert computed == sum(one["points"] for one in after["factors"]) < computed_before
    assert after["score"] - before["score"] == computed - computed_before
    assert "criticality" in {one["fact"] for one in after["factors"]}


def test_it_survives_that_the_threat_is_resolved_and_returns(
    bob: APIClient, address: str, cast: People, model: ThreatModel
) -> None:
    override(bob, address)

    import_text(model, cast.bob, FIXED)
    import_text(model, cast.bob, COMPOSE)

    shown = bob.get(address).json()
    assert (shown["status"], shown["severity"], shown["computed_severity"]) == ("open", "low", "critical")


def test_withdrawn_the_computed_one_counts_again(bob: APIClient, address: str, model: ThreatModel) -> None:
    was = bob.get(address).json()
    override(bob, address)

    back = bob.delete(f"{address}severity/?version=1").json()

    assert (back["severity"], back["score"]) == (was["severity"], was["score"])
    assert (back["severity_override"], back["computed_severity"]) == (None, None)
    assert threat_events(bob, model.pk, was["number"])[0]["what"] == "withdrew the severity override"


def test_an_outdated_override_is_refused(bob: APIClient, alice: APIClient, address: str) -> None:
    override(alice, address, severity="medium")

    late = override(bob, address)

    assert late.status_code == 409
    assert late.json()["current"]["severity"] == "medium"


def test_a_second_override_replaces_the_first(bob: APIClient, address: str) -> None:
    override(bob, address)

    shown = override(bob, address, severity="high", reason="Shared after all.", version=1).json()

    assert (shown["severity"], shown["computed_severity"]) == ("high", "critical")
    assert shown["severity_override"]["reason"] == "Shared after all."


def test_a_duplicate_with_decisions_keeps_it(bob: APIClient, address: str, model: ThreatModel) -> None:
    override(bob, address)

    values = {"name": "Copy", "with_decisions": True}
    copy = bob.post(f"/api/models/{model.pk}/duplicate/", values, format="json").json()

    rows = bob.get(f"/api/models/{copy['id']}/threats/", {"severity": "low", "page_size": "200"}).json()
    assert [one["computed_severity"] for one in rows["results"] if one["computed_severity"]] == ["critical"]


def test_each_factor_names_its_fact_and_where_it_was_read(
    bob: APIClient, address: str, cast: People, model: ThreatModel
) -> None:
    run(model, cast.bob, change("compose:proxy", facts={"criticality": {"value": "high"}}))
    model_analyze(model_id=model.pk)

    factors = {one["factor"]: one for one in bob.get(address).json()["factors"]}

    assert factors["severity"]["points"] == 90
    assert factors["exposure"]["element_name"] == "proxy"
    assert (factors["criticality"]["value"], factors["criticality"]["label"]) == ("high", "Criticality")


def test_a_possible_threat_can_be_overridden_too(bob: APIClient, model: ThreatModel) -> None:
    possible = Threat.with_possible.filter(model=model, certainty="possible").exclude(severity="info").first()
    assert possible is not None
    address = f"/api/models/{model.pk}/threats/{possible.number}/"

    shown = override(bob, address, severity="info").json()
    model_analyze(model_id=model.pk)

    assert (shown["certainty"], shown["severity"]) == ("possible", "info")
    after = bob.get(address).json()
    assert (after["severity"], after["computed_severity"]) == ("info", possible.severity)
