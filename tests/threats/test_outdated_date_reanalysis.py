"""On the day on which a restore test gets too old, the model is analyzed again, and no other one."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.people import People
from tests.shop_model import import_text, new_model
from tests.threats.analysis_rows import check_rows, tell
from tests.threats.library_updates import age
from threatmodel.architecture.models import ThreatModel
from threatmodel.config.beat_schedule import FIXED_INTERVALS
from threatmodel.engine.analysis.analyzer_version import analyzer_version
from threatmodel.exports_and_deletions.services import team_delete
from threatmodel.jobs.choices import JobKind, JobState
from threatmodel.jobs.models import Job
from threatmodel.jobs.services import AttemptResult, job_run
from threatmodel.threats.analysis import tasks
from threatmodel.threats.analysis.models import AnalysisRun, ModelCounters
from threatmodel.threats.analysis.services import analysis_cache, scheduled_jobs
from threatmodel.threats.analysis.services.analysis_cache import AnalysisCache, analysis_refresh
from threatmodel.threats.analysis.services.apply_analysis import model_analyze
from threatmodel.threats.analysis.services.outdated_date_reanalysis import outdated_facts_request
from threatmodel.threats.analysis.services.scheduled_jobs import AT_ONCE
from threatmodel.threats.threats.models import Threat

DB = "compose:db"
RULE = "store-restore-test-outdated"
DAY = date(2026, 3, 1)
LIMIT = timedelta(days=365)


class Clock:
    """The present day, which tests set."""

    today = DAY


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    kept = Clock()
    localdate = timezone.localdate
    monkeypatch.setattr(timezone, "localdate", lambda *given: localdate(*given) if given else kept.today)
    return kept


@pytest.fixture
def tested(cast: People, model: ThreatModel, clock: Clock) -> ThreatModel:
    """A model with a restore test that is too old tomorrow."""
    tell(model, cast, DB, backed_up=True, last_restore_test=str(DAY - LIMIT))
    model_analyze(model_id=model.pk)
    Job.objects.all().delete()
    return model


def run_all() -> list[Job]:
    jobs = [Job.objects.get(pk=key) for key in outdated_facts_request()]
    assert [job_run(job_id=job.pk) for job in jobs] == [AttemptResult.DONE] * len(jobs)
    return jobs


def outdate(model: ThreatModel, day: date) -> None:
    """Let this release have analyzed the model, for days before this one."""
    values = {"analyzer_version": analyzer_version(), "analyzed_seq": 0, "outdated_on": day}
    ModelCounters.objects.update_or_create(model=model, defaults=values)


def found(model: ThreatModel) -> list[str]:
    return list(Threat.objects.filter(model=model, rule=RULE).values_list("status", flat=True))


def test_the_analysis_says_for_which_day_it_is_and_until_when_it_holds(tested: ThreatModel) -> None:
    counters = ModelCounters.objects.get(model=tested)

    assert (counters.analyzed_on, counters.outdated_on) == (DAY, DAY + timedelta(days=1))
    assert AnalysisRun.objects.filter(model=tested).latest("number").day == DAY


def test_nothing_happens_before_that_day(tested: ThreatModel) -> None:
    assert found(tested) == []
    assert outdated_facts_request() == []


def test_on_that_day_the_threat_is_found(tested: ThreatModel, clock: Clock) -> None:
    clock.today = DAY + timedelta(days=1)

    (job,) = run_all()

    assert (job.model_id, job.params) == (tested.pk, {"day": "2026-03-02"})
    assert found(tested) == ["open"]
    counters = ModelCounters.objects.get(model=tested)
    assert counters.analyzed_on == clock.today
    assert outdated_facts_request() == []
    check_rows(tested)


def test_days_without_a_worker_are_made_up_for(tested: ThreatModel, clock: Clock) -> None:
    clock.today = DAY + timedelta(days=40)

    run_all()

    assert found(tested) == ["open"]


def test_models_without_such_a_date_are_left_alone(cast: People, tested: ThreatModel, clock: Clock) -> None:
    other = new_model(cast.team, cast.alice, "Other")
    import_text(other, cast.bob)
    model_analyze(model_id=other.pk)
    Job.objects.all().delete()
    clock.today = DAY + timedelta(days=1)

    assert [job.model_id for job in run_all()] == [tested.pk]


def test_a_newer_test_resolves_it_and_a_later_day_is_waited_for(
    cast: People, tested: ThreatModel, clock: Clock
) -> None:
    clock.today = DAY + timedelta(days=1)
    run_all()

    tell(tested, cast, DB, last_restore_test=str(clock.today))
    model_analyze(model_id=tested.pk)

    assert found(tested) == ["resolved"]
    outdated = ModelCounters.objects.get(model=tested).outdated_on
    assert outdated is not None
    assert outdated > clock.today


def test_a_worker_that_keeps_an_analysis_makes_a_new_one_on_that_day(
    cast: People, tested: ThreatModel, clock: Clock
) -> None:
    kept = AnalysisCache(100_000)
    analysis_refresh(model_id=tested.pk, kept=kept)
    clock.today = DAY + timedelta(days=1)

    analysis_refresh(model_id=tested.pk, kept=kept)

    assert found(tested) == ["open"]
    check_rows(tested)


def test_a_kept_analysis_of_yesterday_takes_a_new_date_as_of_today(
    cast: People, model: ThreatModel, clock: Clock
) -> None:
    kept = AnalysisCache(100_000)
    analysis_refresh(model_id=model.pk, kept=kept)
    clock.today = DAY + timedelta(days=1)
    tell(model, cast, DB, backed_up=True, last_restore_test=str(DAY - LIMIT))

    analysis_refresh(model_id=model.pk, kept=kept)

    assert found(model) == ["open"]
    check_rows(model)


def test_a_model_whose_analysis_fails_is_tried_once_a_day(tested: ThreatModel, clock: Clock) -> None:
    clock.today = DAY + timedelta(days=1)
    (key,) = outdated_facts_request()
    assert outdated_facts_request() == []  # it waits
    Job.objects.filter(pk=key).update(state=JobState.FAILED)
    assert outdated_facts_request() == []

    clock.today += timedelta(days=1)

    assert len(outdated_facts_request()) == 1
    assert Job.objects.filter(kind=JobKind.ANALYZE).count() == AT_ONCE


def test_models_in_the_trash_and_of_deleted_teams_are_left_alone(
    cast: People, tested: ThreatModel, clock: Clock
) -> None:
    clock.today = DAY + timedelta(days=1)
    team_delete(team=cast.team, actor=cast.alice)

    assert outdated_facts_request() == []


def test_a_rule_library_that_waits_is_not_applied_by_it(tested: ThreatModel, clock: Clock) -> None:
    age(tested)
    clock.today = DAY + timedelta(days=1)

    assert outdated_facts_request() == []


def test_a_team_with_many_models_does_not_keep_others_from_theirs(
    cast: People, tested: ThreatModel, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scheduled_jobs, "_LOOKED_AT", 2)
    clock.today = DAY + timedelta(days=9)
    for number in range(3):
        outdate(new_model(cast.team, cast.alice, f"More {number}"), DAY)
    outdate(new_model(cast.other_team, cast.charlie, "Theirs"), DAY + timedelta(days=5))

    jobs = Job.objects.filter(pk__in=outdated_facts_request())

    assert {job.team_id for job in jobs} == {cast.team.pk, cast.other_team.pk}


def test_the_day_of_an_analysis_is_the_one_that_it_was_checked_for(
    model: ThreatModel, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Midnight passes between the check and the write."""
    kept = AnalysisCache(100_000)
    analysis_refresh(model_id=model.pk, kept=kept)
    refreshed = analysis_cache._refreshed

    def until_midnight(*parts: Any) -> Any:
        cached = refreshed(*parts)
        clock.today = DAY + timedelta(days=1)
        return cached

    monkeypatch.setattr(analysis_cache, "_refreshed", until_midnight)
    analysis_refresh(model_id=model.pk, kept=kept)

    assert ModelCounters.objects.get(model=model).analyzed_on == DAY


def test_beat_runs_it(tested: ThreatModel, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[str] = []
    monkeypatch.setattr("threatmodel.jobs.tasks.run_job.delay", sent.append)
    clock.today = DAY + timedelta(days=1)

    assert tasks.outdated_facts_analyze() == 1
    assert sent == [str(Job.objects.get(params__day="2026-03-02").pk)]
    assert "threatmodel.threats.analysis.tasks.outdated_facts_analyze" in {
        entry["task"] for entry in FIXED_INTERVALS.values()
    }
