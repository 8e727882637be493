"""The background work of the embedded mode: a Celery worker and beat as threads of the web process."""

import threading
from types import TracebackType

import structlog
from celery import Celery
from celery.beat import Scheduler, Service
from celery.worker import WorkController
from django.conf import settings

log = structlog.get_logger(__name__)

_STOP_TIMEOUT_S = 4
_BEAT_LOOKS_EVERY_S = 1


class EmbeddedWorker:
    """Runs tasks in this process while the `with` block lasts.

    Tasks that are running when it ends are given a few seconds; the next start runs the rest again.
    """

    def __init__(self, app: Celery) -> None:
        app.set_current()
        app.set_default()
        self._worker = WorkController(
            app=app,
            pool="threads",
            concurrency=settings.JOB_WORKERS,
            hostname="embedded@localhost",
            without_gossip=True,
            without_mingle=True,
            without_heartbeat=True,
        )
        # The schedule is a handful of periods: nothing is worth a file.
        self._beat = Service(app, max_interval=_BEAT_LOOKS_EVERY_S, scheduler_cls=Scheduler)
        self._threads = [
            threading.Thread(target=self._worker.start, name="worker", daemon=True),
            threading.Thread(target=self._beat.start, name="beat", daemon=True),
        ]

    def __enter__(self) -> "EmbeddedWorker":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        stopping = threading.Thread(target=self._stop, name="worker-stop", daemon=True)
        stopping.start()
        stopping.join(_STOP_TIMEOUT_S)
        if stopping.is_alive():
            log.warning("worker_left_running", seconds=_STOP_TIMEOUT_S)

    def _stop(self) -> None:
        self._beat.stop(wait=True)
        self._worker.stop()
        for thread in self._threads:
            thread.join()
