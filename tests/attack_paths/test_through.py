"""The attack paths that pass an element or flow."""

from rest_framework.test import APIClient

from tests.shop_model import socket_threat
from threatmodel.architecture.models import Flow, ThreatModel
from threatmodel.attack_paths.models import GoalResult, PathRun
from threatmodel.threats.threats.models import Threat


def test_paths_through_an_element_are_told_by_goal(vera: APIClient, address: str, run: PathRun) -> None:
    found = vera.get(f"{address}through/?uid=compose:proxy").json()

    assert (found["of"], found["goals"]) == (run.paths, len(found["results"]))
    assert found["paths"] == sum(row["paths"] for row in found["results"]) > 0
    worst = found["results"][0]
    assert worst["goal"]["element"]["uid"] == "node:compose"
    path = vera.get(f"{address}goals/{worst['goal']['key']}/").json()
    steps = [path["steps"][number] for number in path["paths"][worst["number"] - 1]["steps"]]
    assert "compose:proxy" in {end for step in steps for end in (step["source"], step["target"])}
    assert path["paths"][worst["number"] - 1]["score"] == worst["score"]


def test_paths_that_are_not_stored_are_not_counted(vera: APIClient, address: str, run: PathRun) -> None:
    worst = GoalResult.objects.filter(run=run).order_by("position")[0]
    GoalResult.objects.filter(run=run).exclude(pk=worst.pk).update(content=b"")

    found = vera.get(f"{address}through/?uid=compose:proxy").json()

    assert found["of"] == worst.certain < run.paths


def test_paths_through_a_flow(vera: APIClient, address: str, model: ThreatModel, run: PathRun) -> None:
    entry = Flow.objects.get(model=model, source__uid="internet")

    assert vera.get(f"{address}through/?uid={entry.uid}").json()["paths"] > 0


def test_paths_that_use_a_threat_are_told_by_goal(
    vera: APIClient, address: str, model: ThreatModel, run: PathRun
) -> None:
    found = vera.get(f"{address}through/?threat={socket_threat(model).number}").json()

    assert 0 < found["paths"] <= found["of"] == run.paths
    worst = found["results"][0]
    assert worst["goal"]["element"]["uid"] == "node:compose"
    path = vera.get(f"{address}goals/{worst['goal']['key']}/").json()
    steps = [path["steps"][number] for number in path["paths"][worst["number"] - 1]["steps"]]
    assert "escape-by-runtime-socket" in {step["step"] for step in steps}


def test_no_path_uses_a_threat_without_a_step(
    vera: APIClient, address: str, model: ThreatModel, run: PathRun
) -> None:
    threat = Threat.objects.filter(model=model, rule="container-memory-unlimited")[0]

    found = vera.get(f"{address}through/?threat={threat.number}").json()

    assert (found["paths"], found["results"]) == (0, [])


def test_no_path_passes_what_leads_nowhere(vera: APIClient, address: str, run: PathRun) -> None:
    found = vera.get(f"{address}through/?uid=image:postgres").json()

    assert (found["paths"], found["results"]) == (0, [])


def test_before_the_first_run_and_of_what_is_not_there(vera: APIClient, address: str) -> None:
    assert vera.get(f"{address}through/?uid=compose:proxy").json()["of"] == 0
    assert vera.get(f"{address}through/?uid=compose:nothing").status_code == 404
    assert vera.get(f"{address}through/?threat=9999").status_code == 404
    assert vera.get(f"{address}through/").status_code == 400
    assert vera.get(f"{address}through/?uid=compose:proxy&threat=1").status_code == 400
