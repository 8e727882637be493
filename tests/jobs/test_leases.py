"""A worker keeps its job while it is alive; the job of a dead worker is soon resumed."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from django.db import DatabaseError, connection
from pytest_django import Settings

from tests.people import make_people
from tests.services import deployment, process
from tests.services.deployment import ROOT, Server
from tests.services.visitor import Visitor
from tests.waiting import wait_until
from threatmodel.jobs import handler_registry, leases
from threatmodel.jobs.choices import JobState
from threatmodel.jobs.handler_registry import HandlerResult, Progress
from threatmodel.jobs.models import Job
from threatmodel.jobs.scheduling import job_claim_next
from threatmodel.jobs.services import AttemptResult, job_create, job_run_next

pytestmark = pytest.mark.both_databases
_LOCK = "SELECT 1 FROM architecture_threatmodel WHERE id = %s FOR NO KEY UPDATE"
_WAITS = """
SELECT 1 FROM pg_stat_activity
WHERE wait_event_type = 'Lock' AND datname = current_database() AND query LIKE '%architecture_threatmodel%'
"""


@pytest.fixture
def job(transactional_db: None, monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Job:
    """Return a waiting job; leases are renewed at once."""
    settings.JOB_LEASE_RENEWED_EVERY_S = 0.01
    monkeypatch.setattr("threatmodel.jobs.progress.broadcast", lambda **_message: None)
    return job_create(team=make_people().team, kind="import", user=None)


@pytest.fixture
def _no_thread_stays(job: Job) -> Iterator[None]:
    yield
    wait_until(lambda: "lease" not in {thread.name for thread in threading.enumerate()}, what="the end")


def lease_of(job: Job) -> object:
    return Job.objects.values_list("lease_until", flat=True).get(pk=job.pk)


@pytest.mark.usefixtures("_no_thread_stays")
def test_the_lease_of_a_slow_handler_is_renewed(job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(job: Job, _progress: Progress) -> HandlerResult:
        claimed = lease_of(job)
        wait_until(lambda: lease_of(job) != claimed, what="a renewal")
        assert job_claim_next() is None
        return HandlerResult({})

    monkeypatch.setattr(handler_registry, "_handlers", {"import": slow})

    assert job_run_next() is AttemptResult.DONE
    assert lease_of(job) is None


@pytest.mark.usefixtures("_no_thread_stays")
def test_a_lease_that_ran_out_while_the_database_was_away_is_renewed_by_the_worker_that_lives(
    job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database decides between it and who would take over, whoever comes first."""
    faults = [DatabaseError("gone"), DatabaseError("still gone")]
    renew = leases._renew

    def away_at_first(job: Job) -> bool:
        if faults:
            raise faults.pop()
        return renew(job)

    def slow(job: Job, _progress: Progress) -> HandlerResult:
        Job.objects.filter(pk=job.pk).update(lease_until=job.created_at - timedelta(seconds=1))
        wait_until(lambda: job_claim_possible(job) is False, what="a renewal")
        return HandlerResult({})

    monkeypatch.setattr(leases, "_renew", away_at_first)
    monkeypatch.setattr(handler_registry, "_handlers", {"import": slow})

    assert job_run_next() is AttemptResult.DONE
    assert faults == []


def job_claim_possible(job: Job) -> bool:
    until = lease_of(job)
    connection.close()
    return str(until) < str(job.created_at)


@pytest.mark.usefixtures("_no_thread_stays")
def test_a_handler_that_hangs_loses_its_lease(
    job: Job, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    settings.JOB_TIME_LIMIT_S = 0
    settings.JOB_LEASE = timedelta(seconds=0)

    def hangs(job: Job, _progress: Progress) -> HandlerResult:
        assert job_run_next() is AttemptResult.DONE  # another worker
        return HandlerResult({"by": 1})

    def quick(_job: Job, _progress: Progress) -> HandlerResult:
        return HandlerResult({"by": 2})

    attempts = {1: hangs, 2: quick}
    run = {"import": lambda job, progress: attempts[job.attempts](job, progress)}
    monkeypatch.setattr(handler_registry, "_handlers", run)

    assert job_run_next() is AttemptResult.NOT_MINE
    job.refresh_from_db()
    assert (job.state, job.attempts, job.result) == (JobState.SUCCEEDED, 2, {"by": 2})


def test_the_work_of_a_dead_worker_is_taken_up_within_15_seconds(settings: Settings) -> None:
    handed_on_s = settings.JOB_LEASE.total_seconds() + settings.LOST_JOBS_EVERY_S

    assert handed_on_s < 15
    assert settings.JOB_LEASE.total_seconds() >= 3 * settings.JOB_LEASE_RENEWED_EVERY_S


@pytest.mark.services
@pytest.mark.slow
def test_a_job_whose_worker_is_killed_in_the_middle_is_done_by_the_next(
    tmp_path: Path, database_url: str, redis_url: str
) -> None:
    with deployment.team(tmp_path, database_url=database_url, redis_url=redis_url) as running:
        visitor = Visitor(running.url)
        visitor.sign_up("killed@example.com")
        model = visitor.model()
        with writes_wait(running, model) as waits:
            files = {"compose.yml": b"services: {web: {image: nginx}}"}
            job = visitor.upload(f"/api/models/{model}/imports/", files)["job"]["id"]
            wait_until(waits, what="the import that has come to write")
            process.kill_with_children(running.processes["worker"])
            assert visitor.get(f"/api/jobs/{job}/")["state"] == "running"

        command = deployment.compose_command("worker")
        log = tmp_path / "worker-2.log"
        second = process.start(command, log=log, environment=running.environment, folder=ROOT)
        try:
            ended = visitor.job_ended(job)
        finally:
            process.stop(second)

    assert ended["state"] == "succeeded"


@contextmanager
def writes_wait(running: Server, model: str) -> Iterator[Callable[[], bool]]:
    """Let whoever writes to the model wait until the block ends; what it yields says whether anyone does."""
    url = Path(running.environment["DATABASE_URL_FILE"]).read_text()
    with psycopg.connect(url) as holding, psycopg.connect(url, autocommit=True) as looking:
        holding.execute(_LOCK, [model])
        yield lambda: looking.execute(_WAITS).fetchone() is not None
