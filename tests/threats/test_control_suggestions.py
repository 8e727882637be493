"""Controls that would treat open threats: ranked by the risk they remove, planned in one or many models."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.people import People, client_of
from tests.shop_model import import_text, new_model, socket_threat
from tests.threats.test_analyses import mitigate
from threatmodel.architecture.models import ThreatModel
from threatmodel.engine.library.loader import load_library
from threatmodel.history.models import ModelEvent
from threatmodel.threats.mitigations.models import Mitigation
from threatmodel.threats.threats.models import Threat

Json = dict[str, Any]
CONTROL = "remove-runtime-socket"


@pytest.fixture
def address(model: ThreatModel) -> str:
    return f"/api/models/{model.pk}/mitigations/suggestions/"


@pytest.fixture
def plan(cast: People) -> str:
    return f"/api/teams/{cast.team.pk}/controls/{CONTROL}/plan/"


@pytest.fixture
def second(cast: People, model: ThreatModel) -> ThreatModel:
    """Another model of the team, with the same fault."""
    made = new_model(cast.team, cast.alice, "Warehouse")
    import_text(made, cast.bob)
    return made


def suggested(client: APIClient, address: str) -> dict[str, Json]:
    body = client.get(address, {"page_size": 200}).json()
    return {row["control"]["id"]: row for row in body["results"]}


def treated_by(control: str, model: ThreatModel) -> list[Threat]:
    rules = [rule.id for rule in load_library().rules if control in rule.controls]
    return list(Threat.objects.filter(model=model, rule__in=rules, status="open"))


def test_a_control_removes_the_scores_of_the_open_threats_whose_rules_name_it(
    vera: APIClient, address: str, model: ThreatModel
) -> None:
    rows = suggested(vera, address)

    for control, row in rows.items():
        threats = treated_by(control, model)
        assert (row["threats"], row["score"]) == (len(threats), sum(one.score for one in threats)), control
    scores = [row["score"] for row in rows.values()]
    assert scores == sorted(scores, reverse=True)
    assert rows[CONTROL]["resolved"] >= 1
    assert (rows[CONTROL]["team_models"], rows[CONTROL]["mitigation"]) == (1, None)


def test_other_models_of_the_team_count_beside_it(
    vera: APIClient, address: str, model: ThreatModel, second: ThreatModel
) -> None:
    row = suggested(vera, address)[CONTROL]

    assert (row["team_threats"], row["team_models"]) == (2 * row["threats"], 2)


def test_what_the_control_treats_already_is_left_out(
    vera: APIClient, address: str, cast: People, model: ThreatModel
) -> None:
    before = suggested(vera, address)
    socket = socket_threat(model)
    mitigate(cast, model, socket.number, control=CONTROL)
    mitigate(cast, model, socket.number, control=CONTROL)

    after = suggested(vera, address)

    left = after.get(CONTROL, {"threats": 0, "score": 0})
    assert left["threats"] == before[CONTROL]["threats"] - 1
    assert left["score"] == before[CONTROL]["score"] - socket.score
    others = {control for control in before if control != CONTROL}
    assert {control: after[control]["threats"] for control in others} == {
        control: before[control]["threats"] for control in others
    }


def test_a_rejected_mitigation_treats_nothing(
    vera: APIClient, address: str, cast: People, model: ThreatModel
) -> None:
    before = suggested(vera, address)[CONTROL]
    mitigate(cast, model, socket_threat(model).number, control=CONTROL, status="rejected")

    assert suggested(vera, address)[CONTROL] == before


def test_threats_that_are_decided_are_no_risk_to_remove(
    vera: APIClient, address: str, model: ThreatModel
) -> None:
    Threat.objects.filter(model=model).update(status="not-applicable", decided="not-applicable")

    assert suggested(vera, address) == {}


def test_suggestions_are_searched_by_title(vera: APIClient, address: str) -> None:
    title = load_library().controls[CONTROL].title

    body = vera.get(address, {"search": title.upper()}).json()

    assert CONTROL in [row["control"]["id"] for row in body["results"]]
    assert vera.get(address, {"search": "no such words"}).json()["count"] == 0


def test_planning_it_attaches_all_its_threats(
    bob: APIClient, plan: str, address: str, model: ThreatModel
) -> None:
    threats = {one.number for one in treated_by(CONTROL, model)}

    planned = bob.post(plan, {"models": [str(model.pk)]}).json()

    assert len(planned) == 1
    assert (planned[0]["number"], planned[0]["is_new"], set(planned[0]["attached"])) == (1, True, threats)
    made = Mitigation.objects.get()
    assert (made.status, made.control) == ("planned", CONTROL)
    assert set(made.threats.values_list("number", flat=True)) == threats
    assert CONTROL not in suggested(bob, address)
    assert ModelEvent.objects.filter(subject_type="mitigation", what="proposed the mitigation").count() == 1


def test_an_unfinished_mitigation_of_the_control_gets_the_threats(
    bob: APIClient, plan: str, address: str, cast: People, model: ThreatModel
) -> None:
    other = Threat.objects.exclude(pk=socket_threat(model).pk).filter(model=model).first()
    assert other is not None
    made = mitigate(cast, model, other.number, control=CONTROL)
    assert suggested(bob, address)[CONTROL]["mitigation"] == made.number

    planned = bob.post(plan, {"models": [str(model.pk)]}).json()

    assert [(one["number"], one["is_new"]) for one in planned] == [(made.number, False)]
    assert socket_threat(model) in made.threats.all()
    assert other in made.threats.all()
    assert Mitigation.objects.get().version == planned[0]["version"] == 1


def test_before_it_is_planned_everywhere_the_threats_of_each_model_are_listed(
    bob: APIClient, plan: str, cast: People, model: ThreatModel, second: ThreatModel
) -> None:
    mitigate(cast, second, 1, control=CONTROL, status="proposed")

    rows = {row["model"]["name"]: row for row in bob.get(plan).json()}

    assert set(rows) <= {"Shop", "Warehouse"}
    shop = rows["Shop"]
    assert shop["threats"] == len(treated_by(CONTROL, model))
    assert shop["listed"][0]["number"] == socket_threat(model).number
    assert (shop["worst"], shop["mitigation"]) == ("critical", None)


def test_it_is_planned_in_many_models_at_once(
    bob: APIClient, plan: str, model: ThreatModel, second: ThreatModel
) -> None:
    planned = bob.post(plan, {"models": [str(model.pk), str(second.pk)]}).json()

    assert {one["model"] for one in planned} == {str(model.pk), str(second.pk)}
    assert Mitigation.objects.filter(control=CONTROL, status="planned").count() == 2
    assert bob.get(plan).json() == []
    assert bob.post(plan, {"models": [str(model.pk)]}).json() == []


def test_all_models_or_none(bob: APIClient, plan: str, cast: People, model: ThreatModel) -> None:
    foreign = new_model(cast.other_team, cast.charlie, "Theirs")

    refused = bob.post(plan, {"models": [str(model.pk), str(foreign.pk)]})

    assert (refused.status_code, refused.json()) == (400, {"models": ["Unknown model."]})
    assert not Mitigation.objects.exists()


def test_who_may_plan(
    bob: APIClient, vera: APIClient, plan: str, address: str, cast: People, model: ThreatModel
) -> None:
    charlie = client_of(cast.charlie)
    body = {"models": [str(model.pk)]}

    assert vera.post(plan, body).status_code == 403
    assert [charlie.get(address).status_code, charlie.get(plan).status_code] == [404, 404]
    assert charlie.post(plan, body).status_code == 404
    assert bob.post(plan.replace(CONTROL, "no-such-control"), body).status_code == 404
    assert bob.get(plan.replace(CONTROL, "no-such-control")).status_code == 404
    assert not Mitigation.objects.exists()
