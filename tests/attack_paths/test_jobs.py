"""The job that computes attack paths: after each analysis, never an older state over a newer one."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings
from rest_framework.test import APIClient

from tests.architecture.test_operations import change, delete
from tests.architecture.test_operations import run as edit
from tests.people import People
from tests.shop_model import import_text, socket_threat
from threatmodel.architecture.models import ThreatModel
from threatmodel.attack_paths.models import CrownJewel, GoalResult, PathRun
from threatmodel.attack_paths.selectors.attackers_and_goals import inputs_load
from threatmodel.attack_paths.services import path_computation
from threatmodel.attack_paths.services.outdated_paths import outdated_paths_request
from threatmodel.attack_paths.services.path_computation import InputsChanged, paths_refresh
from threatmodel.jobs.choices import JobKind, JobState
from threatmodel.jobs.models import Job
from threatmodel.jobs.services import AttemptResult, job_run
from threatmodel.threats.analysis.services.apply_analysis import model_analyze


def waiting(model: ThreatModel) -> Job:
    """The job that waits for the model."""
    return Job.objects.get(model=model, kind=JobKind.ATTACK_PATHS, state=JobState.QUEUED)


def test_an_import_has_paths_computed(model: ThreatModel) -> None:
    job = waiting(model)

    assert job_run(job_id=job.pk) is AttemptResult.DONE

    job.refresh_from_db()
    assert (job.state, job.result["reached"]) == (JobState.SUCCEEDED, 2)  # type: ignore[index]
    assert PathRun.objects.get(model=model).seq == model_seq(model)


def model_seq(model: ThreatModel) -> int:
    model.refresh_from_db()
    return model.seq


def test_the_summary_says_that_another_result_is_on_its_way(
    model: ThreatModel, cast: People, vera: APIClient, address: str
) -> None:
    assert vera.get(address).json()["computing"] is True

    job_run(job_id=waiting(model).pk)
    Job.objects.filter(model=model).exclude(state=JobState.SUCCEEDED).delete()
    assert vera.get(address).json()["computing"] is False

    edit(model, cast.bob, delete("compose:db"))  # its analysis waits, and then the paths
    Job.objects.create(team=model.team, model=model, kind=JobKind.ANALYZE)
    assert vera.get(address).json()["computing"] is True


def test_an_edit_has_them_computed_again(model: ThreatModel, cast: People, run: PathRun) -> None:
    Job.objects.all().delete()
    edit(model, cast.bob, delete("compose:db"))

    model_analyze(model_id=model.pk)
    job_run(job_id=waiting(model).pk)

    newest = PathRun.objects.get(model=model)
    assert (newest.seq, newest.number) == (model_seq(model), run.number + 1)
    assert not newest.results.filter(element_uid="compose:db").exists()


def test_a_control_in_place_at_what_is_gone_changes_nothing(
    model: ThreatModel, cast: People, bob: APIClient, run: PathRun
) -> None:
    plan = {"control": "remove-runtime-socket", "threats": [socket_threat(model).number]}
    body = {**plan, "status": "implemented"}
    assert bob.post(f"/api/models/{model.pk}/mitigations/", body, format="json").status_code == 201
    edit(model, cast.bob, delete("compose:proxy"))

    found = paths_refresh(model_id=model.pk)

    assert found is not None
    assert found.seq == model_seq(model)


def test_many_analyses_ask_for_one_computation(model: ThreatModel, cast: People) -> None:
    for x in range(3):
        edit(model, cast.bob, change("compose:shop", facts={"replicas": {"value": x + 1}}))
        model_analyze(model_id=model.pk)

    assert Job.objects.filter(model=model, kind=JobKind.ATTACK_PATHS).count() == 1


def test_nothing_new_computes_nothing(
    model: ThreatModel, run: PathRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(path_computation, "_compute", None)

    assert paths_refresh(model_id=model.pk) is None
    assert list(PathRun.objects.filter(model=model)) == [run]


def test_an_older_state_never_replaces_a_newer_one(model: ThreatModel, cast: People, run: PathRun) -> None:
    stale = path_computation._compute(model.pk, inputs_load(model_id=model.pk))
    edit(model, cast.bob, change("compose:shop", facts={"replicas": {"value": 3}}))
    newer = paths_refresh(model_id=model.pk)

    assert path_computation._store(model.pk, stale) is None
    assert list(PathRun.objects.filter(model=model)) == [newer]


def test_a_change_of_attackers_meanwhile_computes_again(
    model: ThreatModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    compute, made = path_computation._compute, []

    def meanwhile(*args: Any) -> Any:
        made.append(compute(*args))
        if len(made) == 1:
            CrownJewel.objects.create(
                model=model, element_uid="compose:db", level="read", title="Orders", worth="high"
            )
        return made[-1]

    monkeypatch.setattr(path_computation, "_compute", meanwhile)
    found = paths_refresh(model_id=model.pk)

    assert len(made) == 2
    assert found is not None
    assert found.results.filter(goal="crown-jewel").exists()


def test_inputs_that_keep_changing_fail_the_attempt(
    model: ThreatModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: Any) -> None:
        raise InputsChanged

    monkeypatch.setattr(path_computation, "_store", refuse)

    assert job_run(job_id=waiting(model).pk) is AttemptResult.RETRY
    assert not PathRun.objects.exists()


def test_a_worker_that_dies_while_it_stores_leaves_the_former_result(
    model: ThreatModel, cast: People, run: PathRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = list(GoalResult.objects.filter(run=run).values_list("key", flat=True))
    edit(model, cast.bob, change("compose:shop", facts={"replicas": {"value": 3}}))

    def die(_before: PathRun) -> None:
        raise SystemExit

    with monkeypatch.context() as dying:
        dying.setattr(path_computation, "_keep_summary", die)
        with pytest.raises(SystemExit):
            paths_refresh(model_id=model.pk)

    assert list(PathRun.objects.filter(model=model)) == [run]
    assert list(GoalResult.objects.filter(run=run).values_list("key", flat=True)) == before
    assert paths_refresh(model_id=model.pk) is not None


def test_a_deleted_model_fails_the_job_for_good(model: ThreatModel, cast: People) -> None:
    job = waiting(model)
    ThreatModel.objects.filter(pk=model.pk).update(deleted_at=model.created_at)

    assert job_run(job_id=job.pk) is AttemptResult.DONE

    job.refresh_from_db()
    assert (job.state, job.message) == (JobState.FAILED, "The model was deleted.")


def test_pages_are_told_of_new_paths(
    model: ThreatModel, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    told: list[Any] = []
    monkeypatch.setattr(path_computation, "broadcast", lambda **message: told.append(message))

    with django_capture_on_commit_callbacks(execute=True):
        paths_refresh(model_id=model.pk)

    seq = model_seq(model)
    assert told == [{"model_id": model.pk, "message": {"type": "attack-paths", "seq": seq}}]


def test_equal_input_gives_equal_results(model: ThreatModel, cast: People, empty: ThreatModel) -> None:
    found = paths_refresh(model_id=model.pk)
    assert found is not None
    before = list(found.results.order_by("position").values_list("key", "score", "content"))
    found.delete()

    import_text(model, cast.bob)
    again = paths_refresh(model_id=model.pk)

    assert again is not None
    assert list(again.results.order_by("position").values_list("key", "score", "content")) == before


def test_paths_that_could_not_be_asked_for_are_found_later(
    model: ThreatModel, cast: People, settings: Settings
) -> None:
    Job.objects.all().delete()
    settings.MAX_TEAM_JOBS = 0
    edit(model, cast.bob, delete("compose:db"))
    model_analyze(model_id=model.pk)
    assert outdated_paths_request() == []
    settings.MAX_TEAM_JOBS = 50

    (job_id,) = outdated_paths_request()

    assert outdated_paths_request() == []  # it waits
    assert job_run(job_id=job_id) is AttemptResult.DONE
    assert outdated_paths_request() == []


def test_a_model_whose_job_failed_is_left_alone_for_a_while(model: ThreatModel) -> None:
    Job.objects.filter(pk=waiting(model).pk).update(state=JobState.FAILED, finished_at=timezone.now())
    assert outdated_paths_request() == []

    Job.objects.update(finished_at=timezone.now() - timedelta(hours=2))

    assert len(outdated_paths_request()) == 1
