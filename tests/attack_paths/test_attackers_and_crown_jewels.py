"""Attackers and crown jewels that people describe."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.people import People
from tests.shop_model import WITHOUT_DB, import_text
from threatmodel.architecture.models import ThreatModel
from threatmodel.attack_paths.models import Attacker, CrownJewel, PathRun
from threatmodel.attack_paths.services.path_computation import paths_refresh
from threatmodel.history.models import ModelEvent
from threatmodel.jobs.choices import JobKind
from threatmodel.jobs.models import Job

Json = dict[str, Any]
OPERATOR: Json = {
    "name": "Operator with stolen laptop",
    "about": "Has a shell on the shop.",
    "motive": "Money",
    "skill": "moderate",
    "resources": "individual",
    "counts": True,
    "starts": [{"uid": "compose:shop", "level": "execute"}],
}
ORDERS: Json = {
    "uid": "compose:db",
    "level": "read",
    "title": "Orders of customers",
    "worth": "critical",
    "note": "Fines under GDPR.",
}


def made(client: APIClient, where: str, values: Json) -> Json:
    response = client.post(where, values, format="json")
    assert response.status_code == 201, response.content
    return response.json()  # type: ignore[no-any-return]


def attacker_results(client: APIClient, address: str) -> dict[str, Json]:
    return {one["id"]: one for one in client.get(address).json()["attackers"]}


def test_an_attacker_of_the_team_has_paths_of_their_own(
    bob: APIClient, address: str, model: ThreatModel
) -> None:
    operator = made(bob, f"{address}attackers/", OPERATOR)

    paths_refresh(model_id=model.pk)

    assert operator["origin"] == "custom"
    assert operator["starts"][0]["element"]["name"] == "shop"
    assert attacker_results(bob, address)[operator["id"]]["reached"] > 0


def test_a_rule_of_the_library_says_where_they_start(
    bob: APIClient, address: str, model: ThreatModel
) -> None:
    values = {**OPERATOR, "starts": [], "start_rules": ["any-workload"], "skill": "hard"}

    operator = made(bob, f"{address}attackers/", values)
    paths_refresh(model_id=model.pk)

    found = attacker_results(bob, address)
    assert operator["start_rules"] == [{"id": "any-workload", "title": "Any workload"}]
    assert found[operator["id"]]["paths"] == found["compromised-workload"]["paths"]


def test_a_built_in_attacker_is_changed_disabled_and_reset(
    bob: APIClient, address: str, model: ThreatModel
) -> None:
    internet = f"{address}attackers/internet/"
    values = {**OPERATOR, "starts": [], "start_rules": ["internet"], "enabled": False, "version": 0}

    changed = bob.put(internet, values, format="json").json()
    paths_refresh(model_id=model.pk)

    assert (changed["id"], changed["origin"], changed["version"]) == ("internet", "changed", 1)
    assert "internet" not in attacker_results(bob, address)
    assert bob.delete(f"{internet}?version=1").status_code == 204
    assert bob.get(internet).json()["origin"] == "built-in"
    paths_refresh(model_id=model.pk)
    assert attacker_results(bob, address)["internet"]["reached"] > 0
    assert bob.post(f"{internet}restore/").json()["enabled"] is False


def test_a_crown_jewel_is_a_goal_that_comes_first(bob: APIClient, address: str, model: ThreatModel) -> None:
    made(bob, f"{address}crown-jewels/", ORDERS)

    paths_refresh(model_id=model.pk)

    rows = bob.get(f"{address}goals/?search=orders").json()["results"]
    assert [(row["goal"], row["worth"], row["element"]["uid"]) for row in rows] == [
        ("crown-jewel", "critical", "compose:db")
    ]
    same = [row for row in bob.get(f"{address}goals/").json()["results"] if row["key"] == rows[0]["key"]]
    assert len(same) == 1


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"starts": []}, "starts"),
        ({"starts": [{"uid": "compose:nothing", "level": "execute"}]}, "starts"),
        ({"starts": [{"uid": "compose:shop", "level": "own"}]}, "starts"),
        ({"start_rules": ["nowhere"]}, "start_rules"),
        ({"skill": "magic"}, "skill"),
        ({"name": " "}, "name"),
        ({"resources": "endless"}, "resources"),
    ],
)
def test_attackers_that_cannot_be(
    bob: APIClient, address: str, model: ThreatModel, values: Json, field: str
) -> None:
    response = bob.post(f"{address}attackers/", {**OPERATOR, **values}, format="json")

    assert response.status_code == 400
    assert list(response.json()) == [field]


@pytest.mark.parametrize(
    ("values", "field"),
    [({"uid": "compose:nothing"}, "uid"), ({"level": "own"}, "level"), ({"worth": "much"}, "worth")],
)
def test_crown_jewels_that_cannot_be(
    bob: APIClient, address: str, model: ThreatModel, values: Json, field: str
) -> None:
    response = bob.post(f"{address}crown-jewels/", {**ORDERS, **values}, format="json")

    assert response.status_code == 400
    assert list(response.json()) == [field]


def test_one_crown_jewel_for_each_level(bob: APIClient, address: str, model: ThreatModel) -> None:
    made(bob, f"{address}crown-jewels/", ORDERS)

    assert bob.post(f"{address}crown-jewels/", ORDERS, format="json").status_code == 400
    made(bob, f"{address}crown-jewels/", {**ORDERS, "level": "write"})


@pytest.mark.parametrize(("kind", "values"), [("attackers", OPERATOR), ("crown-jewels", ORDERS)])
def test_an_edit_of_an_older_version_is_refused(
    bob: APIClient, anna: APIClient, address: str, model: ThreatModel, kind: str, values: Json
) -> None:
    row = made(bob, f"{address}{kind}/", values)
    one = f"{address}{kind}/{row['id']}/"
    name = "name" if kind == "attackers" else "title"
    edited = {**values, name: "Another", "version": 1}

    assert anna.put(one, edited, format="json").json()[name] == "Another"
    refused = bob.put(one, {**values, "version": 1}, format="json")

    assert refused.status_code == 409
    assert refused.json()["current"][name] == "Another"
    assert bob.delete(f"{one}?version=1").status_code == 409
    assert bob.delete(f"{one}?version=2").status_code == 204


@pytest.mark.parametrize(
    ("kind", "values", "subject"),
    [("attackers", OPERATOR, "attacker"), ("crown-jewels", ORDERS, "crown-jewel")],
)
def test_what_was_deleted_comes_back_as_it_was(
    bob: APIClient, address: str, model: ThreatModel, kind: str, values: Json, subject: str
) -> None:
    row = made(bob, f"{address}{kind}/", values)
    one = f"{address}{kind}/{row['id']}/"
    assert bob.post(f"{one}restore/").status_code == 400
    bob.delete(f"{one}?version=1")
    assert bob.get(one).status_code == 404

    back = bob.post(f"{one}restore/").json()

    changing = {"version", "updated_at"}
    assert {k: v for k, v in back.items() if k not in changing} == {
        k: v for k, v in row.items() if k not in changing
    }
    events = ModelEvent.objects.filter(model=model, subject_type=subject).order_by("id")
    noun = subject.replace("-", " ")
    assert [event.what for event in events] == [
        f"added the {noun}", f"deleted the {noun}", f"restored the {noun}",
    ]  # fmt: skip
    assert {event.actor.name for event in events if event.actor} == {"Bob"}


def test_a_change_has_the_paths_computed_again(bob: APIClient, address: str, run: PathRun) -> None:
    Job.objects.all().delete()

    made(bob, f"{address}crown-jewels/", ORDERS)

    assert Job.objects.filter(kind=JobKind.ATTACK_PATHS, model=run.model).count() == 1
    assert paths_refresh(model_id=run.model_id) is not None


def test_the_same_again_is_no_edit(bob: APIClient, address: str, model: ThreatModel) -> None:
    row = made(bob, f"{address}crown-jewels/", ORDERS)

    again = bob.put(f"{address}crown-jewels/{row['id']}/", {**ORDERS, "version": 1}, format="json").json()

    assert again["version"] == 1
    assert ModelEvent.objects.filter(model=model, subject_type="crown-jewel").count() == 1


def test_they_survive_an_import_that_no_longer_finds_the_element(
    bob: APIClient, address: str, model: ThreatModel, cast: People
) -> None:
    made(bob, f"{address}crown-jewels/", ORDERS)
    made(bob, f"{address}attackers/", {**OPERATOR, "starts": [{"uid": "compose:db", "level": "execute"}]})

    import_text(model, cast.bob, WITHOUT_DB)
    without = paths_refresh(model_id=model.pk)
    import_text(model, cast.bob)
    again = paths_refresh(model_id=model.pk)

    assert without is not None
    assert again is not None
    assert CrownJewel.objects.filter(model=model).count() == Attacker.objects.filter(model=model).count() == 1
    assert "Orders of customers" in {row.title for row in again.results.all()}


def test_viewers_may_look_and_not_write(vera: APIClient, address: str, model: ThreatModel) -> None:
    assert vera.get(f"{address}attackers/").status_code == 200
    assert vera.post(f"{address}attackers/", OPERATOR, format="json").status_code == 403
    assert vera.post(f"{address}crown-jewels/", ORDERS, format="json").status_code == 403
    assert vera.post(f"{address}fixes/", {}, format="json").status_code == 403
