"""The controls of a team: those that ship and its own, what they answer, where they are in use."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.people import People
from tests.shop_model import SOCKET_RULE, socket_threat
from tests.team_library import CONTROL, RULE
from threatmodel.architecture.models import ThreatModel
from threatmodel.history.models import ModelEvent
from threatmodel.library.models import TeamControl

Json = dict[str, Any]
OWN = "team-ask"


@pytest.fixture
def controls(cast: People) -> str:
    return f"/api/teams/{cast.team.pk}/controls/"


@pytest.fixture
def own(anna: APIClient, controls: str) -> str:
    """The address of a control that the team wrote."""
    made = anna.post(controls, {"id": OWN, **CONTROL}, format="json")
    assert made.status_code == 201, made.content
    return f"{controls}{OWN}/"


def propose(bob: APIClient, model: ThreatModel, control: str, **values: Any) -> Json:
    """A mitigation of the socket threat that applies the control."""
    body = {"threats": [socket_threat(model).number], "control": control, **values}
    made = bob.post(f"/api/models/{model.pk}/mitigations/", body, format="json")
    assert made.status_code == 201, made.content
    answer: Json = made.json()
    return answer


def ids(answer: Any) -> list[str]:
    return [row["id"] for row in answer.json()["results"]]


# --- the list ----------------------------------------------------------------------------------


def test_a_viewer_lists_the_library_and_the_teams_own(vera: APIClient, own: str, controls: str) -> None:
    everything = vera.get(controls, {"page_size": 200}).json()
    mine = vera.get(controls, {"origin": "team"}).json()

    assert everything["count"] > 200
    assert [row["id"] for row in mine["results"]] == [OWN]
    assert mine["results"][0] == {
        "id": OWN,
        "origin": "team",
        "rule_count": 0,
        "mitigation_count": 0,
        **CONTROL,
    }


def test_filters_narrow_together(vera: APIClient, controls: str) -> None:
    categories = ["preventive", "detective"]
    query: Json = {"category": categories, "lifecycle": "runtime", "reference": "cis-docker"}

    rows = vera.get(controls, {**query, "page_size": 200}).json()["results"]

    assert rows
    for row in rows:
        assert row["category"] in categories
        assert row["lifecycle"] == "runtime"
        assert any(one["id"].startswith("cis-docker:") for one in row["references"])


def test_a_control_is_found_by_the_id_of_its_reference(vera: APIClient, controls: str) -> None:
    assert "remove-runtime-socket" in ids(vera.get(controls, {"search": "cis-docker:5.32"}))


def test_what_is_in_use_comes_first_when_asked(
    bob: APIClient, vera: APIClient, model: ThreatModel, controls: str
) -> None:
    propose(bob, model, "socket-proxy")

    rows = vera.get(controls, {"ordering": "-mitigations"}).json()["results"]

    assert (rows[0]["id"], rows[0]["mitigation_count"]) == ("socket-proxy", 1)
    titles = [row["title"].lower() for row in rows[1:]]
    assert titles == sorted(titles)


@pytest.mark.parametrize("query", [{"ordering": "color"}, {"category": "hopeful"}, {"reference": "hearsay"}])
def test_a_question_nobody_can_answer_is_refused(vera: APIClient, controls: str, query: Json) -> None:
    response = vera.get(controls, query)

    assert response.status_code == 400
    assert list(response.json()) == list(query)


def test_a_stranger_gets_404(charlie: APIClient, own: str, controls: str) -> None:
    assert charlie.get(controls).status_code == 404
    assert charlie.get(own).status_code == 404
    assert charlie.post(controls, {"id": "team-mine", **CONTROL}, format="json").status_code == 404
    assert charlie.patch(own, {"title": "Taken over"}, format="json").status_code == 404
    assert charlie.delete(own).status_code == 404


# --- one control -------------------------------------------------------------------------------


def test_a_control_tells_what_it_answers_and_where_it_is_in_use(
    bob: APIClient, vera: APIClient, cast: People, model: ThreatModel, controls: str
) -> None:
    first = propose(bob, model, "socket-proxy", status="planned", owner=str(cast.bob.pk), due="2020-01-01")
    propose(bob, model, "socket-proxy", status="rejected")

    shown = vera.get(f"{controls}socket-proxy/").json()

    (fires,) = (rule for rule in shown["rules"] if rule["id"] == SOCKET_RULE)
    assert shown["rules"][0] == fires
    assert (fires["fired"], fires["severity"], fires["origin"]) == (1, "critical", "built-in")
    assert shown["statuses"] == {"planned": 1, "rejected": 1}
    assert (shown["rule_count"], shown["mitigation_count"]) == (len(shown["rules"]), 2)
    planned = next(row for row in shown["mitigations"] if row["status"] == "planned")
    assert planned["model"] == {"id": str(model.pk), "name": model.name}
    assert planned["number"] == first["number"]
    assert (planned["owner"]["name"], planned["overdue"]) == ("Bob", True)


def test_nothing_of_another_team_counts(
    bob: APIClient, charlie: APIClient, cast: People, model: ThreatModel
) -> None:
    propose(bob, model, "socket-proxy")

    shown = charlie.get(f"/api/teams/{cast.other_team.pk}/controls/socket-proxy/").json()

    assert (shown["mitigations"], shown["statuses"], shown["mitigation_count"]) == ([], {}, 0)
    assert all(rule["fired"] == 0 for rule in shown["rules"])


def test_rules_of_the_team_are_among_those_it_answers(anna: APIClient, own: str, cast: People) -> None:
    rule = {**RULE, "controls": [OWN]}
    anna.post(f"/api/teams/{cast.team.pk}/rules/", {"rule": rule}, format="json")

    shown = anna.get(own).json()

    assert [(one["id"], one["origin"]) for one in shown["rules"]] == [(RULE["id"], "team")]
    assert shown["rule_count"] == 1


def test_a_control_nobody_has_is_not_found(vera: APIClient, controls: str) -> None:
    assert vera.get(f"{controls}team-none/").status_code == 404
    assert vera.get(f"{controls}no-such/").status_code == 404


# --- writing -----------------------------------------------------------------------------------


def test_only_approvers_write(vera: APIClient, bob: APIClient, own: str, controls: str) -> None:
    for client in (vera, bob):
        assert client.post(controls, {"id": "team-new", **CONTROL}, format="json").status_code == 403
        assert client.patch(own, {"title": "Changed"}, format="json").status_code == 403
        assert client.delete(own).status_code == 403
    assert TeamControl.objects.get().definition == CONTROL


def test_a_change_is_kept_and_recorded(anna: APIClient, own: str, model: ThreatModel) -> None:
    references = ["cis-docker:5.32", "attack:M1035"]

    shown = anna.patch(own, {"how": "Ask twice.", "references": references}, format="json").json()

    assert (shown["how"], [one["id"] for one in shown["references"]]) == ("Ask twice.", references)
    assert [one["label"] for one in shown["references"]] == ["CIS Docker 5.32", "ATT&CK M1035"]
    event = ModelEvent.objects.get(subject_type="control", model=model, what="changed a control")
    assert (event.before["how"], event.after["how"]) == (CONTROL["how"], "Ask twice.")


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("id", {"id": "ask"}),
        ("id", {"id": "remove-runtime-socket"}),
        ("id", {"id": OWN}),
        ("title", {"title": "No"}),
        ("category", {"category": "hopeful"}),
        ("lifecycle", {"lifecycle": "later"}),
        ("how", {"how": ""}),
        ("how", {"how": "x" * 4001}),
        ("references", {"references": ["attack:T0"]}),
        ("references", {"references": ["cwe:CWE-250"] * 21}),
    ],
)
def test_what_cannot_be_kept_is_refused_at_its_field(
    anna: APIClient, own: str, controls: str, field: str, values: Json
) -> None:
    response = anna.post(controls, {"id": "team-new", **CONTROL, **values}, format="json")

    assert own
    assert response.status_code == 400
    assert list(response.json()) == [field]
    assert TeamControl.objects.count() == 1


def test_a_control_of_the_library_cannot_be_changed(anna: APIClient, controls: str) -> None:
    shipped = f"{controls}remove-runtime-socket/"

    assert anna.patch(shipped, {"title": "Changed"}, format="json").status_code == 404
    assert anna.delete(shipped).status_code == 404


def test_a_control_that_a_rule_names_stays(anna: APIClient, own: str, cast: People) -> None:
    rules = f"/api/teams/{cast.team.pk}/rules/"
    anna.post(rules, {"rule": {**RULE, "controls": [OWN]}}, format="json")

    refused = anna.delete(own)

    assert refused.status_code == 400
    assert RULE["id"] in refused.json()["detail"][0]
    assert anna.delete(f"{rules}{RULE['id']}/").status_code == 204
    assert anna.delete(own).status_code == 204


def test_mitigations_keep_their_words_when_their_control_is_deleted(
    anna: APIClient, bob: APIClient, own: str, model: ThreatModel
) -> None:
    made = propose(bob, model, OWN, status="planned")
    address = f"/api/models/{model.pk}/mitigations/{made['number']}/"
    assert made["control"] == {"id": OWN, "title": CONTROL["title"], "known": True}

    assert anna.delete(own).status_code == 204

    shown = bob.get(address).json()
    assert (shown["title"], shown["status"]) == (CONTROL["title"], "planned")
    assert shown["control"] == {"id": OWN, "title": OWN, "known": False}
    assert bob.patch(address, {"status": "implemented"}, format="json").status_code == 200
    assert bob.get(f"/api/models/{model.pk}/threats/{socket_threat(model).number}/").status_code == 200


# --- references, and where a rule fires ---------------------------------------------------------


def test_references_are_found_by_id_by_title_and_by_label(vera: APIClient) -> None:
    assert ids(vera.get("/api/library/references/", {"search": "T1611"})) == ["attack:T1611"]
    assert ids(vera.get("/api/library/references/", {"search": "att&ck t1611 escape"})) == ["attack:T1611"]
    found = vera.get("/api/library/references/", {"search": "escape to host"}).json()["results"]
    assert found[0]["source"].startswith("MITRE ATT&CK")
    assert (found[0]["label"], found[0]["title"]) == ("ATT&CK T1611", "Escape to Host")
    assert found[0]["url"].startswith("https://")


def test_references_are_for_people_who_signed_in(client: Any) -> None:
    assert client.get("/api/library/references/").status_code in {401, 403}


def test_a_rule_tells_the_models_it_fires_in(
    vera: APIClient, charlie: APIClient, cast: People, model: ThreatModel
) -> None:
    here = vera.get(f"/api/teams/{cast.team.pk}/rules/{SOCKET_RULE}/").json()
    there = charlie.get(f"/api/teams/{cast.other_team.pk}/rules/{SOCKET_RULE}/").json()

    assert here["fired_in"] == [{"model": {"id": str(model.pk), "name": model.name}, "fired": 1}]
    assert there["fired_in"] == []


def test_what_was_decided_does_not_count_as_firing(
    bob: APIClient, vera: APIClient, cast: People, model: ThreatModel
) -> None:
    propose(bob, model, "socket-proxy", status="implemented")

    shown = vera.get(f"/api/teams/{cast.team.pk}/rules/{SOCKET_RULE}/").json()

    assert (shown["fired"], shown["fired_in"]) == (0, [])


@pytest.mark.parametrize("words", ["attack:T1611", "VOL-007", "T1611"])
def test_a_rule_is_found_by_what_it_refers_to_and_covers(vera: APIClient, cast: People, words: str) -> None:
    query: Json = {"search": words, "page_size": 200}

    rows = vera.get(f"/api/teams/{cast.team.pk}/rules/", query)

    assert SOCKET_RULE in ids(rows)


def test_rules_are_filtered_by_the_catalogue_they_refer_to(vera: APIClient, cast: People) -> None:
    address = f"/api/teams/{cast.team.pk}/rules/"

    every = vera.get(address).json()["count"]
    some = vera.get(address, {"reference": "cis-docker"}).json()["count"]

    assert 0 < some < every
