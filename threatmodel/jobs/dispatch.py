"""Sends messages to the broker from a thread of its own: no request waits for a broker that is slow or away.

Measured with Redis: a refused connection costs 2 s and a silent one 5 s per message, whatever the retry
settings, and a web request has no business paying that: the job's row is committed, the sweeper finds it.
"""

import queue
import threading
from collections.abc import Callable

import structlog

log = structlog.get_logger(__name__)

_WAITING_MOST = 1000  # beyond it messages are dropped; the sweeper makes good

Sending = Callable[[], object]


class _Postman:
    """A queue of messages and the thread that sends them, started with the first one."""

    def __init__(self) -> None:
        self._waiting: queue.Queue[Sending] = queue.Queue(maxsize=_WAITING_MOST)
        self._guard = threading.Lock()
        self._thread: threading.Thread | None = None

    def post(self, sending: Sending) -> None:
        """Queue the message; returns at once."""
        try:
            self._waiting.put_nowait(sending)
        except queue.Full:
            log.warning("nudge_dropped")
            return
        with self._guard:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._work, name="dispatch", daemon=True)
                self._thread.start()

    def settle(self) -> None:
        """Return when everything queued so far has been sent or given up."""
        self._waiting.join()

    def _work(self) -> None:
        while True:
            sending = self._waiting.get()
            try:
                sending()
            except Exception as fault:  # noqa: BLE001 (the edge: the sweeper makes good)
                log.warning("nudge_lost", fault=type(fault).__name__)
            finally:
                self._waiting.task_done()


_postman = _Postman()


def post(sending: Sending) -> None:
    """Run the function that sends a message, soon and in order, on the sending thread."""
    _postman.post(sending)


def settle() -> None:
    """Return when every message posted so far has been sent or given up."""
    _postman.settle()
