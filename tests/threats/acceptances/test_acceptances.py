"""Risk is accepted by a request and the decision of another person, until a day, for certain facts."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from rest_framework.test import APIClient

from tests.people import People
from tests.shop_model import COMPOSE, import_text, socket_threat
from tests.threats.acceptances.conftest import REASON, Clock, status_of
from tests.threats.test_analyses import mitigate
from threatmodel.architecture.models import ThreatModel
from threatmodel.history.models import ModelEvent
from threatmodel.threats.acceptances.models import RiskAcceptance
from threatmodel.threats.decisions.services.threat_decision import threat_decide
from threatmodel.threats.threats.models import Threat

Json = dict[str, Any]
Decide = Callable[..., Any]


def others(model: ThreatModel, count: int) -> list[int]:
    """Numbers of further open threats."""
    found = Threat.objects.filter(model=model, status="open").exclude(pk=socket_threat(model).pk)
    return list(found.order_by("number").values_list("number", flat=True)[:count])


def edit_of(values: Json) -> Json:
    """The request as it was, for its first version."""
    return {key: value for key, value in values.items() if key != "selection"} | {"version": 0}


# --- request -----------------------------------------------------------------------------------


def test_a_request_leaves_the_threat_open_and_says_who_is_to_decide(
    requested: Json, model: ThreatModel, anna: APIClient, bob: APIClient, address: str
) -> None:
    seen_by_anna = anna.get(f"{address}1/").json()

    assert (requested["state"], requested["number"], requested["threat_count"]) == ("proposed", 1, 1)
    assert (requested["justification"], requested["residual_risk"]) == (REASON, "high")
    assert [one["name"] for one in requested["approvers"]] == ["Anna"]
    assert requested["days_left"] == 30
    assert (seen_by_anna["to_decide"], requested["to_decide"]) == (True, False)
    assert status_of(model) == "open"


def test_it_keeps_the_facts_of_that_moment(requested: Json, model: ThreatModel) -> None:
    (threat,) = requested["threats"]

    assert (threat["number"], threat["severity"], threat["change"]) == (
        socket_threat(model).number,
        "critical",
        "",
    )
    assert threat["facts"]
    assert all(fact["then"] == fact["now"] and not fact["differs"] for fact in threat["facts"])


def test_strangers_viewers_and_bad_input(
    vera: APIClient,
    charlie: APIClient,
    bob: APIClient,
    address: str,
    values: Json,
    cast: People,
    model: ThreatModel,
    clock: Clock,
) -> None:
    def send(client: APIClient, **changes: Any) -> Any:
        return client.post(address, {**values, **changes}, format="json")

    assert send(charlie).status_code == 404
    assert send(vera).status_code == 403
    assert send(bob, justification=" ").status_code == 400
    assert send(bob, expires_on=clock.after(0)).json() == {
        "expires_on": ["The last day must be in the future."]
    }
    late = send(bob, expires_on=clock.after(366)).json()["expires_on"][0]
    assert f"at most 365 days: choose {clock.after(365)}" in late
    assert send(bob, approvers=[]).status_code == 400
    for who in (cast.bob, cast.vera, cast.charlie):
        assert "approvers" in send(bob, approvers=[str(who.pk)]).json()
    assert send(bob, selection=None).status_code == 400
    asked = socket_threat(model).number
    assert send(bob, selection={"numbers": [asked, 9999]}).json() == {
        "threats": ["T9999 is not a threat of this model."]
    }
    assert not RiskAcceptance.objects.exists()


def test_each_threat_that_cannot_be_accepted_is_named_and_nothing_is_written(
    bob: APIClient, address: str, values: Json, model: ThreatModel, cast: People, requested: Json
) -> None:
    treated, aside = others(model, 2)
    mitigate(cast, model, treated, status="implemented", control="")
    threat_decide(
        model_id=model.pk, actor=cast.bob, number=aside, status="not-applicable", reason="Not here."
    )
    asked = socket_threat(model).number

    answer = bob.post(address, {**values, "selection": {"numbers": [treated, aside, asked]}}, format="json")

    said = answer.json()["threats"]
    assert answer.status_code == 400
    assert sorted(said) == sorted(
        [
            f"T{treated} is mitigated: there is no risk to accept.",
            f"T{aside} is not applicable: there is no risk to accept.",
            f"T{asked} is part of the open request A1.",
        ]
    )
    assert RiskAcceptance.objects.count() == 1


def test_many_threats_are_requested_by_a_filter_in_one_request(
    bob: APIClient, address: str, values: Json, model: ThreatModel, anna: APIClient, decide: Decide
) -> None:
    everything_found = {"all": True, "filter": {"certainty": ["found"]}}

    answer = bob.post(address, {**values, "selection": everything_found}, format="json")

    everything = Threat.objects.filter(model=model).count()
    assert answer.json()["threat_count"] == everything > 5
    assert decide(anna, answer.json()).status_code == 200
    assert Threat.objects.filter(model=model, status="accepted").count() == everything


# --- decision ----------------------------------------------------------------------------------


def test_approval_by_another_person_accepts_the_threat(
    accepted: Json, model: ThreatModel, bob: APIClient
) -> None:
    shown = bob.get(f"/api/models/{model.pk}/threats/{socket_threat(model).number}/").json()

    assert (accepted["state"], accepted["decided_by"]["name"]) == ("active", "Anna")
    assert accepted["decision_note"] == "Agreed."
    assert shown["status"] == "accepted"
    event = ModelEvent.objects.filter(model=model, subject_type="threat").latest("id")
    assert (event.what, event.after) == ("accepted the risk", {"status": "accepted"})


def test_nobody_approves_their_own_request_whatever_their_role(
    alice: APIClient, address: str, values: Json, decide: Decide, model: ThreatModel
) -> None:
    own = alice.post(address, values, format="json").json()

    answer = decide(alice, own)

    assert answer.status_code == 400
    assert answer.json() == {"acceptances": ["A1 of Shop is your own request: another person has to decide."]}
    assert status_of(model) == "open"


def test_an_approver_cannot_name_themselves_to_decide(
    anna: APIClient, address: str, values: Json, cast: People
) -> None:
    answer = anna.post(address, {**values, "approvers": [str(cast.anna.pk)]}, format="json")

    assert answer.status_code == 400
    assert answer.json() == {"approvers": ["Another person has to decide about your request."]}


def test_the_database_refuses_an_approver_who_is_the_requester(requested: Json, cast: People) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        RiskAcceptance.objects.update(status="active", decided_by=cast.bob, decided_at="2030-01-10T09:00:00Z")


def test_who_may_decide(
    bob: APIClient, vera: APIClient, charlie: APIClient, alice: APIClient, requested: Json, decide: Decide
) -> None:
    assert decide(bob, requested).status_code == 403
    assert decide(vera, requested).status_code == 403
    assert decide(charlie, requested).status_code == 404
    assert decide(alice, requested).status_code == 200  # not named, but an owner may


def test_a_request_of_another_team_is_not_found(charlie: APIClient, requested: Json, cast: People) -> None:
    body = {"acceptances": [{"id": requested["id"], "version": 0}], "decision": "approve"}
    answer = charlie.post(f"/api/teams/{cast.other_team.pk}/acceptances/decide/", body, format="json")

    assert answer.status_code == 404


def test_rejection_and_asking_back_need_a_note(
    anna: APIClient, requested: Json, decide: Decide, model: ThreatModel
) -> None:
    assert "note" in decide(anna, requested, decision="reject").json()
    assert "note" in decide(anna, requested, decision="ask-back").json()

    rejected = decide(anna, requested, decision="reject", note="Fix it instead.").json()[0]

    assert (rejected["state"], rejected["decision_note"]) == ("rejected", "Fix it instead.")
    assert status_of(model) == "open"


def test_what_was_asked_back_is_edited_and_decided_again(
    anna: APIClient, bob: APIClient, requested: Json, decide: Decide, address: str, values: Json
) -> None:
    back = decide(anna, requested, decision="ask-back", note="Which host?").json()[0]
    body = {key: value for key, value in values.items() if key != "selection"}
    edit = {**body, "justification": "Host db-3, replaced in March.", "version": back["version"]}

    again = bob.put(f"{address}1/", edit, format="json").json()

    assert (back["state"], again["state"]) == ("asked-back", "proposed")
    assert (again["justification"], again["decided_by"]) == ("Host db-3, replaced in March.", None)
    assert decide(anna, again).json()[0]["state"] == "active"


def test_an_edited_request_has_the_title_and_severity_of_today(
    bob: APIClient, requested: Json, address: str, values: Json, model: ThreatModel
) -> None:
    severity = f"/api/models/{model.pk}/threats/{socket_threat(model).number}/severity/"
    bob.put(severity, {"severity": "low", "reason": "Inner net.", "version": 0}, format="json")

    again = bob.put(f"{address}1/", edit_of(values), format="json").json()

    assert requested["severity"] != "low"
    assert (again["severity"], again["threats"][0]["severity"]) == ("low", "low")


def test_what_is_only_possible_by_now_is_not_requested_again(
    bob: APIClient, requested: Json, address: str, values: Json, model: ThreatModel
) -> None:
    number = socket_threat(model).number
    Threat.objects.filter(model=model, number=number).update(certainty="possible")

    answer = bob.put(f"{address}1/", edit_of(values), format="json")

    said = f"T{number} is only possible: answer what it depends on first."
    assert (answer.status_code, answer.json()) == (400, {"threats": [said]})


def test_the_note_of_a_withdrawal_is_in_the_history(
    bob: APIClient, requested: Json, address: str, model: ThreatModel
) -> None:
    bob.post(f"{address}1/withdraw/", {"version": 0, "note": "Fixed instead."}, format="json")

    event = ModelEvent.objects.filter(model=model, subject_type="acceptance").latest("id")
    assert event.after == {"note": "Fixed instead."}


def test_only_the_requester_edits_and_only_they_or_an_owner_withdraw(
    anna: APIClient, alice: APIClient, bob: APIClient, requested: Json, address: str, values: Json
) -> None:
    body = edit_of(values)

    assert anna.put(f"{address}1/", body, format="json").status_code == 403
    assert anna.post(f"{address}1/withdraw/", {"version": 0}, format="json").status_code == 403
    assert bob.post(f"{address}1/withdraw/", {"version": 0}, format="json").json()["state"] == "withdrawn"
    assert alice.post(f"{address}1/withdraw/", {"version": 1}, format="json").status_code == 400


def test_a_decision_about_an_older_version_answers_409_with_the_newer(
    anna: APIClient, bob: APIClient, requested: Json, decide: Decide, address: str, values: Json
) -> None:
    body = {key: value for key, value in values.items() if key != "selection"}
    bob.put(f"{address}1/", {**body, "justification": "Better said.", "version": 0}, format="json")

    answer = decide(anna, requested)

    assert answer.status_code == 409
    assert answer.json()["detail"] == "A1 has been changed by another person since you opened it."
    assert [one["justification"] for one in answer.json()["current"]] == ["Better said."]


def test_many_are_decided_at_once_or_none(
    anna: APIClient, bob: APIClient, requested: Json, decide: Decide, address: str, values: Json,
    model: ThreatModel, cast: People, alice: APIClient,
) -> None:  # fmt: skip
    first, second = others(model, 2)
    more = bob.post(address, {**values, "selection": {"numbers": [first]}}, format="json").json()
    of_anna = {"selection": {"numbers": [second]}, "approvers": [str(cast.alice.pk)]}
    own = anna.post(address, {**values, **of_anna}, format="json").json()

    refused = decide(anna, requested, more, own)

    assert refused.json() == {
        "acceptances": ["A3 of Shop is your own request: another person has to decide."]
    }
    assert status_of(model) == "open"
    assert [one["state"] for one in decide(anna, requested, more).json()] == ["active", "active"]
    assert Threat.objects.filter(model=model, status="accepted").count() == 2


def test_what_changed_since_the_request_cannot_be_approved(
    anna: APIClient, requested: Json, decide: Decide, model: ThreatModel, cast: People
) -> None:
    import_text(model, cast.bob, COMPOSE.replace("docker.sock\n", "docker.sock:ro\n"))
    number = socket_threat(model).number

    answer = decide(anna, requested)

    assert answer.status_code == 400
    assert f"T{number} changed since the request" in answer.json()["acceptances"][0]


def test_a_shorter_limit_of_the_team_counts_when_it_is_decided(
    anna: APIClient, alice: APIClient, requested: Json, decide: Decide, cast: People
) -> None:
    team = f"/api/teams/{cast.team.pk}/"
    assert alice.patch(team, {"max_acceptance_days": 10}, format="json").json()["max_acceptance_days"] == 10
    assert alice.patch(team, {"max_acceptance_days": 0}, format="json").status_code == 400

    answer = decide(anna, requested)

    assert "exceeds the 10 days of the team" in answer.json()["acceptances"][0]
