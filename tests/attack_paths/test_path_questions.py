"""Questions about attack paths: from here to there, what falls, what leads to it, what if."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from threatmodel.architecture.models import ThreatModel
from threatmodel.attack_paths.models import PathRun

Json = dict[str, Any]
SOCKET: Json = {"control": "remove-runtime-socket", "uid": "compose:proxy/proxy"}


def test_from_an_attacker_to_an_element(vera: APIClient, address: str, model: ThreatModel) -> None:
    found = vera.get(f"{address}between/?attacker=internet&target=node:compose&target_level=root").json()

    best = [found["steps"][number] for number in found["paths"][0]["steps"]]
    assert best[0]["source"] == "internet"
    assert best[-1]["step"] == "escape-by-runtime-socket"


def test_from_an_element_to_an_element(vera: APIClient, address: str, model: ThreatModel) -> None:
    query = "source=compose:proxy&target=node:compose&target_level=root&count=1"

    found = vera.get(f"{address}between/?{query}").json()

    assert [len(found["paths"]), found["paths"][0]["attackers"]] == [1, []]
    assert vera.get(f"{address}between/?source=node:compose&target=internet").json()["paths"] == []


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("attacker=internet", 400),
        ("attacker=internet&source=compose:shop&target=compose:db", 400),
        ("attacker=nobody&target=compose:db", 404),
        ("source=compose:nothing&target=compose:db", 404),
        ("source=compose:shop&target=compose:nothing", 404),
        ("source=compose:shop&goal=nothing", 404),
        ("source=compose:shop&target=compose:db&count=99", 400),
        ("source=compose:shop&target=compose:db&target_level=all", 400),
    ],
)
def test_questions_that_make_no_sense(
    vera: APIClient, address: str, model: ThreatModel, query: str, status: int
) -> None:
    assert vera.get(f"{address}between/?{query}").status_code == status


def test_what_falls_with_an_element(vera: APIClient, address: str, model: ThreatModel) -> None:
    found = vera.get(f"{address}impact/?uid=compose:proxy&limit=2").json()

    assert found["element"]["name"] == "proxy"
    assert "execute" in found["levels"]
    assert "node:compose" in {goal["element"]["uid"] for goal in found["goals"]}
    assert found["exposure"]["workloads"] == 2
    assert len(found["elements"]) == 2 < found["element_count"]
    assert vera.get(f"{address}impact/?uid=compose:nothing").status_code == 404


def test_what_leads_to_a_goal(vera: APIClient, address: str, run: PathRun) -> None:
    key = vera.get(f"{address}goals/?search=docker").json()["results"][0]["key"]

    found = vera.get(f"{address}leads-to/?goal={key}&limit=1").json()

    assert found["target"]["element"]["uid"] == "node:compose"
    assert "internet" in {one["id"] for one in found["attackers"]}
    assert found["exposure"]["share"] == 1.0
    assert len(found["elements"]) == 1 < found["element_count"]


def test_a_control_cuts_paths_and_nothing_is_written(vera: APIClient, address: str, run: PathRun) -> None:
    found = vera.post(f"{address}what-if/", {"controls": [SOCKET]}, format="json").json()

    assert 0 < found["cut"] < found["paths"]
    assert found["risk_left"] < 1
    assert found["reached_after"] == found["reached_before"] - 1
    host = found["goals"][0]
    assert host["element"]["uid"] == "node:compose"
    assert (host["before"]["score"] is None, host["after"]["score"]) == (False, None)
    assert PathRun.objects.count() == 1


def test_a_fact_with_another_value_changes_paths(vera: APIClient, address: str, run: PathRun) -> None:
    mounts = {"uid": "compose:proxy/proxy", "fact": "mounts", "value": []}

    found = vera.post(f"{address}what-if/", {"facts": [mounts]}, format="json").json()

    assert found["goals"][0]["element"]["uid"] == "node:compose"
    assert found["reached_after"] < found["reached_before"]


@pytest.mark.parametrize(
    "question",
    [
        {},
        {"controls": [{**SOCKET, "control": "magic"}]},
        {"controls": [{**SOCKET, "uid": "compose:nothing"}]},
        {"facts": [{"uid": "compose:nothing", "fact": "privileged", "value": True}]},
        {"facts": [{"uid": "compose:proxy/proxy", "fact": "magic", "value": True}]},
        {"facts": [{"uid": "compose:proxy/proxy", "fact": "privileged", "value": "very"}]},
        {"controls": [SOCKET] * 51},
    ],
)
def test_assumptions_that_cannot_be(
    vera: APIClient, address: str, model: ThreatModel, question: Json
) -> None:
    answer = vera.post(f"{address}what-if/", question, format="json")

    assert answer.status_code == 400, answer.content


def test_a_large_model_is_read_in_a_process_of_its_own(
    vera: APIClient, address: str, model: ThreatModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def answer(request: Any, **_about: Any) -> Any:
        asked.append(request._request.body)
        raise AssertionError("asked")

    ThreatModel.objects.filter(pk=model.pk).update(ever_added=2_000)
    monkeypatch.setattr("threatmodel.architecture.api.views.large_model_limit.respond_in_subprocess", answer)

    with pytest.raises(AssertionError, match="asked"):
        vera.post(f"{address}what-if/", {"controls": [SOCKET]}, format="json")

    assert b"remove-runtime-socket" in asked[0]
