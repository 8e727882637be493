"""Receives the messages of a group on the running event loop, from this process and from others."""

import asyncio
from collections.abc import Callable

import structlog
from channels.layers import get_channel_layer
from django.conf import settings

from threatmodel.pubsub.messages import Message
from threatmodel.pubsub.publisher import SEND_TIMEOUT_S, Listener, add_listener, process_name, remove_listener

log = structlog.get_logger(__name__)

_RETRY_S = 1


class Subscription:
    """Calls a listener with each message of one group, until it is closed.

    `on_connected` is called whenever messages begin to arrive: those before may have been missed.
    """

    def __init__(
        self, group: str, listener: Listener, *, on_connected: Callable[[], None] = lambda: None
    ) -> None:
        self._group = group
        self._listener = listener
        self._on_connected = on_connected
        self._closed = asyncio.Event()
        add_listener(self._group, listener)
        self._remote = asyncio.get_running_loop().create_task(self._receive()) if settings.REDIS_URL else None
        self.is_connected = self._remote is None  # false while the broker cannot be reached
        if self.is_connected:
            on_connected()

    async def close(self) -> None:
        """Stop receiving."""
        remove_listener(self._group, self._listener)
        self._closed.set()
        if self._remote is not None:
            self._remote.cancel()
            await asyncio.gather(self._remote, return_exceptions=True)

    async def _receive(self) -> None:
        """Receive from the broker, and reconnect after a fault: hubs read what was missed from the log."""
        while not self._closed.is_set():
            try:
                await self._receive_until_fault()
            except Exception as fault:  # noqa: BLE001 (the edge: whatever a broker may raise)
                if self._closed.is_set():  # a fault while unsubscribing hides the cancellation
                    return
                log.warning("subscription_lost", group=self._group, fault=type(fault).__name__)
                self.is_connected = False
                await asyncio.sleep(_RETRY_S)

    async def _receive_until_fault(self) -> None:
        layer = get_channel_layer()
        async with asyncio.timeout(SEND_TIMEOUT_S):
            channel = await layer.new_channel()
            await layer.group_add(self._group, channel)
        self.is_connected = True
        self._on_connected()
        try:
            # The client of the broker swallows a cancellation that comes while it subscribes.
            while not self._closed.is_set():
                content = await layer.receive(channel)
                if content.get("from") != process_name():
                    # Those of another version, during an update, may look otherwise: the log has the changes.
                    for type_, frame, seq in content.get("messages", ()):
                        self._listener(Message(type_, frame, seq, is_remote=True))
        finally:
            async with asyncio.timeout(SEND_TIMEOUT_S):
                await layer.group_discard(self._group, channel)
