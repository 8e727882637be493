"""Sends messages to the browsers that have a model open, from any thread of any process.

Every message goes out on one event loop of this process: the web server's (registered at its start), else
one of our own in a thread. So a request never waits for a broker, messages keep their order, and the
in-memory channel layer, whose queues belong to one loop, is never touched from another.
"""

import asyncio
import threading
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import structlog
from channels.layers import get_channel_layer

log = structlog.get_logger(__name__)

_WAITING_MOST = 1000  # messages kept while the broker is slow; beyond it, new ones are dropped
_SEND_TIMEOUT_S = 5


class _Outlet:
    """The event loop that sends, and the messages waiting for it."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._own: asyncio.AbstractEventLoop | None = None
        self._turns: dict[asyncio.AbstractEventLoop, asyncio.Lock] = {}
        self._waiting = 0
        self._tasks: set[asyncio.Task[None]] = set()

    def use(self, loop: asyncio.AbstractEventLoop | None) -> None:
        with self._guard:
            self._loop = loop
            self._turns.clear()
            self._waiting = 0

    def loop(self) -> asyncio.AbstractEventLoop:
        """Return the server's loop, else our own one, started on first use."""
        with self._guard:
            if self._loop is not None and not self._loop.is_closed():
                return self._loop
            if self._own is None:
                self._own = asyncio.new_event_loop()
                threading.Thread(target=self._own.run_forever, name="live", daemon=True).start()
            return self._own

    def put(self, group: str, message: Mapping[str, Any]) -> None:
        """Queue the message for sending; returns at once from any thread."""
        loop = self.loop()
        with self._guard:
            if self._waiting >= _WAITING_MOST:
                log.warning("live_dropped", group=group)
                return
            self._waiting += 1
        loop.call_soon_threadsafe(self._start, loop, group, message)

    def _start(self, loop: asyncio.AbstractEventLoop, group: str, message: Mapping[str, Any]) -> None:
        task = loop.create_task(self._send(self._turns.setdefault(loop, asyncio.Lock()), group, message))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _send(self, turn: asyncio.Lock, group: str, message: Mapping[str, Any]) -> None:
        try:
            async with turn, asyncio.timeout(_SEND_TIMEOUT_S):  # asyncio's lock is first come, first served
                await get_channel_layer().group_send(group, {"type": "model.message", "message": message})
        except Exception as fault:  # noqa: BLE001 (the edge: a lost message is caught up by the next poll)
            log.warning("live_unsent", group=group, fault=type(fault).__name__)
        finally:
            with self._guard:
                self._waiting = max(0, self._waiting - 1)


_outlet = _Outlet()


def model_group(model_id: UUID | str) -> str:
    """Return the name of the group of browsers that have the model open."""
    return f"model.{model_id}"


def broadcast(*, model_id: UUID | str, message: Mapping[str, Any]) -> None:
    """Send a JSON message to every browser that has the model open. Call it after the commit."""
    _outlet.put(model_group(model_id), message)


def loop_register(loop: asyncio.AbstractEventLoop | None) -> None:
    """Name the loop whose consumers listen; None when the server stops."""
    _outlet.use(loop)
