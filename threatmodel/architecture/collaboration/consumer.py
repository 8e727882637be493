"""The WebSocket of one model: admits members, reads their frames, and passes edits on to the hub."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final

import structlog

from threatmodel.accounts.session_lifetime import ConnectionActivity
from threatmodel.accounts.session_monitor import MonitoredConnection, password_mark, session_monitor
from threatmodel.architecture.collaboration.client_messages import (
    BadFrame,
    ClientMessage,
    PresenceUpdate,
    Since,
    read_frame,
)
from threatmodel.architecture.collaboration.connection import Connection, Send
from threatmodel.architecture.collaboration.db_executor import run_in_db_thread
from threatmodel.architecture.collaboration.hub import CLOSE_NOT_FOUND, Hub, weight_of
from threatmodel.architecture.collaboration.hub_queries import SecondFactorMissing, admit_user
from threatmodel.architecture.collaboration.hub_registry import hub_registry
from threatmodel.architecture.collaboration.rate_limits import UserRateLimit, user_rate_limits
from threatmodel.architecture.collaboration.server_messages import frame_of, refused_message
from threatmodel.architecture.operations.apply import Undo
from threatmodel.architecture.operations.batch import Batch

log = structlog.get_logger(__name__)

CLOSE_SIGNED_OUT: Final = 4403
CLOSE_SECOND_FACTOR: Final = 4406
CLOSE_ABUSE: Final = 4400
CLOSE_TOO_MANY: Final = 4429  # connections of one person
_MAX_BAD_FRAMES: Final = 20  # of one connection, until it is closed
_MAX_PRESENCE_PER_S: Final = 40  # further updates are ignored

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]


async def model_socket(scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
    """Serve the WebSocket of a model, as an ASGI application."""
    await receive()
    # A close before the accept reaches browsers as a failed handshake, without its code.
    await send({"type": "websocket.accept"})
    if not scope["user"].is_authenticated:
        await send({"type": "websocket.close", "code": CLOSE_SIGNED_OUT})
        return
    rate_limit = user_rate_limits().acquire(scope["user"].pk)
    if rate_limit is None:
        await send({"type": "websocket.close", "code": CLOSE_TOO_MANY})
        return
    hub = hub_registry().acquire(scope["url_route"]["kwargs"]["model_id"])
    try:
        await _serve(hub, rate_limit, scope, receive, send)
    finally:
        hub_registry().release(hub)
        user_rate_limits().release(rate_limit)


async def _serve(
    hub: Hub, rate_limit: UserRateLimit, scope: MutableMapping[str, Any], receive: Receive, send: Send
) -> None:
    try:
        admission = await run_in_db_thread(admit_user, user=scope["user"], model_id=hub.model_id)
    except SecondFactorMissing:
        await send({"type": "websocket.close", "code": CLOSE_SECOND_FACTOR})
        return
    if admission is None:
        await send({"type": "websocket.close", "code": CLOSE_NOT_FOUND})
        return
    connection = Connection(scope["user"], admission.role)
    reader = _FrameReader(hub, connection, rate_limit, ConnectionActivity(scope["session"]))
    monitored = MonitoredConnection(
        user_id=scope["user"].pk,
        team_id=admission.team_id,
        session_key=scope["session"].session_key or "",
        role=admission.role,
        password=password_mark(scope["user"].password),
        close=reader.close_no_access,
        sign_out=reader.close_signed_out,
        send_role=reader.send_role,
    )
    sending = asyncio.create_task(connection.send_queued(send))
    session_monitor().add(monitored)
    hub.admit(connection, admission)
    for job in admission.jobs:
        connection.send({"type": "job", "job": job})
    if admission.reads_again:
        connection.send({"type": "analyzed", "seq": admission.seq})
    try:
        await reader.read(receive)
    finally:
        session_monitor().remove(monitored)
        hub.remove(connection)
        sending.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await sending


class _FrameReader:
    """Reads the frames of one connection, once it is admitted."""

    def __init__(
        self, hub: Hub, connection: Connection, rate_limit: UserRateLimit, activity: ConnectionActivity
    ) -> None:
        self._hub = hub
        self._connection = connection
        self._rate_limit = rate_limit
        self._activity = activity
        self._bad_frames = 0
        self._presence_updates = 0
        self._second = 0

    async def close_no_access(self) -> None:
        """Close the socket of a person who has lost access."""
        self._connection.close(CLOSE_NOT_FOUND)

    async def close_signed_out(self) -> None:
        """Close the socket of a person whose session is no longer valid."""
        self._connection.close(CLOSE_SIGNED_OUT)

    def send_role(self, role: str) -> None:
        """Send the client the new role of its person."""
        self._connection.role = role
        self._connection.send({"type": "role", "role": role})

    async def read(self, receive: Receive) -> None:
        """Read frames until the socket is closed by either side."""
        while True:
            event = await receive()
            if event["type"] == "websocket.disconnect":
                return
            if self._connection.close_code is None:
                await self._handle(event.get("text"))

    async def _handle(self, text: str | None) -> None:
        await self._rate_limit.pace_bytes(len(text or ""))
        try:
            message = read_frame(text)
        except BadFrame as fault:
            self._refuse(fault)
            return
        if _is_activity(message) and self._activity.is_due():
            await run_in_db_thread(self._activity.extend_session)
        if isinstance(message, (Batch, Undo)):
            await self._rate_limit.pace_operations(weight_of(message))
            await self._hub.submit(self._connection, message)
        elif isinstance(message, Since):
            await self._send_changes_since(message.seq)
        else:
            self._update_presence(message)

    def _refuse(self, fault: BadFrame) -> None:
        self._bad_frames += 1
        self._connection.send(refused_message(fault.batch_id, fault.code, str(fault)))
        if self._bad_frames > _MAX_BAD_FRAMES:
            log.warning("socket_closed", reason="abuse", user=str(self._connection.user.pk))
            self._connection.close(CLOSE_ABUSE)

    async def _send_changes_since(self, seq: int) -> None:
        if not self._rate_limit.take_since():
            self._refuse(BadFrame("too many requests; wait a moment", code="too-often"))
            return
        await self._connection.wait_until_drained()
        missed = await self._hub.changes_since(seq)
        if missed is None:
            self._connection.enqueue(frame_of("resync", seq=self._hub.head))
        else:
            self._connection.enqueue(frame_of("changes", after=seq, changes=missed))

    def _update_presence(self, message: PresenceUpdate) -> None:
        second = int(asyncio.get_running_loop().time())
        if second != self._second:
            self._second, self._presence_updates = second, 0
        self._presence_updates += 1
        if self._presence_updates <= _MAX_PRESENCE_PER_S:
            self._hub.update_presence(self._connection, message.parts)


def _is_activity(message: ClientMessage) -> bool:
    """Whether the person is active: a view may follow that of another person, a cursor moves by hand."""
    return isinstance(message, (Batch, Undo)) or (
        isinstance(message, PresenceUpdate) and bool(message.parts.get("cursor"))
    )
