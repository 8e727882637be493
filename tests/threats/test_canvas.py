"""The canvas, the lists of elements and flows, and the pages of one of them."""

import uuid
from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.architecture.test_operations import element, flow, run
from tests.people import People
from tests.shop_model import WITHOUT_DB, import_text, socket_threat
from threatmodel.architecture.engine_mapper import engine_model
from threatmodel.architecture.models import Element, Flow, ThreatModel
from threatmodel.architecture.operations.row_loading import architecture_load
from threatmodel.threats.overview.selectors import canvas

pytestmark = pytest.mark.both_databases
Json = dict[str, Any]


@pytest.fixture
def root(model: ThreatModel) -> str:
    return f"/api/models/{model.pk}"


def test_the_canvas_has_everything_with_its_place(vera: APIClient, root: str, model: ThreatModel) -> None:
    drawn = vera.get(f"{root}/architecture/").json()

    elements = {row["uid"]: row for row in drawn["elements"]}
    assert drawn["seq"] == 1
    assert len(elements) == Element.objects.count()
    assert elements["compose:proxy/proxy"]["parent"] == "compose:proxy"
    assert elements["compose:proxy/proxy"]["threats"]["critical"] >= 1
    assert elements["compose:proxy/proxy"]["worst"] == "critical"
    assert all(row["width"] > 0 and row["x"] >= 0 for row in elements.values())
    assert {"type": "uses_image", "source": "compose:shop/shop"}.items() <= next(
        row for row in drawn["relations"] if row["source"] == "compose:shop/shop"
    ).items()


