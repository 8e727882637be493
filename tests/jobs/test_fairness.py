"""Workers serve teams in turn, and no team may occupy all of them."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings
from rest_framework.test import APIClient

from tests.people import People, client_of
from threatmodel.accounts.models import Membership, Team, User
from threatmodel.accounts.services import team_create
from threatmodel.architecture.models import ThreatModel
from threatmodel.jobs import handler_registry, tasks
from threatmodel.jobs.handler_registry import HandlerResult, JobIsLarge
from threatmodel.jobs.models import Job
from threatmodel.jobs.scheduling import job_claim, job_claim_next
from threatmodel.jobs.services import AttemptResult, job_create, job_run_next

pytestmark = pytest.mark.both_databases


@pytest.fixture(autouse=True)
def handlers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every import succeed at once."""
    monkeypatch.setattr(
        "threatmodel.jobs.handler_registry._handlers", {"import": lambda _job, _progress: HandlerResult({})}
    )


def wait_in_line(team: Team, jobs: int) -> list[Job]:
    return [job_create(team=team, kind="import", user=None) for _ in range(jobs)]


def ended_teams(jobs: int) -> list[str]:
    """Run so many jobs one after the other, and return whose they were."""
    for _ in range(jobs):
        assert job_run_next() is AttemptResult.DONE
    rows = Job.objects.filter(finished_at__isnull=False).order_by("finished_at")
    return [job.team.name for job in rows.select_related("team")]


def test_a_team_with_one_job_does_not_wait_for_another_with_twenty(cast: People) -> None:
    wait_in_line(cast.team, 20)
    wait_in_line(cast.other_team, 1)

    assert "Strangers" in ended_teams(2)


def test_teams_take_turns(cast: People) -> None:
    wait_in_line(cast.team, 4)
    wait_in_line(cast.other_team, 4)

    order = ended_teams(8)

    assert order[0::2] == ["Platform"] * 4
    assert order[1::2] == ["Strangers"] * 4


def test_a_third_team_is_served_before_those_that_were_served_already(cast: People) -> None:
    wait_in_line(cast.team, 3)
    wait_in_line(cast.other_team, 3)
    ended_teams(2)
    wait_in_line(team_create(name="Late", owner=cast.charlie), 1)

    assert ended_teams(1)[-1] == "Late"


def test_a_team_runs_no_more_jobs_at_once_than_its_share(cast: People, settings: Settings) -> None:
    settings.MAX_TEAM_JOBS_RUNNING = 2
    wait_in_line(cast.team, 5)

    claimed = [job_claim_next() for _ in range(4)]

    assert [job is not None for job in claimed] == [True, True, False, False]
    stranger = wait_in_line(cast.other_team, 1)[0]
    assert job_claim_next() == stranger


def test_the_last_free_worker_is_for_teams_that_run_nothing(cast: People, settings: Settings) -> None:
    settings.MAX_TEAM_JOBS_RUNNING = 2
    settings.JOB_WORKERS = 3
    wait_in_line(cast.team, 5)
    wait_in_line(cast.other_team, 5)

    claimed = [job_claim_next() for _ in range(3)]

    assert [job and job.team.name for job in claimed] == ["Platform", "Strangers", None]
    late = wait_in_line(team_create(name="Late", owner=cast.charlie), 1)[0]
    assert job_claim_next() == late


