"""Files dropped on the page: accepted or refused at once, imported by the worker, forgotten afterwards."""

from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from tests.bad_files import BAD_FILES
from tests.people import People
from tests.shop_model import COMPOSE, socket_threat
from threatmodel.architecture.api.errors import InvalidRequest
from threatmodel.architecture.models import Change, Element, Flow, ThreatModel
from threatmodel.history.models import ModelEvent
from threatmodel.imports import tasks
from threatmodel.imports.services.import_requests import choices_check
from threatmodel.jobs.models import Job, Upload
from threatmodel.jobs.services import AttemptResult, job_run
from threatmodel.threats.threats.models import Threat


@pytest.fixture
def address(empty: ThreatModel) -> str:
    return f"/api/models/{empty.pk}/imports/"


def post(client: APIClient, address: str, *files: tuple[str, bytes], **fields: Any) -> Any:
    uploads = [SimpleUploadedFile(name, data) for name, data in files]
    return client.post(address, {"files": uploads, **fields}, format="multipart")


def run(response: Any) -> Job:
    assert response.status_code == 202, response.content
    job_run(job_id=response.json()["job"]["id"])
    return Job.objects.get(pk=response.json()["job"]["id"])


def test_a_compose_file_becomes_a_model(bob: APIClient, address: str, empty: ThreatModel) -> None:
    job = run(post(bob, address, ("docker-compose.yml", COMPOSE.encode())))

    assert (job.state, job.progress) == ("succeeded", 100)
    assert job.result is not None
    assert job.result["elements"] == Element.objects.count()
    assert job.result["threats"] == Threat.objects.count()
    assert job.result["added"] > 10
    assert socket_threat(empty).evidence[0]["file"] == "docker-compose.yml"
    assert not Upload.objects.exists()


