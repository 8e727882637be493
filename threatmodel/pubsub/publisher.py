"""Sends messages to the browsers that have a model open, from any thread of any process.

A message is encoded once. Who listens in this process hears it at once; to other processes it goes through
the channel layer, on one event loop of this process: the web server's (registered at its start), else one
of our own in a thread. So a request never waits for a broker, and messages keep their order.
"""

import asyncio
import os
import secrets
import threading
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import orjson
import structlog
from channels.layers import get_channel_layer
from django.conf import settings

log = structlog.get_logger(__name__)

_WAITING_MOST = 1000  # messages kept while the broker is slow; beyond it, new ones are dropped
_SEND_TIMEOUT_S = 5
_TOKEN: Final = secrets.token_hex(8)


@dataclass(frozen=True, slots=True)
class Heard:
    """A message as it reaches those who listen: what it is about, and the text for browsers."""

    type: str
    frame: str
    seq: int = 0  # of the change it is about

    @classmethod
    def of(cls, message: Mapping[str, Any]) -> "Heard":
        """Encode a JSON message."""
        frame = orjson.dumps(message).decode()
        return cls(message["type"], frame, message.get("seq", 0))


Listener = Callable[[Heard], None]


class _Outlet:
    """Who listens in this process, the event loop that sends to others, and the messages waiting for it."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._own: asyncio.AbstractEventLoop | None = None
        self._turns: dict[asyncio.AbstractEventLoop, asyncio.Lock] = {}
        self._waiting = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self._listeners: dict[str, list[tuple[asyncio.AbstractEventLoop, Listener]]] = defaultdict(list)

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
                threading.Thread(target=self._own.run_forever, name="pubsub", daemon=True).start()
            return self._own

    def join(self, group: str, listener: Listener) -> None:
        with self._guard:
            self._listeners[group].append((asyncio.get_running_loop(), listener))

    def leave(self, group: str, listener: Listener) -> None:
        with self._guard:
            left = [entry for entry in self._listeners[group] if entry[1] != listener]
            if left:
                self._listeners[group] = left
            else:
                del self._listeners[group]

    def put(self, group: str, heard: Heard) -> None:
        """Tell this process, and queue the message for others; returns at once from any thread."""
        with self._guard:
            listening = list(self._listeners.get(group, ()))
        for its_loop, listener in listening:
            if not its_loop.is_closed():
                its_loop.call_soon_threadsafe(listener, heard)
        if settings.REDIS_URL:
            self._queue(group, heard)

    def _queue(self, group: str, heard: Heard) -> None:
        loop = self.loop()
        with self._guard:
            if self._waiting >= _WAITING_MOST:
                log.warning("live_dropped", group=group)
                return
            self._waiting += 1
        loop.call_soon_threadsafe(self._start, loop, group, heard)

    def _start(self, loop: asyncio.AbstractEventLoop, group: str, heard: Heard) -> None:
        task = loop.create_task(self._send(self._turns.setdefault(loop, asyncio.Lock()), group, heard))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _send(self, turn: asyncio.Lock, group: str, heard: Heard) -> None:
        message = {"type": "model.message", "from": _process(), "of": [heard.type, heard.frame, heard.seq]}
        try:
            async with turn, asyncio.timeout(_SEND_TIMEOUT_S):  # asyncio's lock is first come, first served
                await get_channel_layer().group_send(group, message)
        except Exception as fault:  # noqa: BLE001 (the edge: a lost message is caught up by the next poll)
            log.warning("live_unsent", group=group, fault=type(fault).__name__)
        finally:
            with self._guard:
                self._waiting = max(0, self._waiting - 1)


_outlet = _Outlet()


def _process() -> str:
    """Return the name of this process: what it says comes back through the broker, heard by then.

    A server that loads before it forks has the token in common with its siblings.
    """
    return f"{_TOKEN}.{os.getpid()}"


def model_group(model_id: UUID | str) -> str:
    """Return the name of the group of browsers that have the model open."""
    return f"model.{model_id}"


def broadcast(*, model_id: UUID | str, message: Mapping[str, Any]) -> None:
    """Send a JSON message to every browser that has the model open. Call it after the commit."""
    _outlet.put(model_group(model_id), Heard.of(message))


def loop_register(loop: asyncio.AbstractEventLoop | None) -> None:
    """Name the loop whose consumers listen; None when the server stops."""
    _outlet.use(loop)


class Ear:
    """Hears on the running event loop what is said about one model, in this process and in others."""

    def __init__(self, model_id: UUID, listener: Listener) -> None:
        self._group = model_group(model_id)
        self._listener = listener
        self._closed = asyncio.Event()
        _outlet.join(self._group, listener)
        self._far = asyncio.get_running_loop().create_task(self._hear()) if settings.REDIS_URL else None
        self.hears_others = self._far is None  # false while the broker cannot be reached

    async def close(self) -> None:
        """Hear nothing any more."""
        _outlet.leave(self._group, self._listener)
        self._closed.set()
        if self._far is not None:
            self._far.cancel()
            await asyncio.gather(self._far, return_exceptions=True)

    async def _hear(self) -> None:
        """Listen to the broker, from the beginning where something fails: what was missed is in the rows."""
        while not self._closed.is_set():
            try:
                await self._hear_until_a_fault()
            except Exception as fault:  # noqa: BLE001 (the edge: whatever a broker may raise)
                if self._closed.is_set():  # a fault while taking leave hides that this was cancelled
                    return
                log.warning("live_deaf", group=self._group, fault=type(fault).__name__)
                self.hears_others = False
                await asyncio.sleep(1)

    async def _hear_until_a_fault(self) -> None:
        layer = get_channel_layer()
        async with asyncio.timeout(_SEND_TIMEOUT_S):
            channel = await layer.new_channel()
            await layer.group_add(self._group, channel)
        self.hears_others = True
        try:
            # The client of the broker swallows a cancellation that comes while it subscribes.
            while not self._closed.is_set():
                message = await layer.receive(channel)
                if message.get("from") != _process():
                    self._listener(Heard(*message["of"]))
        finally:
            async with asyncio.timeout(_SEND_TIMEOUT_S):
                await layer.group_discard(self._group, channel)
