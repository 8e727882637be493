"""An import that is canceled changes nothing, wherever it was; one that is being stored is finished."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from tests.people import People
from tests.shop_model import COMPOSE
from threatmodel.architecture.models import Element, ThreatModel
from threatmodel.engine.importers import read
from threatmodel.imports import tasks
from threatmodel.imports.services import imports
from threatmodel.jobs.cancellation import job_cancel
from threatmodel.jobs.leases import LeaseLost
from threatmodel.jobs.models import Job, Upload
from threatmodel.jobs.services import AttemptResult, job_run

Canceling = Callable[..., Any]


def sent(client: APIClient, address: str, **fields: str) -> Job:
    files = [SimpleUploadedFile("docker-compose.yml", COMPOSE.encode())]
    response = client.post(address, {"files": files, **fields}, format="multipart")
    assert response.status_code == 202, response.content
    return Job.objects.get(pk=response.json()["job"]["id"])


def cancel(client: APIClient, job: Job) -> Any:
    return client.post(f"/api/models/{job.model_id}/jobs/{job.pk}/cancel/")


@pytest.mark.parametrize("kind", ["imports/", "imports/previews/"])
def test_a_running_import_ends_before_it_writes(
    kind: str, bob: APIClient, empty: ThreatModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = sent(bob, f"/api/models/{empty.pk}/{kind}")

    def read_and_cancel(*files: Any, **options: Any) -> Any:
        assert cancel(bob, job).status_code == 200
        return read(*files, **options)

    monkeypatch.setattr(tasks, "read", read_and_cancel)

    assert job_run(job_id=job.pk) is AttemptResult.DONE

    job.refresh_from_db()
    assert (job.state, job.message) == ("canceled", "Nothing was changed.")
    assert not Element.objects.exists()
    assert not Upload.objects.exists()


def test_the_files_are_not_read_to_their_end(
    bob: APIClient, empty: ThreatModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = sent(bob, f"/api/models/{empty.pk}/imports/")
    calls = []

    def lost_at_third(*files: Any, **options: Any) -> Any:
        def check() -> None:
            calls.append(1)
            if len(calls) == 3:
                raise LeaseLost

        return read(*files, **{**options, "check": check})

    monkeypatch.setattr(tasks, "read", lost_at_third)

    assert job_run(job_id=job.pk) is AttemptResult.NOT_MINE
    assert len(calls) == 3


def test_an_import_that_is_being_stored_is_finished(
    bob: APIClient, empty: ThreatModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = sent(bob, f"/api/models/{empty.pk}/imports/")
    write, answers = imports._write, []

    def write_and_cancel(*plan: Any, **options: Any) -> Any:
        answers.append(cancel(bob, job))
        return write(*plan, **options)

    monkeypatch.setattr(imports, "_write", write_and_cancel)

    job_run(job_id=job.pk)

    assert (answers[0].status_code, answers[0].json()["detail"]) == (409, "Too late: it is being stored.")
    job.refresh_from_db()
    assert job.state == "succeeded"
    assert Element.objects.exists()


def test_the_model_that_an_import_was_to_fill_goes_with_it(bob: APIClient, cast: People) -> None:
    job = sent(bob, f"/api/teams/{cast.team.pk}/imports/", name="New")

    told = cancel(bob, job).json()

    assert (told["state"], told["model"]) == ("canceled", None)
    assert not ThreatModel.objects.filter(name="New").exists()
    assert bob.get(f"/api/jobs/{job.pk}/").json()["state"] == "canceled"


def test_a_model_in_which_people_did_something_meanwhile_stays(bob: APIClient, cast: People) -> None:
    job = sent(bob, f"/api/teams/{cast.team.pk}/imports/", name="New")
    said = bob.post(
        f"/api/models/{job.model_id}/comments/",
        {"on": "model", "uid": "", "text": "Mind the old gateway."},
        format="json",
    )
    assert said.status_code == 201, said.content

    told = cancel(bob, job).json()

    assert (told["state"], told["model"]) == ("canceled", str(job.model_id))
    assert ThreatModel.objects.filter(pk=str(job.model_id)).exists()


def test_to_cancel_again_deletes_the_model_that_an_ended_process_left(bob: APIClient, cast: People) -> None:
    job = sent(bob, f"/api/teams/{cast.team.pk}/imports/", name="New")
    job_cancel(job=job)  # and the process ends before the receivers of the signal are told

    told = cancel(bob, job).json()

    assert (told["state"], told["model"]) == ("canceled", None)
    assert not ThreatModel.objects.filter(name="New").exists()
