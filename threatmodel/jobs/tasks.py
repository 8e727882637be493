"""Celery tasks: run one job, send mails, and find the jobs whose message was lost."""

from functools import partial
from typing import Any

import structlog
from celery import shared_task
from django.db import transaction

from threatmodel.jobs.background_task import BackgroundTask
from threatmodel.jobs.database_statistics import statistics_refresh
from threatmodel.jobs.dispatch import dispatch
from threatmodel.jobs.mail_outbox import mail_send_next, mails_delete_old, mails_interrupted_end
from threatmodel.jobs.selectors import job_ids_lost, mails_due, team_ids_in_order
from threatmodel.jobs.services import AttemptResult, job_run_next, jobs_give_up_stopped, uploads_delete_old

log = structlog.get_logger(__name__)

_EXPIRES_S = 10


class DispatchedTask(BackgroundTask):
    """A task whose message may get lost: its row is committed, so lost_jobs_dispatch finds it."""

    def delay_on_commit(self, *args: Any, **kwargs: Any) -> None:  # type: ignore[override]
        """Send the message after the commit, without waiting for the broker."""
        transaction.on_commit(partial(dispatch, partial(self.delay, *args, **kwargs)))

    def later_on_commit(self, *args: Any, seconds: float) -> None:
        """Send the message after the commit, for a worker to take it up after so many seconds."""
        transaction.on_commit(partial(dispatch, partial(self.apply_async, args, countdown=seconds)))


@shared_task(base=DispatchedTask)
def run_job(job_id: str) -> None:
    """Run the next job, which need not be the one that the message was sent for.

    A retry is sent at once with a short delay. Where jobs are left, another message follows: the one of a job
    whose team had its share running is gone.
    """
    result = job_run_next()
    if result is AttemptResult.RETRY:
        run_job.apply_async((job_id,), countdown=2)
    if result is not AttemptResult.NOT_MINE and team_ids_in_order():
        run_job.apply_async((job_id,), expires=_EXPIRES_S)


@shared_task(base=DispatchedTask)
def send_mails() -> None:
    """Send one mail; another message follows where more are to be sent."""
    if mail_send_next() and mails_due().exists():
        send_mails.apply_async(expires=_EXPIRES_S)


@shared_task
def lost_jobs_dispatch() -> int:
    """Send a message for each job without a worker and for mails, and fail the jobs that killed their worker.

    Messages expire, so after a pause of the workers one per job waits. Two of these tasks at once do no harm:
    the claim of a job decides.
    """
    jobs_give_up_stopped()
    mails_interrupted_end()
    if mails_due().exists():
        send_mails.apply_async(expires=_EXPIRES_S)
    lost = job_ids_lost()
    for job_id in lost:
        run_job.apply_async((str(job_id),), expires=_EXPIRES_S)
    if lost:
        log.info("lost_jobs_dispatched", jobs=len(lost))
    return len(lost)


@shared_task
def old_uploads_and_mails_delete() -> None:
    """Delete uploads past their lifetime, and rows of mails that ended long ago."""
    uploads_delete_old()
    mails_delete_old()


@shared_task
def database_statistics_refresh() -> None:
    """Let the database look at its tables."""
    statistics_refresh()
