"""Notices, for all open WebSockets of this process together, who may not look any longer, or do other things.

Once a second one query asks for the memberships and one for the sessions of those connected. A socket is
closed when its member was removed, its session ended or was idle for too long, or its account was disabled or
has another password; who has another role is told so. A message would be quicker, but can be lost, and
would have to be sent from every place that gives or takes access.
"""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from uuid import UUID

import structlog
from channels.db import database_sync_to_async
from django.contrib.sessions.models import Session
from django.db.models.functions import Now

from threatmodel.accounts.models import Membership
from threatmodel.accounts.selectors import lacks_second_factor

log = structlog.get_logger(__name__)

_EVERY_S = 1.0
_CLOSE_TIMEOUT_S = 5

Closing = Callable[[], Awaitable[None]]
TellingRole = Callable[[str], None]


@dataclass(slots=True)
class Seat:
    """One open socket: who looks, at a thing of which team, in which role, under which session."""

    user_id: UUID
    team_id: UUID
    session_key: str
    role: str
    password: str  # password_mark of the account when the socket was opened
    close: Closing = field(compare=False)
    sign_out: Closing = field(compare=False)  # close it; the browser may come back with a session that counts
    tell_role: TellingRole = field(compare=False)


class AccessWatch:
    """The open sockets of one event loop."""

    def __init__(self) -> None:
        self._seats: dict[int, Seat] = {}
        self._round: asyncio.Task[None] | None = None

    def join(self, seat: Seat) -> None:
        """Watch over the socket from now on."""
        self._seats[id(seat)] = seat
        if self._round is None or self._round.done():
            self._round = asyncio.get_running_loop().create_task(self._watch())

    def leave(self, seat: Seat) -> None:
        """Stop watching; without sockets nothing is asked."""
        self._seats.pop(id(seat), None)
        if not self._seats and self._round is not None:
            self._round.cancel()
            self._round = None

    async def _watch(self) -> None:
        while self._seats:
            await asyncio.sleep(_EVERY_S)
            try:
                await self._look(tuple(self._seats.values()))
            except Exception as fault:  # noqa: BLE001 (the edge: the watch outlives a database that is away)
                log.warning("access_unchecked", fault=type(fault).__name__)

    async def _look(self, seats: tuple[Seat, ...]) -> None:
        found = await database_sync_to_async(access_now)(seats)
        ended: list[Awaitable[None]] = []
        for seat, access in zip(seats, found, strict=True):
            if access is None or access.password != seat.password:
                log.info("socket_closed", reason="access", user=str(seat.user_id), team=str(seat.team_id))
                self._seats.pop(id(seat), None)
                ended.append(seat.close() if access is None else seat.sign_out())
            elif access.role != seat.role:
                seat.role = access.role
                seat.tell_role(access.role)
        # Together: a browser that does not read must not hold up the others.
        closing = (asyncio.wait_for(one, _CLOSE_TIMEOUT_S) for one in ended)
        await asyncio.gather(*closing, return_exceptions=True)


@dataclass(frozen=True, slots=True)
class Access:
    """What somebody may do in a team now, and the mark of their password."""

    role: str
    password: str


# Of a session that has ended, or whose person lacks the second factor that the team asks for: no password
# has this mark, so the socket is closed, and the browser asks for its session.
_SIGNED_OUT = Access(role="", password="")


def password_mark(encoded: str) -> str:
    """Return what tells a password, as it is kept, from the one before, without keeping it twice."""
    return hashlib.sha256(encoded.encode()).hexdigest()[:16]


def access_now(seats: Iterable[Seat]) -> list[Access | None]:
    """Return what each socket may do; None where membership or account are gone. Two queries."""
    watched = tuple(seats)
    members = Membership.objects.filter(
        user_id__in={seat.user_id for seat in watched},
        team_id__in={seat.team_id for seat in watched},
        user__is_active=True,
        team__deleted_at=None,
    )
    columns = ("user_id", "team_id", "role", "user__password", "locked")
    found = {
        (user, team): _SIGNED_OUT if locked else Access(role, password_mark(password))
        for user, team, role, password, locked in members.annotate(
            locked=lacks_second_factor("team__")
        ).values_list(*columns)
    }
    keys = {seat.session_key for seat in watched}
    sessions = Session.objects.filter(session_key__in=keys, expire_date__gt=Now())
    alive = set(sessions.values_list("session_key", flat=True))
    return [
        found.get((seat.user_id, seat.team_id)) if seat.session_key in alive else _SIGNED_OUT
        for seat in watched
    ]


_watches: dict[asyncio.AbstractEventLoop, AccessWatch] = {}


def access_watch() -> AccessWatch:
    """Return the watch of the running event loop."""
    loop = asyncio.get_running_loop()
    for closed in [other for other in _watches if other.is_closed()]:
        del _watches[closed]
    return _watches.setdefault(loop, AccessWatch())
