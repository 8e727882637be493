"""One WebSocket connection to the hub of a model: its outgoing queue, and the presence its person shows."""

import asyncio
import secrets
from collections import deque
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final

import orjson
import structlog

from threatmodel.accounts.choices import Role
from threatmodel.accounts.models import User
from threatmodel.architecture.operations.batch import Json

log = structlog.get_logger(__name__)

CLOSE_TOO_SLOW: Final = 4408
MAX_QUEUED: Final = 256  # frames for one client; beyond, it is disconnected, reconnects and catches up
MAX_QUEUED_BYTES: Final = 2 * 1024 * 1024
DRAINED_BYTES: Final = 64 * 1024  # with more queued, requests for missed changes wait
MAX_QUEUED_FOR_DROPPABLE: Final = 64  # with more queued, cursors of others are dropped
MAX_UNANSWERED: Final = 64  # batches of one client that wait to be written; beyond, its frames are not read

Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class Connection:
    """A client that has the model open. All of it happens on one event loop."""

    def __init__(self, user: User, role: Role | str) -> None:
        self.id = secrets.token_hex(8)
        self.user = user
        self.role = str(role)
        self.color = user.color
        self.presence: Json = {
            "cursor": None, "selection": [], "field": None, "view": None, "presenting": False,
            "following": None, "look": None, "address": None,
        }  # fmt: skip
        self.close_code: int | None = None
        self.unanswered = 0
        self._queue: deque[str] = deque()
        self._queued_bytes = 0
        self._drained = asyncio.Event()
        self._drained.set()
        self._changed = asyncio.Event()
        self._may_submit = asyncio.Event()
        self._may_submit.set()

    @property
    def user_json(self) -> Json:
        """The person, as others see them."""
        return {"id": str(self.user.pk), "name": self.user.get_full_name(), "color": self.color}

    @property
    def peer_json(self) -> Json:
        """The person with their presence, as others see them."""
        return {"connection": self.id, "user": self.user_json, **self.presence}

    # --- outgoing ------------------------------------------------------------------------------

    def send(self, message: Json) -> None:
        """Send a message to this client alone."""
        self.enqueue(orjson.dumps(message).decode())

    def enqueue(self, frame: str, *, droppable: bool = False) -> None:
        """Queue a frame; a client that is too slow first loses droppable frames, then is disconnected."""
        if self.close_code is not None or (droppable and len(self._queue) >= MAX_QUEUED_FOR_DROPPABLE):
            return
        if len(self._queue) >= MAX_QUEUED or self._queued_bytes + len(frame) > MAX_QUEUED_BYTES:
            log.warning("socket_closed", reason="slow", user=str(self.user.pk))
            self.close(CLOSE_TOO_SLOW)
            return
        self._queue.append(frame)
        self._count(len(frame))
        self._changed.set()

    async def wait_until_drained(self) -> None:
        """Wait until the client has read most of its queue, or is disconnected."""
        await self._drained.wait()

    def _count(self, size: int) -> None:
        self._queued_bytes += size
        if self._queued_bytes <= DRAINED_BYTES or self.close_code is not None:
            self._drained.set()
        else:
            self._drained.clear()

    def close(self, code: int) -> None:
        """Close the socket after the queue is sent; for a client that is too slow the queue is dropped."""
        if self.close_code is not None:
            return
        self.close_code = code
        if code == CLOSE_TOO_SLOW:
            self._queue.clear()
        self._changed.set()
        self._may_submit.set()
        self._drained.set()

    async def send_queued(self, send: Send) -> None:
        """Send queued frames until the socket is closed by either side.

        It waits for a client that does not read; the server's pings detect one that is gone.
        """
        try:
            while True:
                await self._changed.wait()
                self._changed.clear()
                while self._queue:
                    frame = self._queue.popleft()
                    await send({"type": "websocket.send", "text": frame})
                    self._count(-len(frame))
                if self.close_code is not None:
                    await send({"type": "websocket.close", "code": self.close_code})
                    return
        except (OSError, RuntimeError):  # disconnected; the reader of the socket notices as well
            self.close(CLOSE_TOO_SLOW)

    # --- incoming ------------------------------------------------------------------------------

    async def count_batch(self) -> None:
        """Count a batch that is to be written; waits while too many of this client are unanswered."""
        while self.unanswered >= MAX_UNANSWERED and self.close_code is None:
            self._may_submit.clear()
            await self._may_submit.wait()
        self.unanswered += 1

    def answer_batch(self, message: Json) -> None:
        """Send the result of a batch."""
        self.unanswered -= 1
        self._may_submit.set()
        self.send(message)
