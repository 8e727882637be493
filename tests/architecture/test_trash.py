"""Deleted models: gone for everybody, restored as they were, and deleted for good after a while."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.utils import timezone
from pytest_django import Settings

from tests.people import People, client_of
from tests.shop_model import SOCKET_RULE, import_text, new_model
from threatmodel.accounts.models import Team
from threatmodel.architecture.api.services import permanent_deletion
from threatmodel.architecture.api.services.permanent_deletion import trash_empty
from threatmodel.architecture.models import Element, ThreatModel
from threatmodel.comments.services import thread_open
from threatmodel.history.models import ModelEvent
from threatmodel.jobs.choices import JobKind, JobState
from threatmodel.jobs.leases import LeaseLost
from threatmodel.jobs.models import Job, Upload
from threatmodel.jobs.progress import ProgressReporter
from threatmodel.jobs.scheduling import job_claim
from threatmodel.jobs.services import UploadedFile, job_create, job_run
from threatmodel.threats.mitigations.models import Mitigation
from threatmodel.threats.threats.models import Threat

Json = dict[str, Any]
CONTROL = "remove-runtime-socket"


def ask(user: Any, method: str, path: str) -> Any:
    return getattr(client_of(user), method)(f"/api/{path}")


def deleted(cast: People, model: ThreatModel) -> ThreatModel:
    assert ask(cast.alice, "delete", f"models/{model.pk}/").status_code == 204
    return model


def trash(cast: People) -> list[Json]:
    found: list[Json] = ask(cast.vera, "get", f"teams/{cast.team.pk}/trash/").json()["results"]
    return found


def restore(cast: People, model: ThreatModel) -> Any:
    return ask(cast.alice, "post", f"teams/{cast.team.pk}/trash/{model.pk}/restore/")


def days_ago(model: ThreatModel, days: int) -> None:
    ThreatModel.with_trash.filter(pk=model.pk).update(deleted_at=timezone.now() - timedelta(days=days))


def rows_left(team: Team) -> dict[str, int]:
    """How many rows of each table belong to the team, without what a team always has, and its audit log."""
    tables = (table for table in apps.get_models() if "team_path" in vars(table) and table is not Team)
    found = {
        table.__name__: table._base_manager.filter(**{table.team_path: team}).count()  # type: ignore[attr-defined]
        for table in tables
        if table._meta.app_label not in {"accounts", "audit"}
    }
    return {name: count for name, count in found.items() if count}


# --- deleting --------------------------------------------------------------------------------------


def test_a_deleted_model_is_gone_from_everywhere_but_the_trash(cast: People, model: ThreatModel) -> None:
    deleted(cast, model)

    for path in ("", "architecture/", "threats/", "questions/", "events/", "comparison/?before=0"):
        assert ask(cast.alice, "get", f"models/{model.pk}/{path}").status_code == 404, path
    assert ask(cast.bob, "get", f"teams/{cast.team.pk}/models/").json()["results"] == []
    assert ask(cast.bob, "get", f"teams/{cast.team.pk}/").json()["model_count"] == 0
    (row,) = trash(cast)
    assert (row["id"], row["name"], row["deleted_by"]) == (str(model.pk), model.name, "Alice")
    assert Element.objects.filter(model=model).exists()


def test_what_the_team_counts_leaves_deleted_models_out(cast: People, model: ThreatModel) -> None:
    Mitigation.objects.create(model=model, number=1, title="Run it as another user", control=CONTROL)
    thread_open(model=model, actor=cast.bob, on="model", uid="", text=f"<@{cast.vera.pk}> look")

    def counted() -> tuple[int, int, int]:
        rule = ask(cast.vera, "get", f"teams/{cast.team.pk}/rules/{SOCKET_RULE}/").json()
        control = ask(cast.vera, "get", f"teams/{cast.team.pk}/controls/{CONTROL}/").json()
        notices = ask(cast.vera, "get", "notices/").json()
        return len(rule["fired_in"]), len(control["mitigations"]), len(notices["results"])

    assert counted() == (1, 1, 1)
    deleted(cast, model)
    assert counted() == (0, 0, 0)


def test_jobs_of_a_deleted_model_end(transactional_db: None, cast: People, model: ThreatModel) -> None:
    waiting = job_create(
        team=cast.team, kind=JobKind.IMPORT, user=cast.bob, model=model, files=[UploadedFile("a.yaml", b"a")]
    )
    running = job_create(team=cast.team, kind=JobKind.ANALYZE, user=cast.bob, model=model)
    claimed = job_claim(job_id=running.pk)
    assert claimed is not None
    deleted(cast, model)

    with pytest.raises(LeaseLost):
        ProgressReporter(claimed).report(10, "analyzing")
    assert set(Job.objects.values_list("state", "message")) == {(JobState.FAILED, "The model was deleted.")}
    assert not Upload.objects.exists()
    assert ask(cast.bob, "get", f"jobs/{waiting.pk}/").status_code == 404


def test_a_job_that_finds_its_model_deleted_is_not_tried_again(cast: People, model: ThreatModel) -> None:
    job = job_create(team=cast.team, kind=JobKind.ANALYZE, user=cast.bob, model=model)
    ThreatModel.objects.filter(pk=model.pk).update(deleted_at=timezone.now())

    job_run(job_id=job.pk)

    job.refresh_from_db()
    assert (job.state, job.attempts, job.message) == (JobState.FAILED, 1, "The model was deleted.")


# --- restoring -------------------------------------------------------------------------------------


def test_a_restored_model_is_as_it_was(cast: People, model: ThreatModel) -> None:
    before = ask(cast.alice, "get", f"models/{model.pk}/architecture/").json()
    threats = set(Threat.objects.values_list("number", "title"))
    deleted(cast, model)

    answer = restore(cast, model)

    assert answer.status_code == 200, answer.content
    assert answer.json()["name"] == model.name
    assert ask(cast.alice, "get", f"models/{model.pk}/architecture/").json() == before
    assert set(Threat.objects.values_list("number", "title")) == threats
    assert trash(cast) == []
    told = (
        ModelEvent.objects.filter(model=model, subject_type="model")
        .order_by("pk")
        .values_list("what", flat=True)
    )
    assert [*told][-2:] == ["deleted the model", "restored the model"]
    assert Job.objects.filter(model=model, kind=JobKind.ANALYZE, state=JobState.QUEUED).exists()


def test_a_quota_counts_when_a_model_is_restored(cast: People, model: ThreatModel) -> None:
    deleted(cast, model)
    new_model(cast.team, cast.bob, "Another")
    Team.objects.filter(pk=cast.team.pk).update(max_models=1)

    answer = restore(cast, model)

    assert answer.status_code == 400
    assert "quota of models (1) is reached." in answer.json()["detail"]
    assert [row["id"] for row in trash(cast)] == [str(model.pk)]


def test_only_what_is_in_the_trash_of_the_team_is_restored(cast: People, model: ThreatModel) -> None:
    assert restore(cast, model).status_code == 404
    deleted(cast, model)
    elsewhere = f"teams/{cast.other_team.pk}/trash/{model.pk}/"
    assert ask(cast.charlie, "post", f"{elsewhere}restore/").status_code == 404
    assert ask(cast.charlie, "delete", elsewhere).status_code == 404
    assert ask(cast.bob, "post", f"teams/{cast.team.pk}/trash/{model.pk}/restore/").status_code == 403
    assert restore(cast, model).status_code == 200
    assert restore(cast, model).status_code == 404


def test_after_thirty_days_nobody_restores_it(cast: People, model: ThreatModel, settings: Settings) -> None:
    deleted(cast, model)
    days_ago(model, 29)
    assert len(trash(cast)) == 1
    days_ago(model, 31)
    assert trash(cast) == []
    assert restore(cast, model).status_code == 404

    settings.TRASH_DAYS = 60
    assert restore(cast, model).status_code == 200


# --- deleting for good -----------------------------------------------------------------------------


def test_what_nobody_can_restore_is_deleted_with_everything_in_it(cast: People, model: ThreatModel) -> None:
    assert len(rows_left(cast.team)) > 8
    deleted(cast, model)
    assert trash_empty() == 0
    days_ago(model, 31)

    assert trash_empty() == 1

    assert rows_left(cast.team) == {}


def test_other_models_are_left_alone(cast: People, model: ThreatModel) -> None:
    rows = rows_left(cast.team)
    other = new_model(cast.team, cast.alice, "Other")
    import_text(other, cast.bob)
    deleted(cast, other)
    days_ago(other, 31)

    trash_empty()

    assert rows_left(cast.team) == rows


def test_deleting_for_good_is_not_taken_back(cast: People, model: ThreatModel) -> None:
    deleted(cast, model)

    answer = ask(cast.alice, "delete", f"teams/{cast.team.pk}/trash/{model.pk}/")

    assert answer.status_code == 204
    assert trash(cast) == []
    assert restore(cast, model).status_code == 404
    assert trash_empty() == 1


def test_what_is_not_done_in_one_round_is_done_in_the_next(
    cast: People, model: ThreatModel, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    deleted(cast, model)
    days_ago(model, 31)
    settings.DELETION_ROUND_S = -1
    assert trash_empty() == 0
    settings.DELETION_ROUND_S = 60
    days_ago(model, 1)
    assert restore(cast, model).status_code == 404  # half of it may be gone

    monkeypatch.setattr(permanent_deletion, "_ROWS", 2)
    assert trash_empty() == 1
    assert rows_left(cast.team) == {}


def test_every_table_of_models_is_emptied_before_the_model(cast: People, model: ThreatModel) -> None:
    """So that the last step deletes one row, however large the model was."""
    tables = [table for table, _column in permanent_deletion._tables_of_models()]

    for place, table in enumerate(tables):
        assert not permanent_deletion._referenced_tables(table) & set(tables[:place]), table
    assert {relation.related_model for relation in ThreatModel._meta.related_objects} == set(tables)


def test_a_model_that_another_worker_erased_meanwhile_holds_nothing_up(
    cast: People, model: ThreatModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    days_ago(deleted(cast, model), 31)
    monkeypatch.setattr(permanent_deletion, "models_to_erase", lambda: [uuid4(), model.pk])

    trash_empty()

    assert not ThreatModel.with_trash.filter(pk=model.pk).exists()
