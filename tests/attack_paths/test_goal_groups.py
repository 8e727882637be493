"""Goals that differ only in where they are make one row, and of very many goals the worst are listed."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from tests.pasta.rows import add
from tests.people import People
from tests.shop_model import import_files
from threatmodel.architecture.models import ThreatModel
from threatmodel.attack_paths.models import GoalResult
from threatmodel.attack_paths.selectors.goals import placed_text
from threatmodel.attack_paths.services.goal_groups import groups_set
from threatmodel.attack_paths.services.path_computation import paths_refresh
from threatmodel.engine.model import Element, Model, Source
from threatmodel.pasta.selectors.attack_modeling import attack_modeling_stage
from threatmodel.pasta.selectors.stage_inputs import System
from threatmodel.pasta.selectors.stored_paths import stored_paths
from threatmodel.pasta.selectors.threat_analysis import threat_analysis_stage

Json = dict[str, Any]
SHOP = """
apiVersion: v1
kind: Namespace
metadata: {name: NAMESPACE}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: orders-db, namespace: NAMESPACE}
spec:
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec: {containers: [{name: postgres, image: "postgres:16.3", ports: [{containerPort: 5432}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: orders-db, namespace: NAMESPACE}
spec: {type: TYPE, selector: {app: db}, ports: [{port: 5432}]}
"""


def cluster(**types: str) -> str:
    """A shop in each namespace, whose store has a service of this type."""
    return "---".join(
        SHOP.replace("NAMESPACE", name).replace("TYPE", service) for name, service in types.items()
    )


def listed(client: APIClient, address: str, query: str) -> list[Json]:
    rows: list[Json] = client.get(f"{address}goals/?page_size=200&{query}").json()["results"]
    return [row for row in rows if row["goal"] == "stored-data"]


@pytest.fixture
def address(empty: ThreatModel) -> str:
    return f"/api/models/{empty.pk}/attack-paths/"


@pytest.fixture
def shops(empty: ThreatModel, cast: People) -> ThreatModel:
    """Three shops alike, and one whose store the internet reaches."""
    files = cluster(north="ClusterIP", south="ClusterIP", west="ClusterIP", public="LoadBalancer")
    import_files(empty, cast.bob, {"shops.yaml": files})
    paths_refresh(model_id=empty.pk)
    return empty


def test_equal_goals_are_one_row_which_opens(vera: APIClient, shops: ThreatModel, address: str) -> None:
    rows = listed(vera, address, "grouped=true")

    many, alone = sorted(rows, key=lambda row: -row["group"]["goals"])
    assert (many["group"]["goals"], many["group"]["zones"]) == (3, 3)
    assert many["group"]["where"] == "in 3 namespaces"
    assert (alone["group"]["where"], alone["zone"]) == ("in public", {"name": "public", "kind": "namespace"})
    opened = listed(vera, address, f"group={many['group']['key']}")
    assert {row["zone"]["name"] for row in opened} == {"north", "south", "west"}
    assert len(listed(vera, address, "")) == 4


def test_a_group_is_found_by_the_place_of_any_of_its_goals(
    vera: APIClient, shops: ThreatModel, address: str
) -> None:
    (many,) = listed(vera, address, "grouped=true&search=orders-db west")

    assert many["group"]["goals"] == 3
    (one,) = listed(vera, address, f"group={many['group']['key']}&search=orders-db west")
    assert one["zone"]["name"] == "west"
    assert listed(vera, address, f"key={one['key']}") == [one]


def test_groups_take_no_more_queries_than_goals(vera: APIClient, shops: ThreatModel, address: str) -> None:
    with CaptureQueriesContext(connection) as single:
        vera.get(f"{address}goals/")
    with CaptureQueriesContext(connection) as grouped:
        vera.get(f"{address}goals/?grouped=true")

    assert len(grouped) == len(single)


def test_where_pasta_reads_few_paths_they_are_those_of_the_first_of_each_group(
    shops: ThreatModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("threatmodel.pasta.selectors.stored_paths.PATHS_READ", 2)
    firsts = GoalResult.objects.filter(run__model=shops, leads_group=True).order_by("position")[:2]

    found = stored_paths(model=shops)

    assert {path.goal.key for path in found.paths} <= {goal.key for goal in firsts}
    assert found.without_paths > 0
    assert str(found.without_paths) in found.about("")


@pytest.mark.parametrize(("read", "is_cut"), [(1, True), (500, False)])
def test_the_stage_of_threats_says_when_a_goal_in_reach_is_left_out(
    shops: ThreatModel, monkeypatch: pytest.MonkeyPatch, read: int, is_cut: bool
) -> None:
    monkeypatch.setattr("threatmodel.pasta.selectors.stored_paths.PATHS_READ", read)

    stage = threat_analysis_stage(System(shops))

    (reach,) = (section for section in stage.sections if section.id == "reach")
    assert ("more goals" in reach.about) is is_cut


def test_beside_an_objective_goals_of_one_name_say_where_they_are(bob: APIClient, shops: ThreatModel) -> None:
    goals = GoalResult.objects.filter(run__model=shops, group_goals__gt=1).exclude(zone_name="")
    add(bob, shops, "objectives", depends_on=[goal.element_uid for goal in goals])

    stage = attack_modeling_stage(System(shops))

    uids = {goal.element_uid for goal in goals}
    sections = {section.id: section.rows for section in stage.sections}
    for section in ("paths", "trees"):
        shown = [row for row in sections[section] if row.uid in uids]
        assert len({row.name for row in shown}) > 1
        assert {row.name for row in shown} <= {
            f"{goal.title}: {goal.element_name} in {goal.zone_name}" for goal in goals
        }


@pytest.mark.parametrize(
    ("zone", "others", "text"),
    [("shop-2", 2, "orders-db in shop-2"), ("shop-2", 1, "orders-db"), ("", 2, "orders-db")],
)
def test_a_goal_says_where_it_is_if_that_tells_it_from_others(zone: str, others: int, text: str) -> None:
    assert placed_text(GoalResult(zone_name=zone, group_goals=others), "orders-db") == text


def test_goals_that_the_same_attackers_reach_in_another_order_are_equal() -> None:
    model = Model({uid: Element(uid, "workload", "db", None, {}, Source("person")) for uid in ("a", "b")})
    rows = [
        GoalResult(element_uid="a", element_name="db", attackers=["internet", "insider"]),
        GoalResult(element_uid="b", element_name="db", attackers=["insider", "internet"]),
    ]

    groups_set(rows, model)

    assert [(row.leads_group, row.group_goals) for row in rows] == [(True, 2), (False, 2)]


def test_every_listed_goal_has_its_paths(vera: APIClient, shops: ThreatModel, address: str) -> None:
    for goal in listed(vera, address, ""):
        found = vera.get(f"{address}goals/{goal['key']}/").json()
        assert bool(found["paths"]) == bool(goal["paths"] or goal["possible"])


def test_of_very_many_goals_the_worst_and_those_people_marked_are_listed(
    bob: APIClient, shops: ThreatModel, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("services.result_rows", "selectors.runs"):
        monkeypatch.setattr(f"threatmodel.attack_paths.{module}.GOALS_STORED", 2)
    jewel = {
        "uid": "k8s:north/StatefulSet/orders-db",
        "level": "reach",
        "title": "A",
        "worth": "low",
        "note": "",
    }
    made = bob.post(f"{address}crown-jewels/", jewel, format="json")
    assert made.status_code == 201, made.content

    paths_refresh(model_id=shops.pk)

    summary = bob.get(address).json()
    assert (summary["listed"], summary["run"]["goals"] > 2) == (2, True)
    assert "crown-jewel" in {row["goal"] for row in bob.get(f"{address}goals/").json()["results"]}


def test_what_if_says_how_many_of_a_group_change(vera: APIClient, shops: ThreatModel, address: str) -> None:
    rows = listed(vera, address, "")
    first = next(row for row in rows if row["paths"])
    found = vera.get(f"{address}goals/{first['key']}/").json()
    step = next(one for one in found["steps"] if one["controls"])
    control = {"control": step["controls"][0]["id"], "uid": step["subject"]}

    result = vera.post(f"{address}what-if/", {"controls": [control]}, format="json").json()

    assert len(result["after"]) == result["goal_count"] > 0
    assert sum(one["goals"] for one in result["groups"]) == result["goal_count"]
    assert {one["key"] for one in result["goals"]} <= {one["key"] for one in result["after"]}
