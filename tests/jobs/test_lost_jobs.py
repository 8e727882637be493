"""Jobs whose message was lost are dispatched again."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db.models.functions import Now
from django.utils import timezone

from tests.people import People
from threatmodel.jobs import tasks
from threatmodel.jobs.choices import JobState
from threatmodel.jobs.models import Job
from threatmodel.jobs.services import job_create

pytestmark = pytest.mark.both_databases


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[UUID]:
    """Ids of the jobs for which a message was sent."""
    messages: list[UUID] = []

    def apply_async(arguments: tuple[str], **_options: Any) -> None:
        messages.append(UUID(arguments[0]))

    monkeypatch.setattr(tasks.run_job, "apply_async", apply_async)
    return messages


def make_job(cast: People, *, age_s: int = 60, **fields: Any) -> Job:
    job = job_create(team=cast.team, kind="import", user=None)
    Job.objects.filter(pk=job.pk).update(created_at=timezone.now() - timedelta(seconds=age_s), **fields)
    return job


def test_a_waiting_job_gets_a_message(cast: People, sent: list[UUID]) -> None:
    job = make_job(cast)

    assert tasks.lost_jobs_dispatch() == 1
    assert sent == [job.pk]


def test_a_job_whose_worker_went_away_gets_a_message(cast: People, sent: list[UUID]) -> None:
    job = make_job(cast, state=JobState.RUNNING, attempts=1, lease_until=Now() - timedelta(seconds=1))

    tasks.lost_jobs_dispatch()

    assert sent == [job.pk]


@pytest.mark.parametrize(
    "fields",
    [
        {"age_s": 0},
        {"state": JobState.RUNNING, "attempts": 1, "lease_until": Now() + timedelta(seconds=30)},
        {"lease_until": Now() + timedelta(seconds=30)},
        {"state": JobState.SUCCEEDED},
        {"state": JobState.FAILED},
    ],
    ids=["just made", "running", "waits for its retry", "succeeded", "failed"],
)
def test_other_jobs_are_left_alone(cast: People, sent: list[UUID], fields: dict[str, Any]) -> None:
    make_job(cast, **fields)

    assert tasks.lost_jobs_dispatch() == 0
    assert sent == []


def test_a_job_that_stopped_its_worker_three_times_is_ended_not_sent(cast: People, sent: list[UUID]) -> None:
    job = make_job(cast, state=JobState.RUNNING, attempts=3, lease_until=Now() - timedelta(seconds=1))

    tasks.lost_jobs_dispatch()

    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert sent == []


def test_oldest_first(cast: People, sent: list[UUID]) -> None:
    younger, older = make_job(cast, age_s=30), make_job(cast, age_s=300)

    tasks.lost_jobs_dispatch()

    assert sent == [older.pk, younger.pk]
