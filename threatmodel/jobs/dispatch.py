"""Sends messages to the broker from a separate thread, so that no request waits for a slow broker.

Measured with Redis: a refused connection costs 2 s and a silent one 5 s per message, whatever the retry
settings, which a web request must not wait for: the job's row is committed, and lost_jobs_dispatch finds it.
"""

import queue
import threading
from collections.abc import Callable

import structlog

log = structlog.get_logger(__name__)

_MAX_QUEUED = 1000  # beyond, messages are dropped, and lost_jobs_dispatch dispatches the jobs

Send = Callable[[], object]


class _Dispatcher:
    """A queue of messages and the thread that sends them, started with the first one."""

    def __init__(self) -> None:
        self._waiting: queue.Queue[Send] = queue.Queue(maxsize=_MAX_QUEUED)
        self._guard = threading.Lock()
        self._thread: threading.Thread | None = None

    def dispatch(self, send: Send) -> None:
        """Queue the message; returns at once."""
        try:
            self._waiting.put_nowait(send)
        except queue.Full:
            log.warning("dispatch_dropped")
            return
        with self._guard:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._work, name="dispatch", daemon=True)
                self._thread.start()

    def wait(self) -> None:
        """Return when everything queued so far has been sent or given up."""
        self._waiting.join()

    def _work(self) -> None:
        while True:
            send = self._waiting.get()
            try:
                send()
            except Exception as fault:  # noqa: BLE001 (the edge: lost_jobs_dispatch dispatches it again)
                log.warning("dispatch_failed", fault=type(fault).__name__)
            finally:
                self._waiting.task_done()


_dispatcher = _Dispatcher()


def dispatch(send: Send) -> None:
    """Run the function that sends a message, soon and in order, on the sending thread."""
    _dispatcher.dispatch(send)


def wait_until_sent() -> None:
    """Return when every message posted so far has been sent or given up."""
    _dispatcher.wait()
