"""The WebSocket of a person's inbox: says that it may have changed, and nothing else; pages then read it.

It says so first when it begins to hear of changes: what came after the page was read was not missed then.
"""

import asyncio
import contextlib
from collections import Counter
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final
from uuid import UUID

from threatmodel.accounts.session_monitor import MonitoredConnection, password_mark, session_monitor
from threatmodel.notifications.services.notices import CHANGED
from threatmodel.pubsub.messages import Message, person_group
from threatmodel.pubsub.subscriber import Subscription

CLOSE_SIGNED_OUT: Final = 4403
CLOSE_ABUSE: Final = 4400
CLOSE_TOO_MANY: Final = 4429
_MAX_CONNECTIONS: Final = 40  # of one person to this process: a tab each
_FRAME: Final = Message.encode(CHANGED).frame

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
_connections: Final[Counter[UUID]] = Counter()


async def inbox_socket(scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
    """Serve the WebSocket of the signed-in person's inbox, as an ASGI application."""
    await receive()
    # A close before the accept reaches browsers as a failed handshake, without its code.
    await send({"type": "websocket.accept"})
    user = scope["user"]
    if not user.is_authenticated:
        await send({"type": "websocket.close", "code": CLOSE_SIGNED_OUT})
        return
    if _connections[user.pk] >= _MAX_CONNECTIONS:
        await send({"type": "websocket.close", "code": CLOSE_TOO_MANY})
        return
    _connections[user.pk] += 1
    try:
        await _serve(scope, receive, send)
    finally:
        _connections[user.pk] -= 1
        if not _connections[user.pk]:
            del _connections[user.pk]


async def _serve(scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
    user = scope["user"]
    connection = _InboxConnection()
    monitored = MonitoredConnection(
        user_id=user.pk,
        team_id=None,
        session_key=scope["session"].session_key or "",
        role="",
        password=password_mark(user.password),
        close=connection.sign_out,
        sign_out=connection.sign_out,
        send_role=lambda _role: None,
    )
    subscription = Subscription(person_group(user.pk), connection.note, on_connected=connection.note_change)
    sending = asyncio.create_task(connection.send_changes(send))
    session_monitor().add(monitored)
    try:
        await _read(connection, receive)
    finally:
        session_monitor().remove(monitored)
        await subscription.close()
        sending.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await sending


async def _read(connection: "_InboxConnection", receive: Receive) -> None:
    """Wait until the socket is closed; clients have nothing to say here."""
    while True:
        event = await receive()
        if event["type"] == "websocket.disconnect":
            return
        connection.close(CLOSE_ABUSE)


class _InboxConnection:
    """A page that shows the inbox. Changes that come before it has read are one."""

    def __init__(self) -> None:
        self._changed = asyncio.Event()
        self._close_code: int | None = None

    def note(self, _message: Message) -> None:
        """Have the page told of a change."""
        self.note_change()

    def note_change(self) -> None:
        """Have the page told that the inbox may have changed."""
        self._changed.set()

    def close(self, code: int) -> None:
        """Close the socket."""
        self._close_code = code
        self._changed.set()

    async def sign_out(self) -> None:
        """Close the socket of a person whose session or account has ended."""
        self.close(CLOSE_SIGNED_OUT)

    async def send_changes(self, send: Send) -> None:
        """Send what was noted until the socket is closed by either side."""
        with contextlib.suppress(OSError, RuntimeError):  # disconnected: the reader notices as well
            while True:
                await self._changed.wait()
                self._changed.clear()
                if self._close_code is not None:
                    await send({"type": "websocket.close", "code": self._close_code})
                    return
                await send({"type": "websocket.send", "text": _FRAME})
