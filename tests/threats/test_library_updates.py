"""After a new release each model shows what its rules would change, and keeps its threats until then."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from tests.architecture.test_operations import change, run
from tests.people import People
from tests.shop_model import COMPOSE, import_text, new_model, socket_threat
from tests.threats.library_updates import OF_EARLIER, age, other_rules, run_all, waiting
from tests.threats.test_analyses import mitigate
from threatmodel.accounts.models import Team
from threatmodel.architecture.models import ThreatModel
from threatmodel.engine.analysis.analyzer_version import VERSION, analyzer_version
from threatmodel.history.models import ModelEvent
from threatmodel.jobs.choices import JobKind, JobState
from threatmodel.jobs.models import Job
from threatmodel.jobs.services import AttemptResult, job_run
from threatmodel.lifecycle.services import team_delete
from threatmodel.notifications.models import Notice
from threatmodel.threats.analysis.models import LibraryUpdate, ModelCounters
from threatmodel.threats.analysis.services import library_previews, library_update_records
from threatmodel.threats.analysis.services.analyses import model_analyze
from threatmodel.threats.analysis.services.library_previews import library_update_preview
from threatmodel.threats.analysis.services.library_updates import (
    library_update_apply,
    library_updates_apply,
    library_updates_request,
)
from threatmodel.threats.mitigations.models import Mitigation
from threatmodel.threats.threats.models import Threat


@pytest.fixture(autouse=True)
def _settled(model: ThreatModel) -> None:
    Job.objects.all().delete()
    Notice.objects.all().delete()
    age(model)


def told() -> list[str]:
    events = ModelEvent.objects.filter(subject_type="analysis", what__startswith="re-analyzed").order_by("id")
    return list(events.values_list("what", flat=True))


def version_of(model: ThreatModel) -> str:
    return ModelCounters.objects.get(model=model).analyzer_version


def days_pass(model: ThreatModel, days: int) -> None:
    LibraryUpdate.objects.filter(model=model).update(created_at=timezone.now() - timedelta(days=days))


def test_the_version_is_that_of_the_release() -> None:
    pyproject = (Path(__file__).parents[2] / "pyproject.toml").read_text()

    assert re.search(r'^version = "(.+)"$', pyproject, re.MULTILINE)[1] == VERSION  # type: ignore[index]
    assert re.fullmatch(re.escape(VERSION) + r" \([0-9a-f]{8}\)", analyzer_version())


# --- the preview -------------------------------------------------------------------------------


def test_the_preview_says_what_comes_and_goes_before_anything_is_written(model: ThreatModel) -> None:
    other_rules(model)
    before = list(Threat.with_possible.filter(model=model).order_by("number").values())

    (job,) = run_all()

    update = waiting(model)
    changes = [(one["change"], one["rule"]) for one in update.changes]
    assert job.kind == JobKind.LIBRARY_PREVIEW
    assert changes == [("new", "container-runtime-socket-mounted"), ("gone", "rule-of-earlier")]
    assert (sum(update.counts["new"].values()), sum(update.counts["gone"].values())) == (1, 1)
    assert (update.version, update.earlier_version) == (analyzer_version(), OF_EARLIER)
    assert list(Threat.with_possible.filter(model=model).order_by("number").values()) == before
    assert (version_of(model), told()) == (OF_EARLIER, [])


def test_a_severity_that_changes_is_named_with_the_one_before(model: ThreatModel) -> None:
    Threat.objects.filter(pk=socket_threat(model).pk).update(severity="low", score=20)

    run_all()

    (one,) = waiting(model).changes
    assert (one["change"], one["severity_before"], one["severity"]) == ("severity", "low", "critical")
    assert (waiting(model).counts["raised"], waiting(model).counts["lowered"]) == (1, 0)


def test_decisions_that_are_affected_are_counted(cast: People, model: ThreatModel) -> None:
    mitigate(cast, model, socket_threat(model).number, status="implemented")
    other_rules(model)

    run_all()

    assert waiting(model).counts["decisions"] == 1
    assert [one["change"] for one in waiting(model).changes if one["decided"]] == ["gone"]


def test_what_changes_nothing_for_people_is_applied_at_once(model: ThreatModel) -> None:
    run_all()

    assert told() == [f"re-analyzed the model with the rules of version {analyzer_version()}: 0 new, 0 gone"]
    assert not LibraryUpdate.objects.exists()
    assert library_updates_request() == []


def test_the_owner_is_told_once(cast: People, model: ThreatModel) -> None:
    ThreatModel.objects.filter(pk=model.pk).update(owner=cast.bob)
    other_rules(model)

    for _ in range(2):
        library_update_preview(model_id=model.pk)

    notice = Notice.objects.get(kind="library-update")
    assert (notice.user, notice.link) == (cast.bob, f"/m/{model.pk}/library-update")
    assert notice.detail == "1 new threat, 1 goes"
    model_analyze(model_id=model.pk)
    assert Notice.objects.get(pk=notice.pk).read_at is not None


def test_a_waiting_preview_is_not_computed_again(model: ThreatModel) -> None:
    other_rules(model)
    run_all()

    assert library_updates_request() == []


def test_a_killed_worker_leaves_nothing_half_done(
    model: ThreatModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker dies once the preview is computed; the next attempt keeps one."""
    other_rules(model)
    (key,) = library_updates_request()
    keep = library_update_records.library_update_write

    def die(**parts: Any) -> None:
        keep(**parts)
        raise MemoryError

    monkeypatch.setattr(library_previews, "library_update_write", die)
    assert job_run(job_id=key) == AttemptResult.RETRY
    assert not LibraryUpdate.objects.exists()
    assert not Notice.objects.filter(kind="library-update").exists()
    monkeypatch.setattr(library_previews, "library_update_write", keep)
    Job.objects.filter(pk=key).update(lease_until=None)

    assert job_run(job_id=key) == AttemptResult.DONE
    assert waiting(model).version == analyzer_version()


