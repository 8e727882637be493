"""Reports the progress of jobs: in the row and to WebSocket clients, a few times a second."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import DatabaseError, connection

from threatmodel.jobs.choices import CANCELABLE, UNFINISHED, JobState
from threatmodel.jobs.leases import Lease, LeaseLost
from threatmodel.jobs.models import Job
from threatmodel.pubsub.publisher import broadcast

_EVERY_S = 0.2


class ProgressReporter:
    """The `Progress` of one attempt at a job."""

    def __init__(self, job: Job, lease: Lease | None = None) -> None:
        self._job = job
        self._lease = lease or Lease(job)
        self._reported_at = float("-inf")

    def report(self, percent: int, stage: str, message: str = "") -> None:
        """Show the stage; calls closer together than 0.2 s within one stage are dropped.

        Raises LeaseLost when another worker took the job over, or somebody canceled it.
        """
        self.check()
        now = time.monotonic()
        if stage == self._job.stage and now - self._reported_at < _EVERY_S:
            return
        self._reported_at = now
        self._job.progress = max(0, min(100, percent))
        self._job.stage, self._job.message = stage[:60], message[:500]
        # Inside the handler's transaction the row would stay locked until its end: only broadcast.
        if not connection.in_atomic_block:
            self._write()
        job_broadcast(self._job)

    def check(self) -> None:
        """Raise LeaseLost where this worker is to stop. No query, so it may be called often."""
        self._lease.check()

    @contextmanager
    def storing(self) -> Iterator[None]:
        """Close the time in which the job can be canceled, around a transaction that writes what stays.

        Raises LeaseLost where it was canceled before. An error inside opens it again, as nothing was written;
        when the worker is killed there, nobody knows, and it stays closed.
        """
        before = self._job.storing
        if not before:
            self._set_storing(to=True)
        try:
            yield
        except DatabaseError:  # of a commit whose answer was lost nobody knows either
            raise
        except Exception:
            if not before:
                self._set_storing(to=False)
            raise

    def _set_storing(self, *, to: bool) -> None:
        self._job.storing = to
        self._update(storing=to)
        job_broadcast(self._job)

    def _write(self) -> None:
        self._update(progress=self._job.progress, stage=self._job.stage, message=self._job.message)

    def _update(self, **values: Any) -> None:
        """One statement decides between this and a cancellation."""
        mine = Job.objects.filter(pk=self._job.pk, state=JobState.RUNNING, attempts=self._job.attempts)
        if not mine.update(**values):
            raise LeaseLost(str(self._job.pk))


def job_to_json(job: Job) -> dict[str, Any]:
    """Return the job as the API and the WebSocket show it."""
    return {
        "id": str(job.pk),
        "kind": job.kind,
        "state": job.state,
        "progress": job.progress,
        "stage": job.stage,
        "message": job.message,
        "cancelable": is_cancelable(job),
        "model": str(job.model_id) if job.model_id else None,
        "result": job.result,
        "problems": job.problems,
        "created_at": _iso(job.created_at),
        "started_at": _iso(job.started_at),
        "finished_at": _iso(job.finished_at),
    }


def is_cancelable(job: Job) -> bool:
    """Whether a person may still cancel the job: it has not ended, and has not begun to write what stays."""
    return job.kind in CANCELABLE and job.state in UNFINISHED and not job.storing


def job_broadcast(job: Job) -> None:
    """Send the job to the browsers that have its model open."""
    if job.model_id:
        broadcast(model_id=job.model_id, message={"type": "job", "job": job_to_json(job)})


def _iso(moment: Any) -> str | None:
    return moment.isoformat().replace("+00:00", "Z") if moment else None
