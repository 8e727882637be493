"""Named versions, their approval, the way back to them, and what differs between any two states."""

from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from rest_framework.test import APIClient

from tests.architecture.test_operations import change, delete, element, run
from tests.people import People
from tests.shop_model import COMPOSE, FIXED, SOCKET_RULE, WITHOUT_DB, import_text, new_model, socket_threat
from threatmodel.architecture.models import Change, ThreatModel
from threatmodel.history.models import Approval, ModelEvent, Version
from threatmodel.history.selectors.history_reader import state_now
from threatmodel.history.services.versions import version_approve, version_create
from threatmodel.jobs.services import job_run

Json = dict[str, Any]


def address(model: ThreatModel, path: str) -> str:
    return f"/api/models/{model.pk}/{path}"


def ok(response: Any, status: int = 200) -> Json:
    assert response.status_code == status, response.content
    found: Json = response.json()
    return found


@pytest.fixture
def version(cast: People, model: ThreatModel) -> Version:
    return version_create(model=model, actor=cast.bob, name="Release 1", note="As shipped.")


# --- names -----------------------------------------------------------------------------------------


def test_an_editor_gives_the_newest_state_a_name(bob: APIClient, model: ThreatModel) -> None:
    made = ok(bob.post(address(model, "versions/"), {"name": "Release 1", "note": "As shipped."}), 201)

    model.refresh_from_db()
    assert (made["seq"], made["kind"], made["created_by"]["name"]) == (model.seq, "plain", "Bob")
    assert ok(bob.get(address(model, "versions/")))["results"] == [made]
    assert ModelEvent.objects.latest("id").what == "saved the version Release 1"


def test_an_earlier_state_is_named_by_its_seq(bob: APIClient, model: ThreatModel) -> None:
    assert ok(bob.post(address(model, "versions/"), {"name": "Empty", "seq": 0}), 201)["seq"] == 0


@pytest.mark.parametrize(
    ("body", "field"),
    [({"name": " "}, "name"), ({"name": "Release 1"}, "name"), ({"name": "New", "seq": 99}, "seq"),
     ({"name": "x" * 201}, "name"), ({}, "name")],
)  # fmt: skip
def test_names_that_cannot_be_are_refused(
    bob: APIClient, model: ThreatModel, version: Version, body: Json, field: str
) -> None:
    assert field in ok(bob.post(address(model, "versions/"), body), 400)


def test_a_version_is_renamed_and_deleted(bob: APIClient, model: ThreatModel, version: Version) -> None:
    one = address(model, f"versions/{version.pk}/")

    assert ok(bob.patch(one, {"name": "1.0"}))["name"] == "1.0"
    assert bob.delete(one).status_code == 204

    assert bob.get(one).status_code == 404
    whats = list(ModelEvent.objects.order_by("-id").values_list("what", flat=True)[:2])
    assert whats == ["deleted the version 1.0", "changed the version Release 1"]


def test_the_version_of_another_model_is_not_found(
    bob: APIClient, cast: People, model: ThreatModel, version: Version
) -> None:
    other = new_model(cast.team, cast.bob, "Other")

    assert bob.get(address(other, f"versions/{version.pk}/")).status_code == 404
    assert "to" in ok(bob.post(address(other, "restore/"), {"to": f"version:{version.pk}"}), 400)


# --- approval --------------------------------------------------------------------------------------


def test_an_approval_replaces_the_one_before_and_both_keep_their_dates(
    anna: APIClient, cast: People, model: ThreatModel, version: Version
) -> None:
    second = version_create(model=model, actor=cast.bob, name="Release 2")
    ok(anna.post(address(model, f"versions/{version.pk}/approval/")))

    approved = ok(anna.post(address(model, f"versions/{second.pk}/approval/")))

    former = ok(anna.get(address(model, f"versions/{version.pk}/")))
    assert (approved["kind"], former["kind"]) == ("approved", "plain")
    assert former["approvals"][0]["ended_at"] is not None
    assert former["approvals"][0]["by"]["name"] == "Anna"
    assert ModelEvent.objects.latest("id").before == {"approved": "Release 1"}


def test_an_approval_is_withdrawn(anna: APIClient, model: ThreatModel, version: Version) -> None:
    ok(anna.post(address(model, f"versions/{version.pk}/approval/")))

    assert ok(anna.delete(address(model, f"versions/{version.pk}/approval/")))["kind"] == "plain"
    assert ok(anna.get(address(model, "drift/")))["approved"] is None


