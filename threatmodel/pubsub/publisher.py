"""Sends messages to the connections of a model or of a person's inbox, from any thread of any process.

Subscriptions in this process get a message at once; other processes get it through the channel layer, on one
event loop of this process: the web server's (registered at its start), else one of our own in a thread. So a
request never waits for a broker, and messages of a group keep their order. Those that wait together, as the
changes of one commit do, are sent together.
"""

import asyncio
import os
import secrets
import threading
from collections import defaultdict, deque
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
_TOGETHER: Final = 100  # messages that are sent together at most
_TOGETHER_LENGTH: Final = 512 * 1024
_TOKEN: Final = secrets.token_hex(8)

Listener = Callable[[Message], None]


class _Outbox:
    """The messages to other processes that wait on one event loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self._guard = threading.Lock()
        self._queued = 0
        self._waiting: dict[str, deque[Message]] = {}  # by group; on the loop alone
        self._sending: asyncio.Task[None] | None = None

    def queue(self, group: str, message: Message) -> None:
        with self._guard:
            if self._queued >= _MAX_QUEUED:
                log.warning("message_dropped", group=group)
                return
            self._queued += 1
        self.loop.call_soon_threadsafe(self._start, group, message)

    def _start(self, group: str, message: Message) -> None:
        self._waiting.setdefault(group, deque()).append(message)
        if self._sending is None or self._sending.done():
            self._sending = self.loop.create_task(self._send_waiting())

    async def _send_waiting(self) -> None:
        while self._waiting:
            group, messages = _take_together(self._waiting)
            await _send(group, messages)
            with self._guard:
                self._queued -= len(messages)


class _Publisher:
    """The listeners of this process, and what sends messages to others."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._server_outbox: _Outbox | None = None
        self._own_outbox: _Outbox | None = None
        self._listeners: dict[str, list[tuple[asyncio.AbstractEventLoop, Listener]]] = defaultdict(list)

    def use(self, loop: asyncio.AbstractEventLoop | None) -> None:
        with self._guard:
            self._server_outbox = _Outbox(loop) if loop is not None else None

    def _outbox(self) -> _Outbox:
        """Return that of the server's loop, else of our own one, started on first use."""
        with self._guard:
            if self._server_outbox is not None and not self._server_outbox.loop.is_closed():
                return self._server_outbox
            if self._own_outbox is None:
                self._own_outbox = _Outbox(asyncio.new_event_loop())
                run = self._own_outbox.loop.run_forever
                threading.Thread(target=run, name="pubsub", daemon=True).start()
            return self._own_outbox

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
            self._outbox().queue(group, message)


def _take_together(waiting: dict[str, deque[Message]]) -> tuple[str, list[Message]]:
    """Take what is sent next: messages of the group that waits longest; what is left of it comes last."""
    group = next(iter(waiting))
    left = waiting.pop(group)
    taken = [left.popleft()]
    length = len(taken[0].frame)
    while left and len(taken) < _TOGETHER and (length := length + len(left[0].frame)) <= _TOGETHER_LENGTH:
        taken.append(left.popleft())
    if left:
        waiting[group] = left
    return group, taken


async def _send(group: str, messages: list[Message]) -> None:
    content = {
        "type": "model.messages",
        "from": process_name(),
        "messages": [[message.type, message.frame, message.seq] for message in messages],
    }
    try:
        async with asyncio.timeout(SEND_TIMEOUT_S):
            await get_channel_layer().group_send(group, content)
    except Exception as fault:  # noqa: BLE001 (the edge: hubs read lost changes from the log)
        log.warning("messages_unsent", group=group, messages=len(messages), fault=type(fault).__name__)


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
