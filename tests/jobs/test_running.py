"""A job is claimed by one worker, tried a few times, and ends once."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db.models import F
from django.utils import timezone
from pytest_django import Settings

from tests.people import People
from threatmodel.architecture.models import ThreatModel
from threatmodel.jobs.choices import JobState
from threatmodel.jobs.handler_registry import (
    Handler,
    HandlerResult,
    JobFailed,
    Progress,
    UnknownKind,
    handler,
    handler_of,
)
from threatmodel.jobs.leases import LeaseLost
from threatmodel.jobs.models import MAX_ATTEMPTS, Job, Upload
from threatmodel.jobs.progress import ProgressReporter
from threatmodel.jobs.scheduling import job_claim
from threatmodel.jobs.services import (
    AttemptResult,
    TooManyJobs,
    UploadedFile,
    job_create,
    job_ensure,
    job_run,
    job_run_next,
    jobs_give_up_stopped,
    jobs_release,
)

pytestmark = pytest.mark.both_databases


@pytest.fixture
def handlers(monkeypatch: pytest.MonkeyPatch) -> dict[str, Handler]:
    """The registry of this test alone."""
    own: dict[str, Handler] = {}
    monkeypatch.setattr("threatmodel.jobs.handler_registry._handlers", own)
    return own


@pytest.fixture
def model(cast: People) -> ThreatModel:
    return ThreatModel.objects.create(team=cast.team, name="Shop", created_by=cast.alice)


@pytest.fixture
def job(cast: People, model: ThreatModel) -> Job:
    return job_create(team=cast.team, kind="import", user=cast.bob, model=model)


def due(job: Job) -> None:
    """Let the waiting time of a retry pass."""
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))


def test_a_job_runs_and_keeps_its_result(job: Job, handlers: dict[str, Handler]) -> None:
    handlers["import"] = lambda _job, _progress: HandlerResult(
        {"elements": 3}, ({"file": "a.yaml", "line": 1, "severity": "info", "message": "Skipped."},)
    )

    assert job_run(job_id=job.pk) is AttemptResult.DONE

    job.refresh_from_db()
    assert (job.state, job.progress, job.attempts) == (JobState.SUCCEEDED, 100, 1)
    assert job.result == {"elements": 3}
    assert job.problems[0]["file"] == "a.yaml"
    assert job.started_at is not None
    assert job.finished_at is not None
    assert job.started_at <= job.finished_at
    assert job.lease_until is None


def test_a_second_delivery_does_nothing(job: Job, handlers: dict[str, Handler]) -> None:
    runs: list[Any] = []

    def count(job: Job, _progress: Progress) -> HandlerResult:
        runs.append(job.pk)
        return HandlerResult({})

    handlers["import"] = count

    outcomes = [job_run(job_id=str(job.pk)) for _ in range(3)]

    assert outcomes == [AttemptResult.DONE, AttemptResult.NOT_MINE, AttemptResult.NOT_MINE]
    assert runs == [job.pk]


def test_an_unknown_job_is_not_claimed(db: None) -> None:
    assert job_run(job_id=uuid4()) is AttemptResult.NOT_MINE


def test_a_running_job_cannot_be_claimed_again(job: Job) -> None:
    assert job_claim(job_id=job.pk) is not None
    assert job_claim(job_id=job.pk) is None


def test_a_job_whose_lease_ran_out_is_taken_over_and_the_first_worker_loses(
    job: Job, handlers: dict[str, Handler]
) -> None:
    first = job_claim(job_id=job.pk)
    assert first is not None
    due(job)
    handlers["import"] = lambda _job, _progress: HandlerResult({"by": 2})

    assert job_run(job_id=job.pk) is AttemptResult.DONE

    with pytest.raises(LeaseLost):
        ProgressReporter(first)._write()
    job.refresh_from_db()
    assert (job.attempts, job.result) == (2, {"by": 2})


def test_a_worker_that_lost_its_lease_cannot_end_the_job(job: Job, handlers: dict[str, Handler]) -> None:
    def overtaken(job: Job, _progress: Progress) -> HandlerResult:
        Job.objects.filter(pk=job.pk).update(attempts=F("attempts") + 1)
        return HandlerResult({"stale": True})

    handlers["import"] = overtaken

    assert job_run(job_id=job.pk) is AttemptResult.NOT_MINE

    job.refresh_from_db()
    assert (job.state, job.result) == (JobState.RUNNING, None)


def test_a_failing_handler_is_tried_three_times_and_ends_with_words_for_people(
    job: Job, handlers: dict[str, Handler]
) -> None:
    def broken(_job: Job, _progress: Progress) -> HandlerResult:
        raise ZeroDivisionError("internal detail")

    handlers["import"] = broken

    outcomes = []
    for _ in range(MAX_ATTEMPTS):
        outcomes.append(job_run(job_id=job.pk))
        due(job) if outcomes[-1] is AttemptResult.RETRY else None

    job.refresh_from_db()
    assert outcomes == [AttemptResult.RETRY, AttemptResult.RETRY, AttemptResult.DONE]
    assert (job.state, job.attempts) == (JobState.FAILED, 3)
    assert "3 times" in job.message
    assert "internal detail" not in job.message
    assert job_run(job_id=job.pk) is AttemptResult.NOT_MINE


def test_bad_input_fails_at_once_with_its_message_and_problems(
    job: Job, handlers: dict[str, Handler]
) -> None:
    def refuse(_job: Job, _progress: Progress) -> HandlerResult:
        raise JobFailed("No file could be read.", problems=({"file": "x", "line": 0, "message": "empty"},))

    handlers["import"] = refuse

    assert job_run(job_id=job.pk) is AttemptResult.DONE

    job.refresh_from_db()
    assert (job.state, job.attempts, job.message) == (JobState.FAILED, 1, "No file could be read.")
    assert job.problems == [{"file": "x", "line": 0, "message": "empty"}]


def test_a_retry_waits_a_moment(
    job: Job, handlers: dict[str, Handler], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("threatmodel.jobs.services._RETRY_AFTER", timedelta(minutes=1))
    handlers["import"] = lambda *_: 1 / 0  # type: ignore[assignment]

    assert job_run_next() is AttemptResult.RETRY
    assert job_run_next() is AttemptResult.NOT_MINE


def test_a_job_that_kills_its_worker_ends_after_three_attempts(job: Job) -> None:
    for _ in range(MAX_ATTEMPTS):
        assert job_claim(job_id=job.pk) is not None
        due(job)

    assert job_claim(job_id=job.pk) is None
    assert jobs_give_up_stopped() == 1

    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert "stopped" in job.message


def test_a_restart_of_the_only_process_frees_its_jobs(job: Job) -> None:
    assert job_claim(job_id=job.pk) is not None

    assert jobs_release() == 1

    assert job_claim(job_id=job.pk) is not None


def test_progress_is_written_and_kept_within_percent(
    job: Job, handlers: dict[str, Handler], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[int, str]] = []

    def slow(job: Job, progress: Progress) -> HandlerResult:
        for percent, stage in ((-5, "Reading"), (40, "Reading"), (50, "Analyzing"), (900, "Writing")):
            progress.report(percent, stage)
            row = Job.objects.get(pk=job.pk)
            seen.append((row.progress, row.stage))
        return HandlerResult({})

    handlers["import"] = slow
    monkeypatch.setattr("threatmodel.jobs.progress.connection", _Outside())
    monkeypatch.setattr("threatmodel.jobs.progress._EVERY_S", 60.0)
    job_run(job_id=job.pk)

    # The second report comes soon after the first, in the same stage: it is dropped.
    assert seen == [(0, "Reading"), (0, "Reading"), (50, "Analyzing"), (100, "Writing")]


class _Outside:
    """A connection that is in no transaction; the test itself runs in one."""

    in_atomic_block = False


def test_a_burst_of_requests_makes_one_analysis(cast: People, model: ThreatModel) -> None:
    jobs = {job_ensure(team=cast.team, kind="analyze", user=cast.bob, model=model).pk for _ in range(5)}

    assert len(jobs) == 1


def test_an_analysis_that_runs_already_does_not_count(cast: People, model: ThreatModel) -> None:
    first = job_ensure(team=cast.team, kind="analyze", user=cast.bob, model=model)
    job_claim(job_id=first.pk)

    assert job_ensure(team=cast.team, kind="analyze", user=cast.bob, model=model).pk != first.pk


def test_one_team_cannot_fill_the_queue(cast: People, model: ThreatModel, settings: Settings) -> None:
    settings.MAX_TEAM_JOBS = 3
    for _ in range(3):
        job_create(team=cast.team, kind="analyze", user=cast.bob, model=model)

    with pytest.raises(TooManyJobs):
        job_create(team=cast.team, kind="analyze", user=cast.bob, model=model)
    assert job_create(team=cast.other_team, kind="analyze", user=cast.charlie).state == JobState.QUEUED


def test_unknown_kinds_are_refused() -> None:
    with pytest.raises(ValueError, match="mine-bitcoin"):
        handler("mine-bitcoin")
    with pytest.raises(UnknownKind):
        handler_of("mine-bitcoin")


def test_uploads_go_when_the_job_ends(cast: People, model: ThreatModel, handlers: dict[str, Handler]) -> None:
    handlers["import"] = lambda _job, _progress: HandlerResult({})
    job = job_create(
        team=cast.team, kind="import", user=cast.bob, model=model, files=[UploadedFile("a.yaml", b"a: 1")]
    )
    assert Upload.objects.count() == 1

    job_run(job_id=job.pk)

    assert not Upload.objects.exists()


@pytest.fixture(autouse=True)
def _no_browsers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody listens in these tests (tests/pubsub/test_delivery.py has those)."""
    monkeypatch.setattr("threatmodel.jobs.progress.broadcast", lambda **_message: None)
