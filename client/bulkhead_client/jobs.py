"""Background work: what an import, an analysis or a report is waited for by."""

import time
from collections.abc import Callable
from typing import Final
from uuid import UUID

from bulkhead_client.api.jobs import jobs_retrieve
from bulkhead_client.calls import call
from bulkhead_client.client import AuthenticatedClient
from bulkhead_client.models.job import Job

_POLL_S: Final = 0.5
_POLL_MOST_S: Final = 5.0


class JobFailed(Exception):
    """The job has failed; `job.message` and `job.problems` say why."""

    def __init__(self, job: Job) -> None:
        super().__init__(job.message or "The job has failed.")
        self.job = job


class JobCanceled(JobFailed):
    """Somebody canceled the job before it had changed anything."""


class JobTimeout(Exception):
    """The job has not ended in time; it goes on."""

    def __init__(self, job: Job) -> None:
        super().__init__(f"The job {job.id} is at {job.progress} % and has not ended in time.")
        self.job = job


def wait_for_job(
    client: AuthenticatedClient,
    job: UUID,
    *,
    timeout_s: float = 600.0,
    sleep: Callable[[float], None] = time.sleep,
) -> Job:
    """Return the job once it has succeeded. Raises JobFailed, JobCanceled, JobTimeout, ApiError.

    It is asked for every half second at first, then less often, up to every five seconds.
    """
    until = time.monotonic() + timeout_s
    pause = _POLL_S
    while True:
        found = call(jobs_retrieve.sync, job, client=client)
        if found.state == "succeeded":
            return found
        if found.state == "failed":
            raise JobFailed(found)
        if found.state == "canceled":
            raise JobCanceled(found)
        if time.monotonic() >= until:
            raise JobTimeout(found)
        sleep(pause)
        pause = min(pause * 1.5, _POLL_MOST_S)
