"""A preview says what an import would change, and changes nothing."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from tests.people import People
from tests.shop_model import COMPOSE, FIXED, SOCKET_RULE, WITHOUT_DB, import_text, socket_threat
from threatmodel.accounts.models import User
from threatmodel.architecture.importing.import_scope import Scope
from threatmodel.architecture.models import Change, Element, ThreatModel
from threatmodel.attack_paths.services.path_computation import paths_refresh
from threatmodel.engine.importers import TextFile, read
from threatmodel.history.models import ModelEvent
from threatmodel.imports.services.previews import import_preview
from threatmodel.jobs.models import Job, Upload
from threatmodel.jobs.services import job_run
from threatmodel.threats.questions.models import Question
from threatmodel.threats.threats.models import Threat

Json = dict[str, Any]


def preview(model: ThreatModel, user: User, text: str, *, scope: Scope = "files") -> Json:
    reading = read([TextFile("docker-compose.yml", text.encode())])
    previewed = import_preview(
        model_id=model.pk, actor=user, reading=reading, files=["docker-compose.yml"], scope=scope
    )
    return previewed.result


def names(parts: list[Json]) -> set[str]:
    return {part["name"] for part in parts}


def state(model: ThreatModel) -> list[Any]:
    model.refresh_from_db()
    tables = (Element, Change, Threat, Question, ModelEvent)
    return [model.seq, *(list(table._default_manager.order_by("pk").values()) for table in tables)]


def test_the_same_files_again_would_change_nothing(cast: People, model: ThreatModel) -> None:
    result = preview(model, cast.bob, COMPOSE)

    assert (result["added"], result["changed"], result["gone"]) == (0, 0, 0)
    assert (result["preview"]["new_threat_count"], result["preview"]["gone_threat_count"]) == (0, 0)


def test_a_fix_would_take_its_threat_away_and_nothing_is_written(cast: People, model: ThreatModel) -> None:
    before = state(model)

    result = preview(model, cast.bob, FIXED)

    gone = {threat["number"] for threat in result["preview"]["gone_threats"]}
    assert socket_threat(model).number in gone
    assert result["preview"]["gone_threats"][0]["severity"] == "critical"
    (container,) = [part for part in result["preview"]["changed"] if part["kind"] == "container"]
    (fact,) = [fact for fact in container["facts"] if fact["fact"] == "mounts"]
    assert "docker.sock" in fact["before"]
    assert "docker.sock" not in fact["after"]
    assert state(model) == before


def test_what_the_preview_says_is_what_the_import_does(cast: People, model: ThreatModel) -> None:
    result = preview(model, cast.bob, WITHOUT_DB)

    imported = import_text(model, cast.bob, WITHOUT_DB)

    assert result["added"] == imported.added
    assert result["gone"] == imported.gone
    rows = Element.objects.filter(model=model, gone_at__isnull=False)
    assert names([p for p in result["preview"]["gone"] if p["kind"] != "flow"]) == {e.name for e in rows}
    assert imported.counts is not None
    assert result["preview"]["gone_threat_count"] == imported.counts.gone


def test_scenarios_come_and_go_with_the_paths_that_they_rest_on(cast: People, model: ThreatModel) -> None:
    waiting = preview(model, cast.bob, FIXED)["preview"]
    paths_refresh(model_id=model.pk)
    takeover = Threat.objects.get(
        model=model, rule="scenario:internet:node-takeover", subject_uid="compose:proxy"
    )

    same, fixed = preview(model, cast.bob, COMPOSE)["preview"], preview(model, cast.bob, FIXED)["preview"]

    assert not waiting["scenarios_compared"]
    assert takeover.number not in {one["number"] for one in waiting["gone_threats"]}
    assert (same["scenarios_compared"], same["new_threat_count"], same["gone_threat_count"]) == (True, 0, 0)
    assert takeover.number in {one["number"] for one in fixed["gone_threats"]}
    import_text(model, cast.bob, FIXED)
    paths_refresh(model_id=model.pk)
    takeover.refresh_from_db()
    assert takeover.status == "resolved"


def test_a_first_import_would_add_everything(cast: People, empty: ThreatModel) -> None:
    result = preview(empty, cast.bob, COMPOSE)

    imported = import_text(empty, cast.bob)
    paths_refresh(model_id=empty.pk)

    assert result["added"] == imported.added
    assert result["preview"]["new_threat_count"] == Threat.objects.filter(model=empty).count()
    assert {threat["severity"] for threat in result["preview"]["new_threats"][:1]} == {"critical"}
    assert SOCKET_RULE in {threat.rule for threat in Threat.objects.filter(model=empty)}


def test_what_a_person_decided_is_not_shown_as_a_change(cast: People, model: ThreatModel) -> None:
    element = Element.objects.get(model=model, uid="compose:shop")
    element.name = "The shop"
    element.save()

    result = preview(model, cast.bob, COMPOSE)

    assert result["preview"]["changed"] == []


def test_long_lists_are_cut_and_counted(cast: People, empty: ThreatModel) -> None:
    services = "\n".join(f"  extra{n}:\n    image: busybox:1.{n}" for n in range(150))

    result = preview(empty, cast.bob, COMPOSE.replace("  db:\n", f"{services}\n  db:\n"))

    assert result["added"] > 300
    assert len(result["preview"]["added"]) == result["preview"]["listed"] == 200


# --- over the API ---------------------------------------------------------------------------------


@pytest.fixture
def address(model: ThreatModel) -> str:
    return f"/api/models/{model.pk}/imports/previews/"


def post(client: APIClient, address: str, text: bytes, **fields: str) -> Any:
    upload = SimpleUploadedFile("docker-compose.yml", text)
    return client.post(address, {"files": [upload], **fields}, format="multipart")


def test_an_editor_previews_and_the_upload_is_forgotten(
    bob: APIClient, address: str, model: ThreatModel
) -> None:
    response = post(bob, address, FIXED.encode())
    job_run(job_id=response.json()["job"]["id"])

    job = bob.get(f"/api/jobs/{response.json()['job']['id']}/").json()
    job = job.get("job", job)
    assert (job["kind"], job["state"]) == ("preview", "succeeded")
    assert job["result"]["preview"]["gone_threat_count"] >= 1
    assert not Upload.objects.exists()
    assert bob.get(f"/api/models/{model.pk}/imports/").json()["count"] == 0


def test_a_viewer_previews_nothing(vera: APIClient, address: str) -> None:
    assert post(vera, address, FIXED.encode()).status_code == 403
    assert not Job.objects.filter(kind="preview").exists()


def test_files_of_which_nothing_can_be_used_say_why(bob: APIClient, address: str) -> None:
    response = post(bob, address, b"a: [")
    job_run(job_id=response.json()["job"]["id"])

    job = Job.objects.get(pk=response.json()["job"]["id"])
    assert job.state == "failed"
    assert "docker-compose.yml" in job.message


def test_an_unknown_scope_is_refused(bob: APIClient, address: str) -> None:
    assert post(bob, address, FIXED.encode(), scope="world").status_code == 400