# --- applying ----------------------------------------------------------------------------------


def test_a_person_applies_it(cast: People, model: ThreatModel) -> None:
    other_rules(model)
    run_all()
    previewed = waiting(model)

    job = library_update_apply(model=model, actor=cast.bob)
    again = library_update_apply(model=model, actor=cast.anna)
    assert job_run(job_id=job.pk) == AttemptResult.DONE

    update = LibraryUpdate.objects.get(model=model)
    assert (again.pk, update.state, update.requested_by) == (job.pk, "applied", cast.bob)
    assert (update.changes, update.previewed_counts) == (previewed.changes, previewed.counts)
    assert told() == [f"re-analyzed the model with the rules of version {analyzer_version()}: 1 new, 1 gone"]
    assert version_of(model) == analyzer_version()
    assert library_updates_request() == []
    with pytest.raises(LibraryUpdate.DoesNotExist):
        library_update_apply(model=model, actor=cast.bob)


def test_it_is_applied_by_itself_after_the_days_of_the_team(model: ThreatModel) -> None:
    other_rules(model)
    run_all()
    days_pass(model, 6)
    assert library_updates_request() == []
    days_pass(model, 7)

    (job,) = run_all()

    update = LibraryUpdate.objects.get(model=model)
    assert (job.kind, update.state, update.requested_by) == (JobKind.ANALYZE, "applied", None)


def test_a_team_may_leave_it_to_people(cast: People, model: ThreatModel) -> None:
    Team.objects.filter(pk=cast.team.pk).update(library_update_days=None)
    other_rules(model)
    run_all()
    days_pass(model, 400)

    assert library_updates_request() == []
    assert waiting(model).requested_at is None


def test_all_models_of_a_team_one_after_the_other(cast: People, model: ThreatModel) -> None:
    other = new_model(cast.team, cast.alice, "Other")
    import_text(other, cast.bob)
    Job.objects.all().delete()
    for one in (model, other):
        other_rules(one)
    run_all()
    run_all()

    assert library_updates_apply(team_id=cast.team.pk, actor=cast.alice) == 2
    assert library_updates_apply(team_id=cast.team.pk, actor=cast.alice) == 0
    ran = [run_all(), run_all()]

    assert [len(jobs) for jobs in ran] == [1, 1]
    assert set(LibraryUpdate.objects.values_list("state", flat=True)) == {"applied"}


