"""After a new release each model shows what its rules would change, and keeps its threats until then."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.architecture.test_operations import change, run
from tests.people import People
from tests.shop_model import COMPOSE, import_text, new_model, socket_threat
from tests.threats.library_updates import OF_EARLIER, days_pass, other_rules, run_all, settle, told, waiting
from tests.threats.test_analyses import mitigate
from threatmodel.accounts.models import Team
from threatmodel.architecture.models import ThreatModel
from threatmodel.engine.analysis.analyzer_version import VERSION, analyzer_version
from threatmodel.jobs.choices import JobKind, JobState
from threatmodel.jobs.models import Job
from threatmodel.jobs.services import AttemptResult, job_run
from threatmodel.notifications.models import Notice
from threatmodel.threats.analysis.models import LibraryUpdate, ModelCounters
from threatmodel.threats.analysis.services import library_previews, library_update_records, library_updates
from threatmodel.threats.analysis.services.analysis_diff import Before, Difference
from threatmodel.threats.analysis.services.apply_analysis import model_analyze
from threatmodel.threats.analysis.services.library_previews import library_update_preview
from threatmodel.threats.analysis.services.library_report import library_report
from threatmodel.threats.analysis.services.library_updates import (
    library_update_apply,
    library_updates_apply,
    library_updates_request,
)
from threatmodel.threats.mitigations.models import Mitigation
from threatmodel.threats.threats.models import Threat


@pytest.fixture(autouse=True)
def _settled(model: ThreatModel) -> None:
    settle(model)


def version_of(model: ThreatModel) -> str:
    return ModelCounters.objects.get(model=model).analyzer_version


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


def test_a_repeated_preview_keeps_what_people_asked_for(cast: People, model: ThreatModel) -> None:
    other_rules(model)
    run_all()
    library_updates_apply(team_id=cast.team.pk, actor=cast.alice)
    before = LibraryUpdate.objects.values().get(model=model)

    assert library_update_preview(model_id=model.pk) is None

    assert LibraryUpdate.objects.values().get(model=model) == before


def test_a_found_threat_that_becomes_doubtful_counts_with_the_severity_it_had(model: ThreatModel) -> None:
    threat = socket_threat(model)
    difference = Difference(doubtful=[threat], changed=[threat])
    difference.before[threat.fingerprint] = Before("low", facts_differ=True)

    report = library_report(difference)

    assert report.counts["gone"] == {"critical": 0, "high": 0, "medium": 0, "low": 1, "info": 0}
    assert [(one["change"], one["severity"]) for one in report.changes] == [("gone", "low")]


def test_a_preview_of_a_release_before_ends_with_its_notice_and_its_list(
    cast: People, model: ThreatModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    ThreatModel.objects.filter(pk=model.pk).update(owner=cast.bob)
    other_rules(model)
    monkeypatch.setattr(library_previews, "analyzer_version", lambda: "0.0.10 (11111111)")
    monkeypatch.setattr(library_update_records, "analyzer_version", lambda: "0.0.10 (11111111)")
    library_update_preview(model_id=model.pk)
    monkeypatch.undo()

    library_update_preview(model_id=model.pk)

    ended = LibraryUpdate.objects.get(model=model, version="0.0.10 (11111111)")
    assert (ended.state, ended.changes) == ("superseded", [])
    assert waiting(model).changes != []
    notices = Notice.objects.filter(kind="library-update").order_by("pk")
    assert [notice.read_at is not None for notice in notices] == [True, False]


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


def test_pages_are_told_of_a_request_that_has_failed(
    cast: People, model: ThreatModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    other_rules(model)
    run_all()
    job = library_update_apply(model=model, actor=cast.bob)
    Job.objects.filter(pk=job.pk).update(state=JobState.FAILED, finished_at=timezone.now())
    announced: list[Any] = []
    monkeypatch.setattr(library_updates, "threats_announce", announced.append)

    library_updates_request()

    assert announced == [model.pk]
    assert waiting(model).requested_at is None


def test_a_request_after_a_failure_stays(cast: People, model: ThreatModel) -> None:
    other_rules(model)
    run_all()
    job = library_update_apply(model=model, actor=cast.bob)
    Job.objects.filter(pk=job.pk).update(state=JobState.FAILED, finished_at=timezone.now())

    again = library_update_apply(model=model, actor=cast.bob)
    library_updates_request()
    job_run(job_id=again.pk)

    update = LibraryUpdate.objects.get(model=model)
    assert (update.state, update.requested_by) == ("applied", cast.bob)


def test_all_models_are_requested_without_reading_their_changes(cast: People, model: ThreatModel) -> None:
    other_rules(model)
    run_all()

    with CaptureQueriesContext(connection) as queries:
        library_updates_apply(team_id=cast.team.pk, actor=cast.alice)

    assert not [one["sql"] for one in queries if '"changes"' in one["sql"]]
    assert waiting(model).requested_by == cast.alice


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
    assert Threat.objects.get(pk=threat.pk).status == "resolved"


def test_an_edit_of_a_model_that_follows_tells_nothing_of_releases(cast: People, model: ThreatModel) -> None:
    run_all()
    run(model, cast.bob, change("compose:db", name="database"))

    model_analyze(model_id=model.pk)

    assert len(told()) == 1