def test_two_workers_that_look_at_once_leave_the_last_one_free(
    cast: People, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MAX_TEAM_JOBS_RUNNING = 2
    settings.JOB_WORKERS = 3
    wait_in_line(cast.other_team, 1)
    assert job_claim_next() is not None
    wait_in_line(cast.team, 2)
    monkeypatch.setattr("threatmodel.jobs.scheduling.team_ids_in_order", lambda: [cast.team.pk])

    assert [job_claim_next() is not None for _ in range(2)] == [True, False]


def test_with_more_workers_busy_teams_run_their_share(cast: People, settings: Settings) -> None:
    settings.MAX_TEAM_JOBS_RUNNING = 2
    settings.JOB_WORKERS = 5
    wait_in_line(cast.team, 5)
    wait_in_line(cast.other_team, 5)

    assert [job_claim_next() is not None for _ in range(5)] == [True, True, True, True, False]


def test_the_jobs_of_one_team_run_in_the_order_in_which_they_were_asked_for(cast: People) -> None:
    jobs = wait_in_line(cast.team, 3)

    ended_teams(3)

    assert list(Job.objects.order_by("finished_at")) == jobs


def test_without_work_nothing_is_claimed(db: None) -> None:
    assert job_claim_next() is None
    assert job_run_next() is AttemptResult.NOT_MINE


def test_what_waits_for_the_share_of_its_team_is_dispatched_when_a_job_ends(
    cast: People, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message of a job that found its team at its limit is gone; the next one comes from who ends."""
    settings.MAX_TEAM_JOBS_RUNNING = 1
    sent: list[str] = []
    monkeypatch.setattr(tasks.run_job, "apply_async", lambda args, **_options: sent.append(args[0]))
    first, second = wait_in_line(cast.team, 2)

    tasks.run_job(str(first.pk))
    assert len(sent) == 1
    tasks.run_job(str(second.pk))

    assert len(sent) == 1
    assert not Job.objects.filter(finished_at__isnull=True).exists()


def test_a_team_with_many_waiting_jobs_gets_429(bob: APIClient, cast: People, settings: Settings) -> None:
    settings.MAX_TEAM_JOBS = 3
    wait_in_line(cast.team, 3)
    model = ThreatModel.objects.create(team=cast.team, name="Shop", created_by=cast.bob)

    response = bob.post(f"/api/models/{model.pk}/analyses/")

    assert response.status_code == 429
    assert "3 unfinished jobs" in response.json()["detail"]
    assert int(response["Retry-After"]) > 0


def test_an_account_can_make_only_so_many_teams(cast: People, settings: Settings) -> None:
    settings.MAX_TEAMS_PER_ACCOUNT = 3
    owner = User.objects.create(email="founder@example.com")
    client = client_of(owner)

    codes = [client.post("/api/teams/", {"name": f"Team {number}"}).status_code for number in range(4)]

    assert codes == [201, 201, 201, 409]
    assert Membership.objects.filter(user=owner).count() == 3
    assert "3 teams" in client.post("/api/teams/", {"name": "More"}).json()["detail"]


def test_teams_that_one_was_invited_to_do_not_count(cast: People, settings: Settings) -> None:
    settings.MAX_TEAMS_PER_ACCOUNT = 1

    assert client_of(cast.vera).post("/api/teams/", {"name": "Mine"}).status_code == 201


def test_one_large_job_runs_at_a_time_in_the_whole_instance(cast: People) -> None:
    first, second = wait_in_line(cast.team, 1)[0], wait_in_line(cast.other_team, 1)[0]
    Job.objects.update(large=True)

    claimed = [job_claim_next(), job_claim_next()]

    assert claimed == [first, None]
    small = wait_in_line(cast.other_team, 1)[0]
    assert job_claim_next() == small
    Job.objects.filter(pk=first.pk).update(state="succeeded")
    assert job_claim_next() == second


def test_two_workers_never_take_two_large_jobs(cast: People) -> None:
    first, second = wait_in_line(cast.team, 2)
    Job.objects.update(large=True)

    assert job_claim(job_id=first.pk) == first
    assert job_claim(job_id=second.pk) is None


def test_a_large_job_whose_worker_went_away_is_taken_up_before_another_large_one(cast: People) -> None:
    lost, waiting = wait_in_line(cast.team, 2)
    Job.objects.update(large=True)
    assert job_claim_next() == lost
    Job.objects.filter(pk=lost.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    Job.objects.filter(pk=waiting.pk).update(created_at=lost.created_at - timedelta(hours=1))

    assert job_claim_next() == lost


def test_a_large_job_waits_for_the_other_one_and_loses_no_attempt(
    cast: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(job: Job, _progress: object) -> HandlerResult:
        if not job.large:
            raise JobIsLarge
        return HandlerResult({})

    monkeypatch.setattr(handler_registry, "_handlers", {"import": run})
    job = wait_in_line(cast.team, 1)[0]

    assert job_run_next() is AttemptResult.LATER
    job.refresh_from_db()
    assert (job.state, job.large, job.attempts) == ("queued", True, 0)
    assert job_run_next() is AttemptResult.DONE
