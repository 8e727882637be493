"""A job is canceled before it has written anything, or not at all; who cancels it may change its model."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings
from rest_framework.test import APIClient

from tests.people import People, make_people
from tests.waiting import wait_until
from threatmodel.architecture.api.services.models import model_delete
from threatmodel.architecture.models import ThreatModel
from threatmodel.audit.models import AuditChain, AuditEvent
from threatmodel.jobs import handler_registry
from threatmodel.jobs.cancellation import CannotCancel, CannotRepeat, job_cancel, job_repeat
from threatmodel.jobs.choices import JobState
from threatmodel.jobs.handler_registry import Handler, HandlerResult, Progress
from threatmodel.jobs.leases import LeaseLost
from threatmodel.jobs.models import Job, Upload
from threatmodel.jobs.progress import ProgressReporter, is_cancelable
from threatmodel.jobs.scheduling import job_claim
from threatmodel.jobs.services import AttemptResult, UploadedFile, job_create, job_run

pytestmark = pytest.mark.both_databases


@pytest.fixture
def handlers(monkeypatch: pytest.MonkeyPatch) -> dict[str, Handler]:
    """The registry of this test alone."""
    own: dict[str, Handler] = {}
    monkeypatch.setattr(handler_registry, "_handlers", own)
    return own


@pytest.fixture
def model(cast: People) -> ThreatModel:
    return ThreatModel.objects.create(team=cast.team, name="Shop", created_by=cast.alice)


@pytest.fixture
def job(cast: People, model: ThreatModel) -> Job:
    files = [UploadedFile("a.yaml", b"a")]
    return job_create(team=cast.team, kind="import", user=cast.bob, model=model, files=files)


def cancel_address(job: Job) -> str:
    return f"/api/models/{job.model_id}/jobs/{job.pk}/cancel/"


def claimed(job: Job) -> Job:
    found = job_claim(job_id=job.pk)
    assert found is not None
    return found


def test_a_waiting_job_is_canceled_at_once_and_never_runs(
    job: Job, bob: APIClient, handlers: dict[str, Handler]
) -> None:
    told = bob.post(cancel_address(job)).json()

    assert (told["state"], told["message"], told["cancelable"]) == (
        "canceled",
        "Nothing was changed.",
        False,
    )
    assert not Upload.objects.exists()
    assert job_run(job_id=job.pk) is AttemptResult.NOT_MINE
    (event,) = AuditEvent.objects.filter(action="job.canceled")
    assert event.after == {"job": str(job.pk), "kind": "import"}


def test_to_cancel_twice_does_no_harm(job: Job, bob: APIClient) -> None:
    first, second = (bob.post(cancel_address(job)) for _ in range(2))

    assert (first.status_code, second.status_code) == (200, 200)
    assert AuditEvent.objects.filter(action="job.canceled").count() == 1


def test_who_may_not_change_the_model_cannot_cancel(job: Job, vera: APIClient, charlie: APIClient) -> None:
    assert vera.post(cancel_address(job)).status_code == 403
    assert charlie.post(cancel_address(job)).status_code == 404
    job.refresh_from_db()
    assert job.state == JobState.QUEUED


def test_a_job_of_another_model_is_not_found(
    job: Job, cast: People, bob: APIClient, model: ThreatModel
) -> None:
    other = ThreatModel.objects.create(team=cast.team, name="Other", created_by=cast.alice)

    assert bob.post(f"/api/models/{other.pk}/jobs/{job.pk}/cancel/").status_code == 404


def test_a_running_job_stops_before_it_writes(job: Job, handlers: dict[str, Handler]) -> None:
    def canceled_meanwhile(job: Job, progress: Progress) -> HandlerResult:
        job_cancel(job=Job.objects.get(pk=job.pk))
        with progress.storing():
            raise AssertionError("it was written")

    handlers["import"] = canceled_meanwhile

    assert job_run(job_id=job.pk) is AttemptResult.DONE

    job.refresh_from_db()
    assert (job.state, job.result) == (JobState.CANCELED, None)


def test_a_handler_that_does_not_report_stops_as_well(
    transactional_db: None, settings: Settings, handlers: dict[str, Handler], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.JOB_LEASE_RENEWED_EVERY_S = 0.01
    job = job_create(team=make_people().team, kind="import", user=None)

    def reads(job: Job, progress: Progress) -> HandlerResult:
        job_cancel(job=Job.objects.get(pk=job.pk))

        def lost() -> bool:
            try:
                progress.check()
            except LeaseLost:
                return True
            return False

        wait_until(lost, what="the end of the lease")
        progress.check()
        raise AssertionError("it went on")

    handlers["import"] = reads

    assert job_run(job_id=job.pk) is AttemptResult.DONE
    job.refresh_from_db()
    assert job.state == JobState.CANCELED


def test_a_canceled_job_cannot_begin_to_write(job: Job) -> None:
    running = claimed(job)
    job_cancel(job=job)

    with pytest.raises(LeaseLost), ProgressReporter(running).storing():
        raise AssertionError("it was written")


def test_it_is_too_late_once_the_job_writes(job: Job, bob: APIClient) -> None:
    running = claimed(job)

    with ProgressReporter(running).storing():
        refused = bob.post(cancel_address(job))

    assert (refused.status_code, refused.json()) == (409, {"detail": "Too late: it is being stored."})
    job.refresh_from_db()
    assert (job.state, is_cancelable(job)) == (JobState.RUNNING, False)


def test_what_was_not_written_after_all_can_be_canceled(job: Job) -> None:
    reporter = ProgressReporter(claimed(job))
    with pytest.raises(ZeroDivisionError), reporter.storing():
        raise ZeroDivisionError

    assert job_cancel(job=job)


def test_what_was_written_in_part_cannot_be_canceled(job: Job) -> None:
    reporter = ProgressReporter(claimed(job))
    with reporter.storing():
        pass
    with pytest.raises(ZeroDivisionError), reporter.storing():
        raise ZeroDivisionError

    with pytest.raises(CannotCancel, match="Too late"):
        job_cancel(job=job)


def test_a_job_whose_worker_was_killed_is_canceled_unless_it_wrote(job: Job, cast: People) -> None:
    claimed(job)
    Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))

    assert job_cancel(job=job)

    other = job_create(team=cast.team, kind="preview", user=cast.bob, model=job.model)
    ProgressReporter(claimed(other)).storing().__enter__()  # and never comes back
    Job.objects.filter(pk=other.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    with pytest.raises(CannotCancel):
        job_cancel(job=other)
    assert job_claim(job_id=other.pk) is not None  # another worker finds out


def test_what_has_ended_and_analyses_are_not_canceled(job: Job, cast: People, model: ThreatModel) -> None:
    Job.objects.update(state=JobState.SUCCEEDED)
    analysis = job_create(team=cast.team, kind="analyze", user=cast.bob, model=model)

    with pytest.raises(CannotCancel, match="it has ended"):
        job_cancel(job=job)
    with pytest.raises(CannotCancel, match="cannot be canceled"):
        job_cancel(job=analysis)


# --- once more -------------------------------------------------------------------------------------


def test_a_canceled_preview_of_the_rule_library_is_tried_again(
    cast: People, model: ThreatModel, bob: APIClient
) -> None:
    params = {"analyzer_version": "1"}
    job = job_create(team=cast.team, kind="library-preview", user=None, model=model, params=params)
    job_cancel(job=job)

    answers = [bob.post(f"/api/models/{model.pk}/jobs/{job.pk}/repeat/") for _ in range(2)]

    assert [one.status_code for one in answers] == [202, 202]
    (again,) = Job.objects.filter(state=JobState.QUEUED)  # the second finds the first
    assert (again.kind, again.params, again.created_by) == ("library-preview", params, cast.bob)


def test_what_has_files_or_has_not_failed_is_not_repeated(job: Job, cast: People, model: ThreatModel) -> None:
    change = job_create(team=cast.team, kind="change-threats", user=cast.bob, model=model)

    with pytest.raises(CannotRepeat, match="Send what it was about again"):
        job_repeat(job=job, user=cast.bob)
    with pytest.raises(CannotRepeat, match="neither failed nor"):
        job_repeat(job=change, user=cast.bob)


# --- beside other changes --------------------------------------------------------------------------


def test_a_deleted_model_ends_its_jobs_before_it_locks_the_log(
    job: Job, cast: People, model: ThreatModel
) -> None:
    """As to cancel does, or the two would wait for each other."""
    with CaptureQueriesContext(connection) as sent:
        model_delete(model=model, actor=cast.alice)

    texts = [query["sql"] for query in sent.captured_queries]
    first = {
        table: next(at for at, text in enumerate(texts) if table in text)
        for table in (Job._meta.db_table, AuditChain._meta.db_table)
    }
    assert first[Job._meta.db_table] < first[AuditChain._meta.db_table]