@pytest.mark.parametrize("owner", [False, True])
def test_nobody_approves_a_version_that_they_saved(
    anna: APIClient, alice: APIClient, cast: People, model: ThreatModel, owner: bool
) -> None:
    saver, other = (alice, anna) if owner else (anna, alice)
    saved = ok(saver.post(address(model, "versions/"), {"name": "Mine"}), 201)

    refused = saver.post(address(model, f"versions/{saved['id']}/approval/"))

    assert refused.status_code == 403
    assert "Another approver or owner" in refused.json()["detail"]
    assert not Approval.objects.exists()
    assert ok(other.post(address(model, f"versions/{saved['id']}/approval/")))["kind"] == "approved"
    assert ok(saver.delete(address(model, f"versions/{saved['id']}/approval/")))["kind"] == "plain"


def test_a_version_whose_saver_has_left_is_approved_by_anybody_with_the_right(
    anna: APIClient, model: ThreatModel, version: Version
) -> None:
    Version.objects.filter(pk=version.pk).update(created_by=None)

    assert ok(anna.post(address(model, f"versions/{version.pk}/approval/")))["kind"] == "approved"


def test_an_editor_does_not_approve(bob: APIClient, model: ThreatModel, version: Version) -> None:
    assert bob.post(address(model, f"versions/{version.pk}/approval/")).status_code == 403
    assert not Approval.objects.exists()


def test_what_was_approved_is_kept(
    anna: APIClient, cast: People, model: ThreatModel, version: Version
) -> None:
    version_approve(model=model, actor=cast.anna, version_id=version.pk)

    assert anna.delete(address(model, f"versions/{version.pk}/")).status_code == 400
    model.delete()
    assert not Version.objects.exists()


def test_the_database_holds_one_approval_at_a_time(
    cast: People, model: ThreatModel, version: Version
) -> None:
    version_approve(model=model, actor=cast.anna, version_id=version.pk)

    with pytest.raises(IntegrityError), transaction.atomic():
        Approval.objects.create(model=model, version=version)


# --- the way back ----------------------------------------------------------------------------------


def test_a_version_is_restored_as_one_change_that_can_be_undone(
    bob: APIClient, cast: People, model: ThreatModel, version: Version
) -> None:
    _, then = state_now(model_id=model.pk)
    import_text(model, cast.bob, WITHOUT_DB)
    run(model, cast.anna, element("late", x=1.0))
    seq, now = state_now(model_id=model.pk)

    done = ok(bob.post(address(model, "restore/"), {"to": f"version:{version.pk}"}))

    assert (done["seq"], done["changed"]) == (seq + 1, True)
    assert state_now(model_id=model.pk)[1] == then
    change = Change.objects.get(seq=done["seq"])
    assert (change.origin, change.actor, change.batch_id) == ("restore", cast.bob, done["batch"])
    job_run(job_id=done["job"]["id"])
    assert socket_threat(model).status == "open"
    ok(bob.post(address(model, f"changes/{done['seq']}/undo/")))
    assert state_now(model_id=model.pk)[1] == now


def test_restoring_the_present_changes_nothing(bob: APIClient, model: ThreatModel, version: Version) -> None:
    done = ok(bob.post(address(model, "restore/"), {"to": f"version:{version.pk}"}))

    assert (done["changed"], done["job"]) == (False, None)


def test_a_viewer_does_not_restore(vera: APIClient, model: ThreatModel) -> None:
    assert vera.post(address(model, "restore/"), {"to": "0"}).status_code == 403


@pytest.mark.parametrize("to", ["yesterday", "99", "approved", f"version:{UUID(int=7)}", "version:x", ""])
def test_a_state_that_is_none_is_not_restored(bob: APIClient, model: ThreatModel, to: str) -> None:
    assert "to" in ok(bob.post(address(model, "restore/"), {"to": to}), 400)


# --- comparisons -----------------------------------------------------------------------------------


def compared(client: APIClient, model: ThreatModel, path: str = "", **query: Any) -> Json:
    return ok(client.get(address(model, f"comparison/{path}"), query))


def test_two_states_are_compared_with_values_and_where_they_come_from(
    vera: APIClient, cast: People, model: ThreatModel, version: Version
) -> None:
    run(model, cast.bob, change("compose:shop", name="store", facts={"criticality": {"value": "high"}}))
    run(model, cast.bob, delete("compose:db"), element("queue", "queue"))

    answer = compared(vera, model, before=f"version:{version.pk}")

    rows = {row["uid"]: row for row in answer["results"]}
    shop = rows["compose:shop"]
    assert shop["props"] == [{"name": "name", "label": "Name", "before": "shop", "after": "store"}]
    (fact,) = shop["facts"]
    assert (fact["label"], fact["before"], fact["after"]["value"], fact["after"]["by"]) == (
        "Criticality", None, "high", "Bob",
    )  # fmt: skip
    assert rows["compose:db"]["what"] == "removed"
    assert rows["queue"]["what"] == "added"
    assert answer["before"]["version"]["name"] == "Release 1"
    assert answer["counts"]["element"]["added"] == 1


