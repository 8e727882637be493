"""What becomes of accepted threats: changed facts, revocation, extension, copies of the model."""

from collections.abc import Callable
from typing import Any

from rest_framework.test import APIClient

from tests.people import People
from tests.shop_model import COMPOSE, FIXED, import_text, socket_threat
from tests.threats.acceptances.conftest import Clock, status_of
from threatmodel.architecture.models import ThreatModel
from threatmodel.threats.threats.models import Threat

Json = dict[str, Any]
Decide = Callable[..., Any]


def test_a_fact_that_changes_opens_the_threat_and_closes_it_when_it_is_as_before(
    accepted: Json, model: ThreatModel, cast: People, bob: APIClient, address: str
) -> None:
    import_text(model, cast.bob, COMPOSE.replace("docker.sock\n", "docker.sock:ro\n"))

    assert status_of(model) == "open"
    shown = bob.get(f"{address}1/").json()
    (threat,) = shown["threats"]
    assert (shown["changed_count"], threat["change"]) == (1, "facts")
    assert any(fact["differs"] for fact in threat["facts"])
    import_text(model, cast.bob)
    assert status_of(model) == "accepted"
    assert bob.get(f"{address}1/").json()["changed_count"] == 0


def test_a_higher_severity_opens_it_and_a_lower_one_does_not(
    bob: APIClient, anna: APIClient, model: ThreatModel, address: str, values: Json, decide: Decide
) -> None:
    threat = Threat.objects.filter(model=model, severity="medium", status="open").first()
    assert threat is not None
    asked = bob.post(address, {**values, "selection": {"numbers": [threat.number]}}, format="json").json()
    decide(anna, asked)
    page = f"/api/models/{model.pk}/threats/{threat.number}/severity/"

    lower = bob.put(page, {"severity": "low", "reason": "Inner net.", "version": 0}, format="json").json()
    higher = bob.put(page, {"severity": "high", "reason": "Not so.", "version": 1}, format="json").json()

    assert (lower["status"], higher["status"]) == ("accepted", "open")
    assert bob.get(f"{address}1/").json()["threats"][0]["change"] == "severity"


def test_an_accepted_threat_that_went_and_came_back_is_accepted(
    accepted: Json, model: ThreatModel, cast: People
) -> None:
    import_text(model, cast.bob, FIXED)
    assert status_of(model) == "resolved"

    import_text(model, cast.bob)

    assert status_of(model) == "accepted"


def test_revoking_needs_a_note_and_opens_the_threat(
    accepted: Json, model: ThreatModel, anna: APIClient, vera: APIClient, address: str
) -> None:
    page, version = f"{address}1/revoke/", accepted["version"]

    assert vera.post(page, {"version": version, "note": "No"}, format="json").status_code == 403
    assert anna.post(page, {"version": version}, format="json").status_code == 400
    assert anna.post(page, {"version": 0, "note": "No"}, format="json").status_code == 409
    revoked = anna.post(page, {"version": version, "note": "The host is shared now."}, format="json").json()

    assert (revoked["state"], revoked["end_note"]) == ("revoked", "The host is shared now.")
    assert status_of(model) == "open"


def test_an_extension_is_a_new_request_and_covers_when_the_first_one_ends(
    accepted: Json, model: ThreatModel, anna: APIClient, bob: APIClient, address: str, values: Json,
    decide: Decide, clock: Clock,
) -> None:  # fmt: skip
    later = clock.after(80)
    twice = bob.post(address, values, format="json")
    assert "extend that instead" in twice.json()["threats"][0]

    extension = bob.post(
        address, {**values, "selection": None, "extends": 1, "expires_on": later}, format="json"
    ).json()

    assert (extension["extends"], extension["state"]) == (1, "proposed")
    decide(anna, extension)
    body = {"version": accepted["version"], "note": "Extended by A2."}
    anna.post(f"{address}1/revoke/", body, format="json")
    assert status_of(model) == "accepted"


def test_needs_info_is_refused_while_it_is_accepted(
    accepted: Json, model: ThreatModel, bob: APIClient
) -> None:
    page = f"/api/models/{model.pk}/threats/{socket_threat(model).number}/"

    refused = bob.patch(page, {"status": "needs-info"}, format="json")
    aside = bob.patch(page, {"status": "not-applicable", "reason": "Off."}, format="json").json()
    again = bob.patch(page, {"status": "open"}, format="json").json()

    assert "Revoke the acceptance" in refused.json()["status"][0]
    assert (aside["status"], again["status"]) == ("not-applicable", "accepted")


def test_a_copy_of_the_model_accepts_nothing(accepted: Json, model: ThreatModel, alice: APIClient) -> None:
    body = {"name": "Copy", "with_decisions": True}
    copy = alice.post(f"/api/models/{model.pk}/duplicate/", body, format="json").json()

    assert not Threat.objects.filter(model_id=copy["id"], status="accepted").exists()


def test_a_deleted_manual_threat_is_accepted_again_once_it_is_restored(
    bob: APIClient, anna: APIClient, model: ThreatModel, address: str, values: Json, decide: Decide
) -> None:
    threats = f"/api/models/{model.pk}/threats/"
    body = {"on": "model", "title": "Insider", "categories": ["tampering"], "severity": "high"}
    number = bob.post(threats, body, format="json").json()["number"]
    decide(anna, bob.post(address, {**values, "selection": {"numbers": [number]}}, format="json").json())

    assert bob.delete(f"{threats}{number}/?version=0").status_code == 204
    gone = bob.get(f"{address}1/").json()["threats"][0]
    back = bob.post(f"{threats}{number}/restore/").json()

    assert (gone["title"], gone["status"]) == ("Insider", None)
    assert back["status"] == "accepted"
