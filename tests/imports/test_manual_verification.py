"""What an approver verified by hand is kept until a file contradicts it."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.imports.review import PRIVILEGED, SAID_NO, WEB, Review
from threatmodel.history.models import ModelEvent
from threatmodel.threats.mitigations.models import Mitigation
from threatmodel.threats.threats.models import Threat

Json = dict[str, Any]


# --- what a file contradicts -------------------------------------------------------------------


@pytest.mark.parametrize(
    "words", [{"control": "remove-privileged"}, {"control": None, "title": "Take it away"}]
)
def test_what_was_verified_by_hand_reopens_when_the_old_file_comes_back(review: Review, words: Json) -> None:
    number = review.propose(**words)
    review.set_status(number, "verified", verification_note="Looked at the host.")
    review.load(SAID_NO)

    review.load(PRIVILEGED)

    assert review.mitigation(number)["status"] == "in-progress"
    assert review.threat.status == "open"


def test_what_was_verified_by_hand_reopens_when_a_file_still_shows_the_fault(review: Review) -> None:
    number = review.propose()
    review.set_status(number, "verified", verification_note="Looked at the host.")
    before = review.mitigation(number)

    imported = review.load(PRIVILEGED)

    assert (before["proof"], before["verification_note"]) == ("approver", "Looked at the host.")
    assert imported.proof.reopened == [number]
    assert review.mitigation(number)["status"] == "in-progress"
    assert review.mitigation(number)["verification_note"] == ""
    assert review.threat.status == "open"


def test_a_control_that_changes_no_fact_is_not_contradicted_by_it(review: Review) -> None:
    number = review.propose("sandboxed-runtime")
    review.set_status(number, "verified", verification_note="Looked at the runtime class.")

    review.load(PRIVILEGED)

    assert review.mitigation(number)["status"] == "verified"
    assert (review.threat.status, review.shown()["evidence_state"]) == ("mitigated", "facts-hold")


def test_implemented_is_not_yet_seen_then_contradicted_then_verified(review: Review) -> None:
    number = review.propose()
    review.set_status(number, "implemented")
    said = (review.threat.status, review.shown()["evidence_state"], review.mitigation(number)["proof"])

    imported = review.load(PRIVILEGED)
    still = (review.threat.status, review.shown()["evidence_state"], review.mitigation(number)["proof"])
    review.load(PRIVILEGED)
    events = ModelEvent.objects.filter(what="an import still shows the fault")
    review.set_status(number, "in-progress")
    review.set_status(number, "implemented")
    again = review.mitigation(number)["proof"]
    review.load(SAID_NO)

    assert said == ("mitigated", "not-seen", "not-seen")
    assert imported.proof.contradicted == [number]
    assert still == ("mitigated", "contradicted", "contradicted")
    assert events.count() == 1
    assert again == "not-seen"
    assert review.mitigation(number)["proof"] == "import"


# --- verified is not to be had in other ways -----------------------------------------------------


def test_a_verified_mitigation_that_is_to_treat_more_is_no_longer_verified(review: Review) -> None:
    number = review.propose()
    review.load(SAID_NO)
    other = Threat.objects.filter(model=review.model, status="open").first()
    assert other is not None

    threats = [review.threat.number, other.number]
    review.bob.patch(f"{review.address}/mitigations/{number}/", {"threats": threats}, format="json")

    assert review.mitigation(number)["status"] == "implemented"
    assert not Mitigation.objects.get(number=number).verified_by_evidence


def test_an_editor_does_not_keep_it_verified_while_it_is_to_treat_more(review: Review) -> None:
    number = review.propose()
    review.load(SAID_NO)
    other = Threat.objects.filter(model=review.model, status="open").first()
    assert other is not None
    body = {"threats": [review.threat.number, other.number], "status": "verified"}

    refused = review.bob.patch(f"{review.address}/mitigations/{number}/", body, format="json")
    before = review.mitigation(number)
    baseline = review.anna.patch(f"{review.address}/mitigations/{number}/", body, format="json")

    assert refused.status_code == 403
    assert (before["proof"], len(before["threats"])) == ("import", 1)
    assert (baseline.status_code, review.mitigation(number)["proof"]) == (200, "approver")
    assert (before["verified_by"], review.mitigation(number)["verified_by"]["name"]) == (None, "Anna")


def test_what_an_approver_checked_only_an_approver_changes(review: Review) -> None:
    number = review.propose()
    review.set_status(number, "verified", verification_note="Looked at the host.")
    body = {"verification_note": "Looked at nothing.", "title": "New"}

    refused = review.bob.patch(f"{review.address}/mitigations/{number}/", body, format="json")
    same = {**body, "verification_note": "Looked at the host."}
    renamed = review.bob.patch(f"{review.address}/mitigations/{number}/", same, format="json")

    assert (refused.status_code, renamed.status_code) == (403, 200)
    shown = review.mitigation(number)
    assert (shown["verification_note"], shown["title"]) == ("Looked at the host.", "New")


def test_a_note_belongs_to_what_is_verified(review: Review) -> None:
    number = review.propose()

    refused = review.anna.patch(
        f"{review.address}/mitigations/{number}/", {"verification_note": "Seen."}, format="json"
    )

    assert refused.status_code == 400
    assert "verification_note" in refused.json()


# --- what shows it -----------------------------------------------------------------------------


def test_what_no_import_can_verify_is_verified_with_a_note_or_evidence_alone(review: Review) -> None:
    number = review.propose("sandboxed-runtime")
    address = f"{review.address}/mitigations/{number}/"
    verified = {"status": "verified"}

    bare = review.anna.patch(address, verified, format="json")
    left = review.mitigation(number)["status"]
    evidence = {"kind": "link", "title": "Run", "url": "https://ci.example.com/1"}
    review.bob.post(f"{address}evidence/", evidence, format="json")
    shown = review.anna.patch(address, verified, format="json")

    assert (bare.status_code, list(bare.json()), left) == (400, ["verification_note"], "proposed")
    assert (shown.status_code, shown.json()["status"]) == (200, "verified")


def test_nothing_is_proposed_as_verified_that_nothing_shows(review: Review) -> None:
    body = {"threats": [review.threat.number], "title": "Lock the room", "status": "verified"}

    refused = review.anna.post(f"{review.address}/mitigations/", body, format="json")
    noted = {**body, "verification_note": "Looked at the door."}
    made = review.anna.post(f"{review.address}/mitigations/", noted, format="json")

    assert (refused.status_code, made.status_code) == (400, 201)
    assert Mitigation.objects.count() == 1


def test_a_note_that_alone_shows_it_is_not_erased(review: Review) -> None:
    number = review.propose("sandboxed-runtime")
    review.set_status(number, "verified", verification_note="Looked at the runtime class.")

    erased = review.anna.patch(
        f"{review.address}/mitigations/{number}/", {"verification_note": ""}, format="json"
    )

    assert erased.status_code == 400
    assert review.mitigation(number)["verification_note"] == "Looked at the runtime class."


def test_evidence_that_alone_shows_it_is_not_removed(review: Review) -> None:
    number = review.propose("sandboxed-runtime")
    address = f"{review.address}/mitigations/{number}/"
    evidence = {"kind": "link", "title": "Run", "url": "https://ci.example.com/1"}
    made = review.bob.post(f"{address}evidence/", evidence, format="json").json()
    review.anna.patch(address, {"status": "verified"}, format="json")

    removed = review.bob.delete(f"{review.address}/evidence/{made['id']}/")
    review.anna.patch(address, {"verification_note": "Looked at the runtime class."}, format="json")
    noted = review.bob.delete(f"{review.address}/evidence/{made['id']}/")

    assert (removed.status_code, noted.status_code) == (400, 204)
    assert review.mitigation(number)["status"] == "verified"


# --- who confirmed it --------------------------------------------------------------------------


def test_a_mitigation_of_a_manual_threat_names_who_confirmed_it_until_it_is_reopened(review: Review) -> None:
    body = {
        "on": "element", "uid": WEB, "title": "Visitors reach the server room", "description": "",
        "categories": ["tampering"], "severity": "high", "references": [],
    }  # fmt: skip
    written = review.bob.post(f"{review.address}/threats/", body, format="json").json()
    number = review.propose(control=None, title="Lock the room", threats=[written["number"]])
    review.set_status(number, "implemented")
    done = review.mitigation(number)

    review.set_status(number, "verified", verification_note="Looked at the door.")

    shown = review.mitigation(number)
    assert (done["proof"], done["verified_by"], done["threats"][0]["manual"]) == ("manual", None, True)
    assert (shown["proof"], shown["verified_by_evidence"]) == ("approver", False)
    assert shown["verified_by"] is not None
    assert shown["verified_at"] is not None
    review.set_status(number, "in-progress")
    assert (review.mitigation(number)["verified_by"], review.mitigation(number)["verified_at"]) == (
        None,
        None,
    )


def test_who_rewrites_the_note_of_another_approver_confirms_it(review: Review, alice: APIClient) -> None:
    number = review.propose()
    review.set_status(number, "verified", verification_note="Looked at the host.")
    before = review.mitigation(number)

    body = {"verification_note": "Looked at the host and its image."}
    alice.patch(f"{review.address}/mitigations/{number}/", body, format="json")

    after = review.mitigation(number)
    assert (before["verified_by"]["name"], after["verified_by"]["name"]) == ("Anna", "Alice")
    assert after["verified_at"] > before["verified_at"]


def test_a_note_beside_what_an_import_verified_confirms_nothing_by_hand(review: Review) -> None:
    number = review.propose()
    review.load(SAID_NO)

    body = {"verification_note": "Looked at the host as well."}
    review.anna.patch(f"{review.address}/mitigations/{number}/", body, format="json")

    shown = review.mitigation(number)
    assert (shown["proof"], shown["verified_by"]) == ("import", None)
    assert shown["verification_note"] == "Looked at the host as well."