def test_an_analysis_that_fails_can_be_asked_for_again(cast: People, model: ThreatModel) -> None:
    other_rules(model)
    run_all()
    days_pass(model, 7)
    (key,) = library_updates_request()
    Job.objects.filter(pk=key).update(state=JobState.FAILED, finished_at=timezone.now())

    assert library_updates_request() == []  # neither for ever, nor by itself
    assert waiting(model).requested_at is None
    library_updates_apply(team_id=cast.team.pk, actor=cast.alice)
    run_all()

    assert LibraryUpdate.objects.get(model=model).state == "applied"


def test_an_edit_that_comes_first_is_reported_with_its_own_effects(cast: People, model: ThreatModel) -> None:
    other_rules(model)
    run_all()
    run(model, cast.bob, change("compose:db", name="database"))

    model_analyze(model_id=model.pk)

    update = LibraryUpdate.objects.get(model=model)
    assert (update.state, update.requested_at) == ("superseded", None)
    assert update.previewed_seq is not None
    assert update.seq > update.previewed_seq
    assert [one["change"] for one in update.changes] == ["new", "gone"]


def test_an_import_before_the_preview_leaves_a_report(cast: People, model: ThreatModel) -> None:
    other_rules(model)

    import_text(model, cast.bob, COMPOSE.replace("postgres:16", "postgres:17"))

    update = LibraryUpdate.objects.get(model=model)
    assert (update.state, update.previewed_seq, update.previewed_counts) == ("superseded", None, None)
    assert library_updates_request() == []


def test_nothing_is_verified_by_it(cast: People, model: ThreatModel) -> None:
    threat = socket_threat(model)
    mitigation = mitigate(cast, model, threat.number, status="implemented")
    other_rules(model)
    run_all()

    job_run(job_id=library_update_apply(model=model, actor=cast.bob).pk)

    assert Mitigation.objects.get(pk=mitigation.pk).status == "implemented"
    assert Threat.objects.get(pk=threat.pk).disposition == "resolved"


def test_an_edit_of_a_model_that_follows_tells_nothing_of_releases(cast: People, model: ThreatModel) -> None:
    run_all()
    run(model, cast.bob, change("compose:db", name="database"))

    model_analyze(model_id=model.pk)

    assert len(told()) == 1


# --- scheduling --------------------------------------------------------------------------------


def test_a_new_model_is_none_of_another_release(cast: People) -> None:
    ModelCounters.objects.all().delete()
    fresh = new_model(cast.team, cast.alice, "Fresh")

    import_text(fresh, cast.bob)

    assert told() == []
    assert library_updates_request() == []


def test_one_model_of_each_team_at_once_and_those_used_last_first(cast: People, model: ThreatModel) -> None:
    other = new_model(cast.team, cast.alice, "Other")
    import_text(other, cast.bob)
    ModelCounters.objects.update(analyzer_version=OF_EARLIER)
    ThreatModel.objects.filter(pk=model.pk).update(updated_at=timezone.now() - timedelta(days=9))

    first = run_all()
    second = run_all()

    assert [[job.model_id for job in jobs] for jobs in (first, second)] == [[other.pk], [model.pk]]


def test_a_model_that_cannot_be_analyzed_is_not_tried_for_ever(model: ThreatModel) -> None:
    (key,) = library_updates_request()
    assert library_updates_request() == []  # it waits
    Job.objects.filter(pk=key).update(state=JobState.FAILED)

    assert library_updates_request() == []
    assert Job.objects.filter(kind=JobKind.LIBRARY_PREVIEW).count() == 1


def test_models_of_a_deleted_team_are_left_alone(cast: People, model: ThreatModel) -> None:
    other_rules(model)
    run_all()
    days_pass(model, 30)
    team_delete(team=cast.team, actor=cast.alice)

    assert library_updates_request() == []
