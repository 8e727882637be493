"""What people write in the stages of PASTA: rows with versions, roles, history and undone deletions."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from rest_framework.test import APIClient

from tests.pasta.rows import OBJECTIVE, ROWS, add, records
from tests.people import People, client_of
from tests.shop_model import new_model
from threatmodel.architecture.models import Element, ThreatModel
from threatmodel.history.models import ModelEvent
from threatmodel.pasta.services import stage_records as service

pytestmark = pytest.mark.both_databases
Json = dict[str, Any]


def address(model: ThreatModel, kind: str, row: Json | None = None) -> str:
    end = f"{row['id']}/?version={row['version']}" if row else ""
    return f"/api/models/{model.pk}/pasta/{kind}/{end}"


def put(client: APIClient, model: ThreatModel, kind: str, row: Json, **changes: Any) -> Any:
    body = {**ROWS[kind], "version": row["version"], **changes}
    return client.put(address(model, kind, row), body, format="json")


@pytest.mark.parametrize("kind", ROWS)
def test_an_editor_adds_edits_and_deletes_a_row(bob: APIClient, model: ThreatModel, kind: str) -> None:
    first = next(iter(ROWS[kind]))

    row = add(bob, model, kind)
    edited = put(bob, model, kind, row, **{first: "Other words"})
    deleted = bob.delete(address(model, kind, edited.json()))

    assert row["version"] == 0
    assert row["created_by"]["name"] == "Bob"
    assert edited.status_code == 200
    assert edited.json()["version"] == 1
    assert edited.json()[first] == "Other words"
    assert deleted.status_code == 204
    assert records(bob, model)[kind.replace("-", "_")] == []


@pytest.mark.parametrize("kind", ROWS)
def test_an_edit_of_an_older_version_is_refused(bob: APIClient, model: ThreatModel, kind: str) -> None:
    first = next(iter(ROWS[kind]))
    row = add(bob, model, kind)
    put(bob, model, kind, row, **{first: "Faster"})

    late = put(bob, model, kind, row, **{first: "Late"})
    deletion = bob.delete(address(model, kind, row))

    assert (late.status_code, deletion.status_code) == (409, 409)
    assert records(bob, model)[kind.replace("-", "_")][0][first] == "Faster"


@pytest.mark.parametrize("kind", ROWS)
def test_a_deleted_row_is_restored_as_it_was(bob: APIClient, model: ThreatModel, kind: str) -> None:
    row = add(bob, model, kind)
    bob.delete(address(model, kind, row))

    restored = bob.post(f"/api/models/{model.pk}/pasta/records/{row['id']}/restore/")

    assert restored.status_code == 204
    found = records(bob, model)[kind.replace("-", "_")][0]
    same = {key: value for key, value in row.items() if key not in ("version", "updated_at", "created_by")}
    assert {key: found[key] for key in same} == same
    assert found["version"] == 1


def test_restoring_an_objective_gives_its_criteria_back(bob: APIClient, model: ThreatModel) -> None:
    objective = add(bob, model, "objectives")
    add(bob, model, "impact-criteria", objective=objective["id"])
    bob.delete(address(model, "objectives", objective))
    alone = records(bob, model)["impact_criteria"][0]["objective"]

    bob.post(f"/api/models/{model.pk}/pasta/records/{objective['id']}/restore/")

    assert alone is None
    assert records(bob, model)["impact_criteria"][0]["objective"] == objective["id"]


def test_what_is_there_or_never_was_cannot_be_restored(bob: APIClient, model: ThreatModel) -> None:
    objective = add(bob, model, "objectives")
    bob.delete(address(model, "objectives", objective))
    restore = f"/api/models/{model.pk}/pasta/records/{objective['id']}/restore/"

    assert bob.post(restore).status_code == 204
    assert bob.post(restore).status_code == 400
    assert bob.post(f"/api/models/{model.pk}/pasta/records/{uuid4()}/restore/").status_code == 404


def test_an_edit_without_a_difference_writes_nothing(bob: APIClient, model: ThreatModel) -> None:
    row = add(bob, model, "objectives")
    events = ModelEvent.objects.filter(model=model, subject_type="pasta").count()

    same = put(bob, model, "objectives", row)

    assert same.json()["version"] == 0
    assert ModelEvent.objects.filter(model=model, subject_type="pasta").count() == events


def test_the_history_says_who_changed_what(bob: APIClient, model: ThreatModel, cast: People) -> None:
    row = add(bob, model, "objectives")

    put(bob, model, "objectives", row, criticality="low")

    event = ModelEvent.objects.filter(model=model, subject_type="pasta").latest("id")
    assert event.actor == cast.bob
    assert event.what == "changed the business objective Customers can check out"
    assert (event.before, event.after) == ({"criticality": "critical"}, {"criticality": "low"})


def test_an_objective_shows_what_it_depends_on_by_name(bob: APIClient, model: ThreatModel) -> None:
    add(bob, model, "objectives", depends_on=["compose:db", "compose:db"])

    shown = records(bob, model)["objectives"][0]["depends_on"]

    assert [(one["uid"], one["name"], one["kind"]) for one in shown] == [("compose:db", "db", "workload")]


def test_an_edit_may_keep_an_element_that_was_deleted(bob: APIClient, model: ThreatModel) -> None:
    row = add(bob, model, "objectives", depends_on=["compose:db"])
    Element.objects.filter(model=model, uid="compose:db").delete()

    kept = put(bob, model, "objectives", row, depends_on=["compose:db"], title="Still there")

    assert kept.status_code == 200
    assert kept.json()["depends_on"][0]["id"] is None


@pytest.mark.parametrize(
    ("kind", "change", "field"),
    [
        ("objectives", {"title": " "}, "title"),
        ("objectives", {"title": "x" * 201}, "title"),
        ("objectives", {"criticality": "huge"}, "criticality"),
        ("objectives", {"owner": str(uuid4())}, "owner"),
        ("objectives", {"depends_on": ["compose:nothing"]}, "depends_on"),
        ("objectives", {"colour": "red"}, "colour"),
        ("impact-criteria", {"levels": ["one"]}, "levels"),
        ("impact-criteria", {"levels": [" "] * 5}, "levels"),
        ("impact-criteria", {"objective": str(uuid4())}, "objective"),
        ("compliance-requirements", {"framework": ""}, "framework"),
        ("risk-appetites", {"statement": ""}, "statement"),
        ("risk-appetites", {"next_review": "tomorrow"}, "next_review"),
        ("intelligence-items", {"link": "javascript:alert(1)"}, "link"),
        ("intelligence-items", {"link": "http://plain.example"}, "link"),
        ("intelligence-items", {"rules": ["no-such-rule"]}, "rules"),
        ("intelligence-items", {"concerns": ["compose:nothing"]}, "concerns"),
    ],
)
def test_what_cannot_be_is_refused_by_field(
    bob: APIClient, model: ThreatModel, kind: str, change: Json, field: str
) -> None:
    response = bob.post(address(model, kind), {**ROWS[kind], **change}, format="json")

    assert response.status_code == 400
    assert list(response.json()) == [field]


def test_an_owner_is_a_member_of_the_team(bob: APIClient, model: ThreatModel, cast: People) -> None:
    stranger = bob.post(
        address(model, "objectives"), {**OBJECTIVE, "owner": str(cast.charlie.pk)}, format="json"
    )
    member = add(bob, model, "objectives", owner=str(cast.vera.pk))

    assert stranger.status_code == 400
    assert member["owner"]["name"] == "Vera"


def test_a_row_of_another_model_is_not_found(bob: APIClient, model: ThreatModel, cast: People) -> None:
    other = new_model(cast.team, cast.alice, "Other")
    row = add(bob, other, "objectives", depends_on=[])

    assert put(bob, model, "objectives", row).status_code == 404
    assert bob.delete(address(model, "objectives", row)).status_code == 404


def test_there_is_a_limit(bob: APIClient, model: ThreatModel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "RECORDS_MOST", 1)
    add(bob, model, "objectives")

    refused = bob.post(address(model, "objectives"), OBJECTIVE, format="json")

    assert refused.status_code == 400
    assert "at most 1" in refused.json()["detail"]


def test_a_viewer_reads_only_and_a_stranger_sees_nothing(
    bob: APIClient, model: ThreatModel, cast: People
) -> None:
    row = add(bob, model, "objectives")
    vera, charlie = client_of(cast.vera), client_of(cast.charlie)

    assert records(vera, model)["objectives"][0]["id"] == row["id"]
    assert put(vera, model, "objectives", row).status_code == 403
    assert charlie.get(f"/api/models/{model.pk}/pasta/records/").status_code == 404
    assert put(charlie, model, "objectives", row).status_code == 404


def test_rows_are_read_although_the_database_was_locked_when_it_was_asked_for_json(
    bob: APIClient, model: ThreatModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then Django takes SQLite for one without JSON functions, as long as the connection lasts."""
    add(bob, model, "objectives", title="Orders stay")
    if connection.vendor == "sqlite":
        monkeypatch.setitem(vars(connection.features), "supports_json_field", False)

    rows = bob.get(f"/api/models/{model.pk}/pasta/records/").json()

    assert [row["title"] for row in rows["objectives"]] == ["Orders stay"]
