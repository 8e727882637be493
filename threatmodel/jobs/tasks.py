"""What the worker does: run one job, and find the jobs whose message was lost."""

from functools import partial
from typing import Any

import structlog
from celery import shared_task
from celery.contrib.django.task import DjangoTask
from django.db import transaction

from threatmodel.jobs.nudging import post
from threatmodel.jobs.selectors import job_ids_lost
from threatmodel.jobs.services import Ended, job_run, jobs_give_up_stopped, uploads_delete_old

log = structlog.get_logger(__name__)


class NudgingTask(DjangoTask):  # type: ignore[type-arg]
    """A task whose message may get lost: the row it stands for has been committed, the sweeper finds it."""

    def delay_on_commit(self, *args: Any, **kwargs: Any) -> None:  # type: ignore[override]
        """Send the message after the commit, without waiting for the broker."""
        transaction.on_commit(partial(post, partial(self.delay, *args, **kwargs)))

    def later_on_commit(self, *args: Any, seconds: float) -> None:
        """Send the message after the commit, for a worker to take it up after so many seconds."""
        transaction.on_commit(partial(post, partial(self.apply_async, args, countdown=seconds)))


@shared_task(base=NudgingTask)
def run_job(job_id: str) -> None:
    """Run the job; a retry is sent at once with a short delay, the sweeper being the safety net."""
    if job_run(job_id=job_id) is Ended.RETRY:
        run_job.apply_async((job_id,), countdown=2)


@shared_task
def sweep() -> int:
    """Send a message for each job nobody works on, end those that killed their worker, delete old uploads.

    Messages expire before the next round, so a worker that is away finds one per job and not a heap. Two
    sweepers at once do no harm: the claim of a job decides.
    """
    jobs_give_up_stopped()
    uploads_delete_old()
    lost = job_ids_lost()
    for job_id in lost:
        run_job.apply_async((str(job_id),), expires=10)
    if lost:
        log.info("jobs_swept", jobs=len(lost))
    return len(lost)
