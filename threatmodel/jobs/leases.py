"""The lease of a running job: its worker renews it, so one that ran out means that the worker is gone.

A lease is short, so that the work of a worker that was killed is taken up within seconds, and is renewed from
a thread beside the handler, so that no handler is too slow for it.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models.functions import Now

from threatmodel.jobs.choices import JobState
from threatmodel.jobs.database_busy import database_busy_log, is_database_busy
from threatmodel.jobs.models import Job

log = structlog.get_logger(__name__)


class LeaseLost(Exception):
    """Another worker took the job over, or it was ended from outside; this worker must stop."""


class Lease:
    """The lease of one attempt at a job, as its worker's other thread last saw it."""

    def __init__(self, job: Job) -> None:
        self._job_id = job.pk
        self._lost = threading.Event()

    def check(self) -> None:
        """Raise LeaseLost once the job is known not to be this worker's any more. No query."""
        if self._lost.is_set():
            raise LeaseLost(str(self._job_id))

    def lose(self) -> None:
        """Note that it is lost."""
        self._lost.set()


@contextmanager
def lease_kept(job: Job) -> Iterator[Lease]:
    """Renew the lease of this attempt at the job while the block lasts.

    No longer than a job may take: a handler that hangs must lose it at last, also where Celery cannot end it
    (threads of the embedded worker).
    """
    ended, lease = threading.Event(), Lease(job)
    threading.Thread(target=_keep, args=(job, ended, lease), name="lease", daemon=True).start()
    try:
        yield lease
    finally:
        ended.set()


def _keep(job: Job, ended: threading.Event, lease: Lease) -> None:
    until = time.monotonic() + settings.JOB_TIME_LIMIT_S
    while not ended.wait(settings.JOB_LEASE_RENEWED_EVERY_S) and time.monotonic() < until:
        try:
            if not _renew(job):
                lease.lose()
                return
        except DatabaseError as fault:  # also while it restarts: another worker would need it as well
            if is_database_busy(fault):
                database_busy_log(job=str(job.pk))
            else:
                log.warning("lease_not_renewed", job=str(job.pk), fault=type(fault).__name__)
        finally:
            connection.close()  # this thread's own


def _renew(job: Job) -> bool:
    mine = Job.objects.filter(pk=job.pk, state=JobState.RUNNING, attempts=job.attempts)
    return mine.update(lease_until=Now() + settings.JOB_LEASE) == 1