def test_the_canvas_is_as_it_was_at_its_seq_when_somebody_draws_meanwhile(
    model: ThreatModel, cast: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    ends = {"type": "runs_as", "source": "late", "target": "id"}
    link = {"op": "set", "on": "relation", **ends}
    shift = {"op": "shift", "on": "element", "uid": "compose:db", "by": [8, 0]}
    edits = [(element("late"), element("id", "service-account"), flow("late", "compose:db"), link), (shift,)]
    model.refresh_from_db()
    seq, read = model.seq, canvas._trust_levels

    def draw_meanwhile(model: ThreatModel) -> dict[uuid.UUID, str]:
        if edits:
            run(model, cast.bob, *edits.pop())
        return read(model)

    monkeypatch.setattr(canvas, "_trust_levels", draw_meanwhile)
    drawn = canvas.architecture_snapshot(model=ThreatModel.objects.get(pk=model.pk))

    elements = {row["uid"]: row for row in drawn["elements"]}
    assert drawn["seq"] == seq + 2, "a page that follows from an earlier one would shift the element again"
    assert elements["compose:db"]["x"] == Element.objects.get(uid="compose:db").x
    assert "late" in elements
    assert {row["source"] for row in drawn["flows"]} >= {"late"}
    assert ends in drawn["relations"]


def test_the_canvas_of_a_model_that_is_deleted_while_it_is_read_is_not_found(
    vera: APIClient, root: str, model: ThreatModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    def delete_meanwhile(_model: ThreatModel) -> Json:
        ThreatModel.objects.get(pk=model.pk).delete()
        return {}

    monkeypatch.setattr(canvas, "_trust_levels", delete_meanwhile)
    assert vera.get(f"{root}/architecture/").status_code == 404


def test_flows_cross_what_the_engine_says_they_cross(vera: APIClient, root: str, model: ThreatModel) -> None:
    drawn = vera.get(f"{root}/architecture/").json()["flows"]

    graph = engine_model(architecture_load(model_id=model.pk).working_copy)
    assert {row["uid"]: tuple(row["crosses"]) for row in drawn} == {
        flow.uid: graph.crosses(flow) for flow in graph.flows.values()
    }
    assert any(row["why"] for row in drawn)


def test_the_marks_count_what_the_canvas_counts(vera: APIClient, root: str, model: ThreatModel) -> None:
    drawn = vera.get(f"{root}/architecture/").json()

    marks = vera.get(f"{root}/architecture/threats/").json()

    for part in ("elements", "flows"):
        assert marks[part] == {
            row["uid"]: list(row["threats"].values()) for row in drawn[part] if row["worst"] is not None
        }
    assert marks["elements"]["compose:proxy/proxy"][0] >= 1


def test_what_is_gone_says_so(vera: APIClient, root: str, model: ThreatModel, cast: People) -> None:
    import_text(model, cast.bob, WITHOUT_DB)

    drawn = vera.get(f"{root}/architecture/").json()
    assert {row["uid"]: row["gone"] for row in drawn["elements"]}["compose:db"]
    assert "compose:db" not in {
        row["uid"] for row in vera.get(f"{root}/elements/", {"page_size": 200}).json()["results"]
    }
    gone = vera.get(f"{root}/elements/", {"gone": True}).json()["results"]
    assert "compose:db" in {row["uid"] for row in gone}


@pytest.mark.parametrize(
    ("query", "uids"),
    [
        ({"kind": "container", "search": "proxy"}, {"compose:proxy/proxy"}),
        ({"kind": ["workload", "container"], "search": "compose:db"}, {"compose:db", "compose:db/db"}),
        ({"search": "no such thing"}, set()),
    ],
)
def test_elements_filter_and_search(vera: APIClient, root: str, query: Json, uids: set[str]) -> None:
    rows = vera.get(f"{root}/elements/", query).json()["results"]

    assert {row["uid"] for row in rows} == uids


def test_elements_of_one_name_come_in_the_order_of_their_uids(vera: APIClient, root: str) -> None:
    rows = vera.get(f"{root}/elements/").json()["results"]

    by_name: dict[str, list[str]] = {}
    for row in rows:
        by_name.setdefault(row["name"], []).append(row["uid"])
    assert sum(len(uids) > 1 for uids in by_name.values()) > 1
    assert all(uids == sorted(uids) for uids in by_name.values())


def test_elements_inside_one_and_with_threats(vera: APIClient, root: str) -> None:
    workload = Element.objects.get(uid="compose:proxy")

    inside = vera.get(f"{root}/elements/", {"parent": str(workload.pk)}).json()["results"]
    worst = vera.get(f"{root}/elements/", {"has_threats": "true", "ordering": "-worst"}).json()["results"]
    without = vera.get(f"{root}/elements/", {"has_threats": "false"}).json()["results"]

    assert [row["uid"] for row in inside] == ["compose:proxy/proxy"]
    assert worst[0]["uid"] == "compose:proxy/proxy"
    assert all(sum(row["threats"].values()) for row in worst)
    assert not any(sum(row["threats"].values()) for row in without)


def test_an_element_shows_its_facts_with_file_and_line(vera: APIClient, root: str) -> None:
    row = Element.objects.get(uid="compose:proxy/proxy")

    shown = vera.get(f"{root}/elements/{row.pk}/").json()

    facts = {fact["name"]: fact for fact in shown["facts"]}
    assert facts["mounts"]["file"] == "docker-compose.yml"
    assert facts["mounts"]["line"] > 0
    assert facts["mounts"]["label"] == "Mounts"
    assert facts["mounts"]["meaning"]
    assert facts["privileged"]["value"] is False
    assert facts["privileged"]["origin"] == "default"
    assert shown["parent"]["uid"] == "compose:proxy"
    assert {"uses_image", "mounts"} <= {relation["type"] for relation in shown["relations"]}
    assert shown["source"]["file"] == "docker-compose.yml"
    assert shown["threats"]["critical"] >= 1


def test_a_fact_told_by_a_person_names_them(bob: APIClient, root: str, model: ThreatModel) -> None:
    question = next(
        row
        for row in bob.get(f"{root}/questions/", {"page_size": 200}).json()["results"]
        if row["type"] == "bool" and row["subject"]["type"] == "element"
    )
    bob.post(f"{root}/questions/{question['id']}/answer/", {"value": True})

    shown = bob.get(f"{root}/elements/{question['subject']['id']}/").json()

    fact = next(fact for fact in shown["facts"] if fact["name"] == question["fact"])
    assert (fact["value"], fact["origin"], fact["by"]) == (True, "person", "Bob")
    assert shown["seq"] == 2


def test_a_workload_shows_its_flows_and_what_it_holds(vera: APIClient, root: str) -> None:
    row = Element.objects.get(uid="compose:shop")

    shown = vera.get(f"{root}/elements/{row.pk}/").json()

    assert [child["uid"] for child in shown["children"]] == ["compose:shop/shop"]
    assert any(flow["destination"]["uid"] == "compose:db" for flow in shown["flows"])


def test_a_flow_shows_why_it_is_there(vera: APIClient, root: str) -> None:
    row = Flow.objects.get(source__uid="internet")

    shown = vera.get(f"{root}/flows/{row.pk}/").json()

    assert shown["why"]
    assert shown["source"]["kind"] == "internet"
    assert shown["provenance"]["file"] == "docker-compose.yml"
    assert [zone["uid"] for zone in shown["crosses"]][:1] == ["internet"]


def test_flows_filter_sort_and_search(vera: APIClient, root: str) -> None:
    shop = Element.objects.get(uid="compose:shop")

    everything = vera.get(f"{root}/flows/").json()
    of_shop = vera.get(f"{root}/flows/", {"element": str(shop.pk)}).json()["results"]
    searched = vera.get(f"{root}/flows/", {"search": "db"}).json()["results"]

    assert everything["count"] == Flow.objects.count()
    assert all(shop.uid in (row["source"]["uid"], row["destination"]["uid"]) for row in of_shop)
    assert [row["destination"]["uid"] for row in searched] == ["compose:db"]
    assert vera.get(f"{root}/flows/", {"ordering": "-worst"}).status_code == 200


def test_an_element_of_another_model_is_not_found(vera: APIClient, root: str, cast: People) -> None:
    other = ThreatModel.objects.create(team=cast.team, name="Other")
    theirs = Element.objects.create(model=other, uid="x", kind="workload", name="x")

    assert vera.get(f"{root}/elements/{theirs.pk}/").status_code == 404
    assert vera.get(f"{root}/flows/{theirs.pk}/").status_code == 404


def test_the_socket_is_found(model: ThreatModel) -> None:
    assert socket_threat(model).element == Element.objects.get(uid="compose:proxy/proxy")
