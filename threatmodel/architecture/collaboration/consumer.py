"""The WebSocket of one model: lets members in, reads their frames, and hands everything else to the hub."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final

import orjson
import structlog

from threatmodel.accounts.session_monitor import Seat, access_watch, password_mark
from threatmodel.accounts.sessions import SocketActivity
from threatmodel.architecture.collaboration.client_messages import BadFrame, Frame, Shown, Since, read_frame
from threatmodel.architecture.collaboration.connection import Desk, Send
from threatmodel.architecture.collaboration.db_executor import in_database
from threatmodel.architecture.collaboration.hub import CLOSE_NOT_FOUND, Hub, hubs, refusal, weight_of
from threatmodel.architecture.collaboration.hub_queries import SecondFactorMissing, entrance
from threatmodel.architecture.collaboration.rate_limits import Allowance, allowances
from threatmodel.architecture.operations.apply import Undo
from threatmodel.architecture.operations.batch import Batch, Json

log = structlog.get_logger(__name__)

CLOSE_SIGNED_OUT: Final = 4403
CLOSE_SECOND_FACTOR: Final = 4406
CLOSE_ABUSE: Final = 4400
CLOSE_TOO_MANY: Final = 4429  # sockets of one person
_BAD_FRAMES_MOST: Final = 20  # of one socket, until it is closed
_SHOWN_A_SECOND: Final = 40  # what comes faster is passed over

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]


async def model_socket(scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
    """Serve the WebSocket of a model, as an ASGI application."""
    await receive()
    # A close before the accept reaches browsers as a failed handshake, without its code.
    await send({"type": "websocket.accept"})
    if not scope["user"].is_authenticated:
        await send({"type": "websocket.close", "code": CLOSE_SIGNED_OUT})
        return
    allowance = allowances().enter(scope["user"].pk)
    if allowance is None:
        await send({"type": "websocket.close", "code": CLOSE_TOO_MANY})
        return
    hub = hubs().enter(scope["url_route"]["kwargs"]["model_id"])
    try:
        await _serve(hub, allowance, scope, receive, send)
    finally:
        hubs().leave(hub)
        allowances().leave(allowance)


async def _serve(
    hub: Hub, allowance: Allowance, scope: MutableMapping[str, Any], receive: Receive, send: Send
) -> None:
    try:
        found = await in_database(entrance, user=scope["user"], model_id=hub.model_id)
    except SecondFactorMissing:
        await send({"type": "websocket.close", "code": CLOSE_SECOND_FACTOR})
        return
    if found is None:
        await send({"type": "websocket.close", "code": CLOSE_NOT_FOUND})
        return
    desk = Desk(scope["user"], found.role)
    visit = _Visit(hub, desk, allowance, SocketActivity(scope["session"]))
    seat = Seat(
        user_id=scope["user"].pk,
        team_id=found.team_id,
        session_key=scope["session"].session_key or "",
        role=found.role,
        password=password_mark(scope["user"].password),
        close=visit.close_unwelcome,
        sign_out=visit.close_signed_out,
        tell_role=visit.tell_role,
    )
    writing = asyncio.create_task(desk.pump(send))
    access_watch().join(seat)
    hub.admit(desk, found)
    for job in found.jobs:
        desk.say({"type": "job", "job": job})
    try:
        await visit.read(receive)
    finally:
        access_watch().leave(seat)
        hub.dismiss(desk)
        writing.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await writing


class _Visit:
    """One browser, from the time it has been let in."""

    def __init__(self, hub: Hub, desk: Desk, allowance: Allowance, activity: SocketActivity) -> None:
        self._hub = hub
        self._desk = desk
        self._allowance = allowance
        self._activity = activity
        self._bad = 0
        self._shown = 0
        self._second = 0

    async def close_unwelcome(self) -> None:
        """Close the socket of somebody who may not look any longer."""
        self._desk.close(CLOSE_NOT_FOUND)

    async def close_signed_out(self) -> None:
        """Close the socket of somebody whose session counts no more."""
        self._desk.close(CLOSE_SIGNED_OUT)

    def tell_role(self, role: str) -> None:
        """Tell the browser that its person may do more or less now."""
        self._desk.role = role
        self._desk.say({"type": "role", "role": role})

    async def read(self, receive: Receive) -> None:
        """Read frames until the socket is closed from either side."""
        while True:
            event = await receive()
            if event["type"] == "websocket.disconnect":
                return
            if self._desk.close_code is None:
                await self._take(event.get("text"))

    async def _take(self, text: str | None) -> None:
        await self._allowance.pace_bytes(len(text or ""))
        try:
            frame = read_frame(text)
        except BadFrame as fault:
            self._refuse(fault)
            return
        if _is_activity(frame) and self._activity.is_due():
            await in_database(self._activity.tell)
        if isinstance(frame, (Batch, Undo)):
            await self._allowance.pace_operations(weight_of(frame))
            await self._hub.submit(self._desk, frame)
        elif isinstance(frame, Since):
            await self._tell_since(frame.seq)
        else:
            self._show(frame)

    def _refuse(self, fault: BadFrame) -> None:
        self._bad += 1
        self._desk.say(refusal(fault.batch_id, fault.code, str(fault)))
        if self._bad > _BAD_FRAMES_MOST:
            log.warning("socket_closed", reason="abuse", user=str(self._desk.user.pk))
            self._desk.close(CLOSE_ABUSE)

    async def _tell_since(self, seq: int) -> None:
        if not self._allowance.may_ask_since():
            self._refuse(BadFrame("too many requests; wait a moment", code="too-often"))
            return
        await self._desk.keeps_up()
        missed = await self._hub.changes_since(seq)
        message: Json = {"type": "changes", "after": seq, "changes": missed}
        if missed is None:
            message = {"type": "resync", "seq": self._hub.head}
        self._desk.put(orjson.dumps(message).decode())

    def _show(self, frame: Shown) -> None:
        second = int(asyncio.get_running_loop().time())
        if second != self._second:
            self._second, self._shown = second, 0
        self._shown += 1
        if self._shown <= _SHOWN_A_SECOND:
            self._hub.show(self._desk, frame.parts)


def _is_activity(frame: Frame) -> bool:
    """Whether somebody did something: a view may follow somebody else's, a cursor moves by hand."""
    return isinstance(frame, (Batch, Undo)) or (isinstance(frame, Shown) and bool(frame.parts.get("cursor")))
