"""Sends messages to the connections of a model or of a person's inbox, from any thread of any process.

Subscriptions in this process get a message at once; other processes get it through the channel layer, on one
event loop of this process: the web server's (registered at its start), else one of our own in a thread. So a
request never waits for a broker, and messages keep their order.
"""

import asyncio
import os
import secrets
import threading
from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any, Final
from uuid import UUID

import structlog
from channels.layers import get_channel_layer
from django.conf import settings

from threatmodel.pubsub.messages import Message, model_group, person_group

log = structlog.get_logger(__name__)

SEND_TIMEOUT_S: Final = 5
_MAX_QUEUED: Final = 1000  # messages kept while the broker is slow; beyond it, new ones are dropped
_TOKEN: Final = secrets.token_hex(8)

Listener = Callable[[Message], None]


class _Publisher:
    """The listeners of this process, the event loop that sends to others, and the messages queued for it."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._server_loop: asyncio.AbstractEventLoop | None = None
        self._own_loop: asyncio.AbstractEventLoop | None = None
        self._send_locks: dict[asyncio.AbstractEventLoop, asyncio.Lock] = {}
        self._queued = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self._listeners: dict[str, list[tuple[asyncio.AbstractEventLoop, Listener]]] = defaultdict(list)

    def use(self, loop: asyncio.AbstractEventLoop | None) -> None:
        with self._guard:
            self._server_loop = loop
            self._send_locks.clear()
            self._queued = 0

    def loop(self) -> asyncio.AbstractEventLoop:
        """Return the server's loop, else our own one, started on first use."""
        with self._guard:
            if self._server_loop is not None and not self._server_loop.is_closed():
                return self._server_loop
            if self._own_loop is None:
                self._own_loop = asyncio.new_event_loop()
                threading.Thread(target=self._own_loop.run_forever, name="pubsub", daemon=True).start()
            return self._own_loop

    def add_listener(self, group: str, listener: Listener) -> None:
        with self._guard:
            self._listeners[group].append((asyncio.get_running_loop(), listener))

    def remove_listener(self, group: str, listener: Listener) -> None:
        with self._guard:
            left = [entry for entry in self._listeners[group] if entry[1] != listener]
            if left:
                self._listeners[group] = left
            else:
                del self._listeners[group]

    def publish(self, group: str, message: Message) -> None:
        """Call the listeners here, and queue the message for other processes; returns at once."""
        with self._guard:
            listeners = list(self._listeners.get(group, ()))
        for its_loop, listener in listeners:
            if not its_loop.is_closed():
                its_loop.call_soon_threadsafe(listener, message)
        if settings.REDIS_URL:
            self._queue(group, message)

    def _queue(self, group: str, message: Message) -> None:
        loop = self.loop()
        with self._guard:
            if self._queued >= _MAX_QUEUED:
                log.warning("message_dropped", group=group)
                return
            self._queued += 1
        loop.call_soon_threadsafe(self._start, loop, group, message)

    def _start(self, loop: asyncio.AbstractEventLoop, group: str, message: Message) -> None:
        lock = self._send_locks.setdefault(loop, asyncio.Lock())
        task = loop.create_task(self._send(lock, group, message))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _send(self, lock: asyncio.Lock, group: str, message: Message) -> None:
        content = {
            "type": "model.message",
            "from": process_name(),
            "of": [message.type, message.frame, message.seq],
        }
        try:
            async with lock, asyncio.timeout(SEND_TIMEOUT_S):  # asyncio's lock is first come, first served
                await get_channel_layer().group_send(group, content)
        except Exception as fault:  # noqa: BLE001 (the edge: hubs read lost changes from the log)
            log.warning("message_unsent", group=group, fault=type(fault).__name__)
        finally:
            with self._guard:
                self._queued = max(0, self._queued - 1)


_publisher = _Publisher()


def process_name() -> str:
    """Return the name of this process, to ignore its own messages when they return from the broker.

    A server that loads before it forks shares the token with its siblings.
    """
    return f"{_TOKEN}.{os.getpid()}"


def broadcast(*, model_id: UUID | str, message: Mapping[str, Any]) -> None:
    """Send a JSON message to every connection that has the model open. Call it after the commit."""
    _publisher.publish(model_group(model_id), Message.encode(message))


def person_send(*, user_id: UUID | str, message: Mapping[str, Any]) -> None:
    """Send a JSON message to every connection of the person's inbox. Call it after the commit."""
    _publisher.publish(person_group(user_id), Message.encode(message))


def add_listener(group: str, listener: Listener) -> None:
    """Call the listener on the running event loop with each message of this process to the group."""
    _publisher.add_listener(group, listener)


def remove_listener(group: str, listener: Listener) -> None:
    """Stop calling the listener."""
    _publisher.remove_listener(group, listener)


def loop_register(loop: asyncio.AbstractEventLoop | None) -> None:
    """Set the event loop of the web server; None when it stops."""
    _publisher.use(loop)
