"""One browser at the hub of a model: what waits to be sent to it, and what it shows of itself."""

import asyncio
import secrets
from collections import deque
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final

import orjson
import structlog

from threatmodel.accounts.models import Role, User
from threatmodel.architecture.operations.batch import Json

log = structlog.get_logger(__name__)

CLOSE_TOO_SLOW: Final = 4408
OUT_MOST: Final = 256  # frames that wait for one browser; it is cut off beyond, comes back and catches up
OUT_BYTES_MOST: Final = 2 * 1024 * 1024
KEEPING_UP_BYTES: Final = 64 * 1024  # with more waiting, it is not told again what it missed
FLEETING_MOST: Final = 64  # with more waiting, it is not told where the cursors of others are
UNANSWERED_MOST: Final = 64  # batches of one browser that wait to be written; then its frames are left unread

Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class Desk:
    """A browser that has the model open. All of it happens on one event loop."""

    def __init__(self, user: User, role: Role | str) -> None:
        self.user = user
        self.role = str(role)
        self.colour = user.colour
        self.connection = secrets.token_hex(8)
        self.shown: Json = {
            "cursor": None, "selection": [], "field": None, "view": None, "presenting": False,
            "following": None, "look": None,
        }  # fmt: skip
        self.close_code: int | None = None
        self.unanswered = 0
        self._waiting: deque[str] = deque()
        self._waiting_bytes = 0
        self._kept_up = asyncio.Event()
        self._kept_up.set()
        self._changed = asyncio.Event()
        self._room = asyncio.Event()
        self._room.set()

    @property
    def you(self) -> Json:
        """Who sits here, as others are told."""
        return {"id": str(self.user.pk), "name": self.user.get_full_name(), "colour": self.colour}

    @property
    def peer(self) -> Json:
        """Who sits here and what they show."""
        return {"connection": self.connection, "user": self.you, **self.shown}

    # --- what goes out -------------------------------------------------------------------------

    def say(self, message: Json) -> None:
        """Send a message to this browser alone."""
        self.put(orjson.dumps(message).decode())

    def put(self, frame: str, *, fleeting: bool = False) -> None:
        """Queue a frame; a browser that does not keep up misses what is fleeting, then is cut off."""
        if self.close_code is not None or (fleeting and len(self._waiting) >= FLEETING_MOST):
            return
        if len(self._waiting) >= OUT_MOST or self._waiting_bytes + len(frame) > OUT_BYTES_MOST:
            log.warning("socket_closed", reason="slow", user=str(self.user.pk))
            self.close(CLOSE_TOO_SLOW)
            return
        self._waiting.append(frame)
        self._count(len(frame))
        self._changed.set()

    async def keeps_up(self) -> None:
        """Wait until the browser has read most of what it was sent, or is cut off."""
        await self._kept_up.wait()

    def _count(self, size: int) -> None:
        self._waiting_bytes += size
        if self._waiting_bytes <= KEEPING_UP_BYTES or self.close_code is not None:
            self._kept_up.set()
        else:
            self._kept_up.clear()

    def close(self, code: int) -> None:
        """Close the socket; what waits is dropped where the browser is too slow for it."""
        if self.close_code is not None:
            return
        self.close_code = code
        if code == CLOSE_TOO_SLOW:
            self._waiting.clear()
        self._changed.set()
        self._room.set()
        self._kept_up.set()

    async def pump(self, send: Send) -> None:
        """Send what is queued until the socket is closed from either side.

        Where a browser does not read, this waits; the server's pings find out when it is gone.
        """
        try:
            while True:
                await self._changed.wait()
                self._changed.clear()
                while self._waiting:
                    frame = self._waiting.popleft()
                    await send({"type": "websocket.send", "text": frame})
                    self._count(-len(frame))
                if self.close_code is not None:
                    await send({"type": "websocket.close", "code": self.close_code})
                    return
        except (OSError, RuntimeError):  # gone; whoever reads from the socket learns it as well
            self.close(CLOSE_TOO_SLOW)

    # --- what comes in -------------------------------------------------------------------------

    async def take_one(self) -> None:
        """Count a batch that is to be written; waits while too many of this browser are not."""
        while self.unanswered >= UNANSWERED_MOST and self.close_code is None:
            self._room.clear()
            await self._room.wait()
        self.unanswered += 1

    def answer(self, message: Json) -> None:
        """Send what became of a batch."""
        self.unanswered -= 1
        self._room.set()
        self.say(message)