def test_comparisons_are_filtered_and_paged(vera: APIClient, model: ThreatModel) -> None:
    whole = compared(vera, model, before="0")
    images = compared(vera, model, before="0", kind="image", what="added")
    flows = compared(vera, model, before="0", on="flow")
    none = compared(vera, model, before="0", what="moved")
    first = compared(vera, model, before="0", page_size=2)

    assert whole["count"] == len(whole["results"]) > 8
    assert {row["kind"] for row in images["results"]} == {"image"}
    assert {row["on"] for row in flows["results"]} == {"flow"}
    assert (none["count"], none["counts"]) == (0, whole["counts"])
    assert first["results"] == whole["results"][:2]
    assert compared(vera, model, before="0", search="traefik")["count"] >= 1


def test_a_mere_move_is_counted_apart(
    vera: APIClient, cast: People, model: ThreatModel, version: Version
) -> None:
    run(model, cast.bob, change("compose:shop", x=999.0))

    answer = compared(vera, model, before=f"version:{version.pk}")
    moved = compared(vera, model, before=f"version:{version.pk}", what="moved")

    assert (answer["count"], answer["counts"]["element"]["moved"]) == (0, 1)
    assert [row["uid"] for row in moved["results"]] == ["compose:shop"]


def test_the_drawing_holds_both_states_with_marks(
    vera: APIClient, cast: People, model: ThreatModel, version: Version
) -> None:
    run(
        model, cast.bob, delete("compose:db"), element("queue", "queue"), change("compose:shop", name="store")
    )

    drawing = compared(vera, model, "drawing/", before=f"version:{version.pk}")

    marks = {part["uid"]: part["mark"] for part in drawing["elements"]}
    assert (marks["compose:db"], marks["queue"], marks["compose:shop"]) == ("removed", "added", "changed")
    assert marks["compose:proxy"] == "same"
    assert "removed" in {part["mark"] for part in drawing["flows"]}


@pytest.mark.parametrize("query", [{"before": "x"}, {"before": "approved"}, {"before": "1", "after": "99"}])
@pytest.mark.parametrize("path", ["", "drawing/", "threats/"])
def test_states_that_are_none_are_not_compared(
    vera: APIClient, model: ThreatModel, path: str, query: Json
) -> None:
    assert vera.get(address(model, f"comparison/{path}"), query).status_code == 400


def test_threats_of_both_states_are_told_with_their_numbers(
    vera: APIClient, cast: People, model: ThreatModel, version: Version
) -> None:
    number = socket_threat(model).number
    import_text(model, cast.bob, FIXED)

    went = compared(vera, model, "threats/", before=f"version:{version.pk}", what="went")
    came = compared(vera, model, "threats/", before="import", after=f"version:{version.pk}", what="came")

    (socket,) = [row for row in went["results"] if row["rule"] == SOCKET_RULE]
    assert (socket["number"], socket["status"]) == (number, "resolved")
    assert went["counts"]["stayed"] > 0
    assert went["counts"]["went"] == came["counts"]["came"]


def test_too_much_is_not_judged_while_somebody_waits(
    vera: APIClient, model: ThreatModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("threatmodel.threats.analysis.services.version_diff.ELEMENTS_MOST", 3)

    response = vera.get(address(model, "comparison/threats/"), {"before": "0"})

    assert response.status_code == 400
    (message,) = response.json()["before"]
    assert "are compared for up to 3. The list and the drawing still show" in message


# --- drift -----------------------------------------------------------------------------------------


def test_drift_is_told_from_the_approved_version(
    vera: APIClient, cast: People, model: ThreatModel, version: Version
) -> None:
    version_approve(model=model, actor=cast.anna, version_id=version.pk)
    import_text(model, cast.bob, COMPOSE.replace("  db:\n", "  cache:\n    image: redis:7\n  db:\n"))

    drift = ok(vera.get(address(model, "drift/")))
    listed = compared(vera, model, before="approved")

    assert drift["approved"]["version"]["name"] == "Release 1"
    assert drift["counts"] == listed["counts"]
    assert drift["counts"]["element"]["added"] >= 3  # workload, container, image
    assert drift["latest_import"]["files"] == ["docker-compose.yml"]
    assert drift["latest_import"]["seq"] == drift["seq"]


def test_without_an_approved_version_there_is_no_drift(vera: APIClient, empty: ThreatModel) -> None:
    assert ok(vera.get(address(empty, "drift/"))) == {
        "approved": None, "seq": 0, "latest_import": None, "counts": None,
    }  # fmt: skip
