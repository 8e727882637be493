"""Fixes become mitigations."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.people import People
from tests.shop_model import import_files, socket_threat
from threatmodel.architecture.models import ThreatModel
from threatmodel.attack_paths.models import PathRun
from threatmodel.threats.mitigations.models import Mitigation
from threatmodel.threats.threats.models import Threat

Json = dict[str, Any]
SOCKET: Json = {"control": "remove-runtime-socket", "uid": "compose:proxy/proxy"}
POD = """
apiVersion: v1
kind: Pod
metadata: {name: NAME, namespace: shop, labels: {app: NAME}}
spec: {containers: [{name: c, image: "postgres:16", ports: [{containerPort: 5432}]}]}
"""


def test_the_best_fix_comes_first_and_names_its_threats(
    vera: APIClient, address: str, model: ThreatModel, run: PathRun
) -> None:
    fixes = vera.get(f"{address}fixes/").json()["results"]

    assert fixes[0]["control"]["id"] == SOCKET["control"]
    assert fixes[0]["element"]["uid"] == SOCKET["uid"]
    assert [goal["element"]["uid"] for goal in fixes[0]["goals"]] == ["node:compose"]
    assert socket_threat(model).number in fixes[0]["threats"]
    risks = [fix["risk_left"] for fix in fixes]
    assert risks == sorted(risks, reverse=True)
    assert risks[0] < 1


def test_a_fix_becomes_a_planned_mitigation_of_its_threats(
    bob: APIClient, address: str, model: ThreatModel, run: PathRun
) -> None:
    answer = bob.post(f"{address}fixes/", SOCKET, format="json")

    assert answer.status_code == 201
    mitigation = answer.json()
    assert (mitigation["status"], mitigation["control"]["id"]) == ("planned", SOCKET["control"])
    assert mitigation["title"] == "Remove the container runtime socket: proxy"
    assert [one["number"] for one in mitigation["threats"]] == [socket_threat(model).number]
    planned = bob.get(f"{address}fixes/").json()["results"][0]["mitigation"]
    assert planned == {"number": mitigation["number"], "status": "planned"}


def test_the_steps_of_a_path_name_what_is_planned_against_them(
    bob: APIClient, address: str, model: ThreatModel, run: PathRun
) -> None:
    goals = bob.get(f"{address}goals/").json()["results"]
    node = f"{address}goals/{next(g['key'] for g in goals if g['element']['uid'] == 'node:compose')}/"
    assert set(_planned(bob, node).values()) == {None}

    mitigation = bob.post(f"{address}fixes/", SOCKET, format="json").json()

    planned = _planned(bob, node)
    assert planned.pop((SOCKET["control"], SOCKET["uid"])) == {
        "number": mitigation["number"],
        "status": "planned",
    }
    assert planned
    assert set(planned.values()) == {None}


def _planned(client: APIClient, goal: str) -> dict[tuple[str, str], Json | None]:
    """The mitigations that the steps of the paths to a goal name, by control and subject."""
    return {
        (control["id"], step["subject"]): control["mitigation"]
        for step in client.get(goal).json()["steps"]
        for control in step["controls"]
    }


def test_the_second_click_returns_the_same_mitigation(
    bob: APIClient, address: str, model: ThreatModel, run: PathRun
) -> None:
    first = bob.post(f"{address}fixes/", SOCKET, format="json")

    again = bob.post(f"{address}fixes/", SOCKET, format="json")

    assert (again.status_code, again.json()["number"]) == (200, first.json()["number"])
    assert Mitigation.objects.filter(model=model).count() == 1


def test_a_fix_without_a_threat_is_planned_once_too(
    bob: APIClient, address: str, model: ThreatModel, run: PathRun
) -> None:
    fix = {"control": "segmented-networks", "uid": "compose:proxy"}

    first = bob.post(f"{address}fixes/", fix, format="json")
    again = bob.post(f"{address}fixes/", fix, format="json")

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["number"] == again.json()["number"]
    rows = bob.get(f"{address}fixes/").json()["results"]
    assert [row["mitigation"] for row in rows if row["control"]["id"] == fix["control"]] == [
        {"number": first.json()["number"], "status": "planned"}
    ]


@pytest.mark.parametrize("fix", [{**SOCKET, "control": "magic"}, {**SOCKET, "uid": "nothing"}, {}])
def test_fixes_that_cannot_be(bob: APIClient, address: str, model: ThreatModel, fix: Json) -> None:
    assert bob.post(f"{address}fixes/", fix, format="json").status_code == 400


def test_what_is_planned_at_one_element_is_not_at_another_of_the_same_name(
    bob: APIClient, empty: ThreatModel, cast: People
) -> None:
    pods = "---".join(POD.replace("NAME", "a").replace("shop", zone) for zone in ("shop", "staging"))
    import_files(empty, cast.bob, {"pods.yaml": pods})
    address, policy = f"/api/models/{empty.pk}/attack-paths/fixes/", "network-policy-ingress"

    answers = [
        bob.post(address, {"control": policy, "uid": f"k8s:{zone}/Pod/a"}, format="json")
        for zone in ("shop", "staging", "shop")
    ]

    assert [answer.status_code for answer in answers] == [201, 201, 200]
    assert answers[2].json()["number"] == answers[0].json()["number"]


def test_what_is_done_by_hand_is_known_where_its_threats_are_no_longer_open(
    bob: APIClient, address: str, model: ThreatModel, run: PathRun
) -> None:
    number = bob.post(f"{address}fixes/", SOCKET, format="json").json()["number"]
    Mitigation.objects.filter(model=model, number=number).update(title="Socket removed", status="implemented")
    Threat.objects.filter(pk=socket_threat(model).pk).update(status="mitigated")

    again = bob.post(f"{address}fixes/", SOCKET, format="json")

    assert (again.status_code, again.json()["number"]) == (200, number)


def test_a_policy_of_one_pod_is_not_yet_that_of_its_namespace(
    bob: APIClient, empty: ThreatModel, cast: People
) -> None:
    import_files(empty, cast.bob, {"pods.yaml": "---".join(POD.replace("NAME", one) for one in "ab")})
    address, policy = f"/api/models/{empty.pk}/attack-paths/fixes/", "network-policy-ingress"
    of_pod = bob.post(address, {"control": policy, "uid": "k8s:shop/Pod/a"}, format="json")

    answers = [
        bob.post(address, {"control": policy, "uid": "namespace:shop"}, format="json") for _ in range(2)
    ]

    assert [answer.status_code for answer in (of_pod, *answers)] == [201, 201, 200]
    treated = {one["number"] for one in answers[0].json()["threats"]}
    about = Threat.objects.filter(model=empty, number__in=treated).values_list("subject_uid", flat=True)
    assert {"k8s:shop/Pod/a", "k8s:shop/Pod/b"} <= set(about)
