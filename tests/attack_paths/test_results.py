"""The stored result of attack paths, as the API shows it."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from tests.people import People
from tests.shop_model import FIXED, import_files, import_text
from threatmodel.architecture.models import Element, ThreatModel
from threatmodel.attack_paths.models import GoalResult, PathRun
from threatmodel.attack_paths.services.path_computation import paths_refresh

pytestmark = pytest.mark.both_databases
Json = dict[str, Any]
PRIVILEGED = """
apiVersion: v1
kind: Namespace
metadata: {name: shop}
---
apiVersion: v1
kind: Secret
metadata: {name: key, namespace: shop}
---
apiVersion: v1
kind: Pod
metadata: {name: tool, namespace: default}
spec: {containers: [{name: tool, image: "busybox:1.36", securityContext: {privileged: true}}]}
"""


def goal_at(client: APIClient, address: str, uid: str) -> Json:
    """The goal at an element."""
    rows = client.get(f"{address}goals/").json()["results"]
    return next(row for row in rows if row["element"]["uid"] == uid)


def fix_socket(model: ThreatModel, cast: People) -> PathRun:
    """Import the file without the socket, and compute the paths."""
    import_text(model, cast.bob, FIXED)
    found = paths_refresh(model_id=model.pk)
    assert found is not None
    return found


def test_before_the_first_run_there_is_nothing(vera: APIClient, address: str) -> None:
    assert vera.get(address).json()["run"] is None
    assert vera.get(f"{address}goals/").json()["results"] == []
    assert vera.get(f"{address}fixes/").json()["results"] == []


def test_goals_say_who_reaches_them_and_from_where(vera: APIClient, address: str, run: PathRun) -> None:
    host = goal_at(vera, address, "node:compose")

    assert (host["goal"], host["level"], host["worth"]) == ("node-takeover", "root", "critical")
    assert "internet" in host["attackers"]
    assert host["exposure"] == {"workloads": 3, "share": 1.0}
    assert (host["entry_points"], host["follows_from"]) == (run.entry_points, [])
    assert run.entry_points == 1  # the proxy, behind the internet
    assert host["score"] is not None
    assert host["choke_points"][0]["element"]["uid"] == "internet"
    assert vera.get(address).json()["run"]["reached"] == run.reached == 2


def test_a_goal_that_comes_with_a_takeover_names_it(
    vera: APIClient, address: str, empty: ThreatModel, cast: People
) -> None:
    import_files(empty, cast.bob, {"pod.yaml": PRIVILEGED})
    paths_refresh(model_id=empty.pk)
    where = f"/api/models/{empty.pk}/attack-paths/goals/"

    rows = {row["goal"]: row for row in vera.get(where).json()["results"]}
    secrets, cluster = rows["namespace-secrets"], rows["cluster-takeover"]

    assert (secrets["paths"], secrets["exposure"]["workloads"], secrets["score"]) == (0, 1, None)
    (takeover,) = secrets["follows_from"]
    assert (takeover["element"]["uid"], takeover["level"]) == (cluster["element"]["uid"], "admin")
    assert vera.get(f"{where}{takeover['key']}/").json()["goal"]["key"] == cluster["key"]


def test_paths_of_a_goal_show_each_step_with_its_line(vera: APIClient, address: str, run: PathRun) -> None:
    key = goal_at(vera, address, "node:compose")["key"]

    found = vera.get(f"{address}goals/{key}/?attacker=internet").json()

    assert [path["attackers"] for path in found["paths"]] == [["internet"]] * len(found["paths"])
    steps = [found["steps"][number] for number in found["paths"][0]["steps"]]
    assert [one["target"] for one in steps[:-1]] == [one["source"] for one in steps[1:]]
    assert (steps[0]["source"], steps[-1]["target"]) == ("internet", "node:compose")
    escape = steps[-1]
    assert escape["step"] == "escape-by-runtime-socket"
    assert (escape["evidence"][0]["file"], escape["evidence"][0]["line"]) == ("docker-compose.yml", 6)
    assert escape["controls"][0]["known"]
    uids = {one["uid"] for one in found["elements"]}
    assert {end for one in steps for end in (one["source"], one["target"])} <= uids


def test_attackers_who_start_at_the_same_place_share_their_paths(
    bob: APIClient, address: str, model: ThreatModel, run: PathRun
) -> None:
    values = {"name": "A group", "skill": "hard", "counts": True, "starts": [], "start_rules": ["internet"]}
    group = bob.post(f"{address}attackers/", values, format="json").json()["id"]
    before = goal_at(bob, address, "node:compose")

    again = paths_refresh(model_id=model.pk)

    goal = goal_at(bob, address, "node:compose")
    assert goal["paths"] == before["paths"]
    assert set(goal["attackers"]) == {*before["attackers"], group}
    assert again is not None
    assert again.paths == run.paths
    found = bob.get(f"{address}goals/{goal['key']}/").json()["paths"]
    alone = bob.get(f"{address}goals/{goal['key']}/?attacker={group}").json()["paths"]
    assert ["internet", group] in [path["attackers"] for path in found]
    assert len(alone) == sum(group in path["attackers"] for path in found) > 0


def test_goals_are_filtered_and_sorted(vera: APIClient, address: str, run: PathRun) -> None:
    critical = vera.get(f"{address}goals/?worth=critical").json()["results"]
    lowest = vera.get(f"{address}goals/?ordering=worth").json()["results"]

    assert [row["worth"] for row in critical] == ["critical"]
    assert lowest[0]["worth"] == "medium"
    assert vera.get(f"{address}goals/?reached=false").json()["count"] == 0
    assert vera.get(f"{address}goals/?search=docker control").json()["count"] == 1
    assert vera.get(f"{address}goals/?ordering=luck").status_code == 400


def test_a_goal_whose_element_was_deleted_keeps_its_name(
    vera: APIClient, address: str, model: ThreatModel, run: PathRun
) -> None:
    Element.objects.filter(model=model, uid="compose:db").delete()

    assert goal_at(vera, address, "compose:db")["element"] == {
        "type": "element", "id": None, "uid": "compose:db", "name": "db", "kind": "workload",
    }  # fmt: skip


def test_an_unknown_goal_is_not_found(vera: APIClient, address: str, run: PathRun) -> None:
    assert vera.get(f"{address}goals/nothing/").status_code == 404


def test_the_fixed_file_puts_the_host_out_of_reach(
    vera: APIClient, address: str, model: ThreatModel, cast: People, run: PathRun
) -> None:
    after = fix_socket(model, cast)

    assert after.risk < run.risk
    assert goal_at(vera, address, "compose:db")["score"] is not None
    rows = vera.get(f"{address}goals/").json()["results"]
    assert "node:compose" not in {row["element"]["uid"] for row in rows if row["score"]}


def test_runs_of_two_days_compare(
    vera: APIClient, address: str, model: ThreatModel, cast: People, run: PathRun
) -> None:
    PathRun.objects.filter(pk=run.pk).update(created_at=timezone.now() - timedelta(days=2))
    after = fix_socket(model, cast)

    found = vera.get(f"{address}runs/comparison/?before={run.number}").json()

    assert (found["before"]["number"], found["after"]["number"]) == (run.number, after.number)
    host = next(row for row in found["results"] if row["element"]["uid"] == "node:compose")
    assert host["change"] in {"better", "gone"}
    assert host["before"]["score"] is not None
    assert sum(found["counts"].values()) == found["count"]
    only = vera.get(f"{address}runs/comparison/?before={run.number}&change={host['change']}").json()
    assert {row["change"] for row in only["results"]} == {host["change"]}
    assert vera.get(f"{address}runs/comparison/?before=99").status_code == 404


def test_of_earlier_days_the_summary_is_left(
    vera: APIClient, address: str, model: ThreatModel, cast: People, run: PathRun
) -> None:
    PathRun.objects.filter(pk=run.pk).update(created_at=timezone.now() - timedelta(days=2))
    fix_socket(model, cast)

    kept = GoalResult.objects.filter(run=run)
    assert {bytes(row.content) for row in kept} == {b""}
    assert {row.score is None for row in kept} == {False}
    assert [row["number"] for row in vera.get(f"{address}runs/").json()["results"]] == [2, 1]


def test_of_one_day_the_last_run_is_left(model: ThreatModel, cast: People, run: PathRun) -> None:
    after = fix_socket(model, cast)

    assert list(PathRun.objects.filter(model=model)) == [after]
    assert after.number == run.number + 1