def test_files_with_more_elements_than_a_model_holds_are_refused_while_they_are_read(
    bob: APIClient, address: str, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MAX_MODEL_ELEMENTS = 5
    monkeypatch.setattr(tasks, "import_apply", None)  # what was read is not even looked at

    job = run(post(bob, address, ("docker-compose.yml", COMPOSE.encode())))

    assert (job.state, job.attempts) == ("failed", 1)
    assert "more than 5 elements" in job.message
    assert "BULKHEAD_MODEL_ELEMENTS" in job.message


def test_an_import_that_makes_a_model_too_large_says_so_and_is_not_tried_again(
    bob: APIClient, address: str, empty: ThreatModel, settings: Any
) -> None:
    run(post(bob, address, ("docker-compose.yml", COMPOSE.encode())))
    before = Element.objects.count()
    settings.MAX_MODEL_ELEMENTS = before + 1
    more = "services:\n  one: {image: one}\n  two: {image: two}\n"

    job = run(post(bob, address, ("more/docker-compose.yml", more.encode())))

    assert (job.state, job.attempts) == ("failed", 1)
    assert f"a model has at most {before + 1} elements" in job.message
    assert Element.objects.count() == before


def test_the_list_shows_past_imports(bob: APIClient, vera: APIClient, address: str) -> None:
    run(post(bob, address, ("docker-compose.yml", COMPOSE.encode())))

    (row,) = vera.get(address).json()["results"]

    assert row["state"] == "succeeded"
    assert row["result"]["gone"] == 0


def test_the_dashboard_knows_the_last_import(bob: APIClient, address: str, empty: ThreatModel) -> None:
    run(post(bob, address, ("docker-compose.yml", COMPOSE.encode())))

    assert bob.get(f"/api/models/{empty.pk}/").json()["last_import_at"]


def test_an_import_without_files_is_refused(bob: APIClient, address: str) -> None:
    response = bob.post(address, {}, format="multipart")

    assert response.status_code == 400
    assert response.json()["files"] == ["Choose at least one file."]
    assert not Job.objects.exists()


def test_files_that_are_too_large_are_refused_by_name(bob: APIClient, address: str) -> None:
    response = post(bob, address, ("large.yaml", b"#" * (settings.UPLOADS_MAX_BYTES + 1)))

    assert response.status_code == 400
    assert response.json()["files"] == ["large.yaml is larger than 24 MB."]


def test_too_many_files_are_refused(bob: APIClient, address: str, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 3
    response = post(bob, address, *[(f"{n}.yaml", b"a: 1") for n in range(4)])

    assert response.status_code == 400
    assert not Job.objects.exists()


def test_an_unknown_scope_is_refused(bob: APIClient, address: str) -> None:
    response = post(bob, address, ("a.yaml", b"a: 1"), scope="world")

    assert response.status_code == 400
    assert "scope" in response.json()


@pytest.mark.parametrize("name", [name for name in BAD_FILES if name != "large.yaml"])
def test_a_bad_file_fails_with_one_message_and_changes_nothing(
    bob: APIClient, address: str, empty: ThreatModel, name: str
) -> None:
    job = run(post(bob, address, (name, BAD_FILES[name]())))

    assert job.state == "failed"
    assert job.message
    assert "Traceback" not in job.message
    assert job.message.endswith("Nothing was changed.")
    assert job.problems
    assert not Element.objects.exists()
    assert not Change.objects.exists()
    assert not ModelEvent.objects.exclude(subject_type="model").exists()
    assert not Upload.objects.exists()


def test_a_bad_file_beside_a_good_one_is_reported_and_the_good_one_imported(
    bob: APIClient, address: str
) -> None:
    job = run(
        post(
            bob,
            address,
            ("docker-compose.yml", COMPOSE.encode()),
            ("tabbed.yaml", BAD_FILES["tabbed.yaml"]()),
        )
    )

    assert job.state == "succeeded"
    assert Element.objects.exists()
    assert [problem["file"] for problem in job.problems if problem["severity"] == "error"] == ["tabbed.yaml"]


def test_a_viewer_imports_nothing(vera: APIClient, address: str) -> None:
    assert post(vera, address, ("a.yaml", b"a: 1")).status_code == 403
    assert not Job.objects.exists()


def test_an_analysis_is_asked_for_once(bob: APIClient, vera: APIClient, model: ThreatModel) -> None:
    address = f"/api/models/{model.pk}/analyses/"

    first, second = (bob.post(address).json()["job"]["id"] for _ in range(2))

    assert first == second
    job_run(job_id=first)
    assert Job.objects.get(pk=first).state == "succeeded"
    assert vera.get(address).json()["count"] == 1
    assert vera.post(address).status_code == 403


def test_a_job_ends_with_its_model(bob: APIClient, alice: APIClient, model: ThreatModel) -> None:
    job = bob.post(f"/api/models/{model.pk}/analyses/").json()["job"]["id"]
    alice.delete(f"/api/models/{model.pk}/")

    assert job_run(job_id=job) is AttemptResult.NOT_MINE
    assert Job.objects.get(pk=job).state == "failed"


# --- compose profiles -----------------------------------------------------------------------------

WITH_PROFILE = b"""services:
  web: {image: 'nginx:1'}
  seed: {image: 'seed:1', profiles: [seed], environment: {WEB_URL: 'http://web'}}
  shell: {image: 'shell:1', profiles: [debug, seed]}
"""


def flows_between_services(model: ThreatModel) -> set[tuple[str, str]]:
    ends = Flow.objects.filter(model=model).values_list("source__name", "destination__name")
    return set(ends)


def test_profiles_that_files_name_are_listed_with_what_they_start(bob: APIClient, address: str) -> None:
    response = post(bob, f"{address}profiles/", ("compose.yml", WITH_PROFILE), ("a.yaml", b"a: [1"))

    assert response.status_code == 200
    assert response.json()["profiles"] == [
        {"name": "debug", "services": ["shell"], "chosen": False},
        {"name": "seed", "services": ["seed", "shell"], "chosen": False},
    ]
    assert not Job.objects.exists()
    assert not Upload.objects.exists()


def test_a_profile_that_is_switched_on_makes_its_flows_and_is_remembered(
    bob: APIClient, address: str, empty: ThreatModel
) -> None:
    run(post(bob, address, ("compose.yml", WITH_PROFILE)))
    assert flows_between_services(empty) == set()

    run(post(bob, address, ("compose.yml", WITH_PROFILE), profiles=["seed"]))

    assert flows_between_services(empty) == {("seed", "web")}
    rows = post(bob, f"{address}profiles/", ("compose.yml", WITH_PROFILE)).json()["profiles"]
    assert {row["name"]: row["chosen"] for row in rows} == {"debug": False, "seed": True}


def test_a_preview_knows_the_profiles_too(bob: APIClient, address: str) -> None:
    run(post(bob, address, ("compose.yml", WITH_PROFILE)))

    job = run(post(bob, f"{address}previews/", ("compose.yml", WITH_PROFILE), profiles=["seed"]))

    assert job.result is not None
    assert [part["name"] for part in job.result["preview"]["added"]] == ["seed → web"]


def test_a_viewer_may_not_ask_for_profiles(vera: APIClient, address: str) -> None:
    assert post(vera, f"{address}profiles/", ("compose.yml", WITH_PROFILE)).status_code == 403


@pytest.mark.parametrize("profiles", [["x" * 101], [f"p{n}" for n in range(51)], [""]])
def test_odd_profiles_are_refused(bob: APIClient, address: str, profiles: list[str]) -> None:
    response = post(bob, address, ("compose.yml", WITH_PROFILE), profiles=profiles)

    assert response.status_code == 400
    assert "profiles" in response.json()


def test_files_too_large_to_look_into_are_refused(bob: APIClient, address: str) -> None:
    response = post(bob, f"{address}profiles/", ("compose.yml", b"#" * (5 * 1024 * 1024 + 1)))

    assert response.status_code == 400
    assert "5 MB" in response.json()["files"][0]


def test_a_model_is_made_of_files(bob: APIClient, cast: People) -> None:
    address = f"/api/teams/{cast.team.pk}/imports/"

    job = run(post(bob, address, ("docker-compose.yml", COMPOSE.encode()), name="New"))

    assert job.state == "succeeded"
    model = ThreatModel.objects.get(name="New")
    assert (job.model, model.team) == (model, cast.team)
    assert Element.objects.filter(model=model).exists()


def test_no_model_stays_when_nothing_in_its_files_can_be_used(bob: APIClient, cast: People) -> None:
    address = f"/api/teams/{cast.team.pk}/imports/"

    job = run(post(bob, address, ("notes.yaml", b"nothing: here\n"), name="New"))

    assert job.state == "failed"
    assert not ThreatModel.objects.filter(name="New").exists()
    told = bob.get(f"/api/jobs/{job.pk}/").json()
    assert told["state"] == "failed"
    assert told["message"].endswith("No model was created.")


def test_no_model_is_made_of_files_that_are_refused_at_once(bob: APIClient, cast: People) -> None:
    response = post(bob, f"/api/teams/{cast.team.pk}/imports/", name="New")

    assert response.status_code == 400
    assert "files" in response.json()
    assert not ThreatModel.objects.filter(name="New").exists()


def test_a_model_of_files_needs_a_name(bob: APIClient, cast: People) -> None:
    response = post(bob, f"/api/teams/{cast.team.pk}/imports/", ("a.yaml", b"services: {}"), name=" ")

    assert response.status_code == 400
    assert "name" in response.json()


def test_what_was_drawn_into_a_new_model_meanwhile_stays(bob: APIClient, cast: People) -> None:
    response = post(bob, f"/api/teams/{cast.team.pk}/imports/", ("notes.yaml", b"a: b\n"), name="New")
    model = ThreatModel.objects.get(name="New")
    props = {"kind": "actor", "name": "people", "parent": None}
    batch = {"id": "b", "ops": [{"op": "set", "on": "element", "uid": "people", "props": props}]}
    assert bob.post(f"/api/models/{model.pk}/batches/", batch, format="json").status_code == 200

    job = run(response)

    assert job.message.endswith("Nothing was changed.")
    assert ThreatModel.objects.filter(pk=model.pk).exists()


def test_viewers_and_strangers_make_no_model_of_files(
    vera: APIClient, charlie: APIClient, cast: People
) -> None:
    address = f"/api/teams/{cast.team.pk}/imports/"

    assert post(vera, address, ("a.yaml", b"a: b"), name="New").status_code == 403
    assert post(charlie, address, ("a.yaml", b"a: b"), name="New").status_code == 404


@pytest.mark.parametrize(
    "text",
    ["x", "[]", '{"a": []}', '{"a": "both"}', '{"\\ud800": "file"}', "[" * 5_000, '{"a":' * 5_000],
)
def test_choices_that_are_none_are_refused_with_their_field(text: str) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        choices_check(text)

    assert list(refusal.value.problems) == ["choices"]
