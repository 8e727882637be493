"""Notices, for all open WebSockets of this process together, who may not look any longer, or do other things.

Once a second one query asks for the memberships and one for the sessions of those connected; a socket whose
member was removed, whose session ended or whose account was disabled is closed, one whose member has another
role is told so. A message would be quicker, but can be lost, and would have to be sent from every place that
gives or takes access.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from uuid import UUID

import structlog
from channels.db import database_sync_to_async
from django.contrib.sessions.models import Session
from django.db.models.functions import Now

from threatmodel.accounts.models import Membership

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
    close: Closing = field(compare=False)
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
        roles = await database_sync_to_async(roles_now)(seats)
        unwelcome = [seat for seat, role in zip(seats, roles, strict=True) if role is None]
        for seat, role in zip(seats, roles, strict=True):
            if role is not None and role != seat.role:
                seat.role = role
                seat.tell_role(role)
        for seat in unwelcome:
            log.info("socket_closed", reason="access", user=str(seat.user_id), team=str(seat.team_id))
            self._seats.pop(id(seat), None)
        # Together: a browser that does not read must not hold up the others.
        closing = (asyncio.wait_for(seat.close(), _CLOSE_TIMEOUT_S) for seat in unwelcome)
        await asyncio.gather(*closing, return_exceptions=True)


def roles_now(seats: Iterable[Seat]) -> list[str | None]:
    """Return the role behind each socket; None where membership, session or account are gone. Two queries."""
    watched = tuple(seats)
    members = Membership.objects.filter(
        user_id__in={seat.user_id for seat in watched},
        team_id__in={seat.team_id for seat in watched},
        user__is_active=True,
    )
    roles = {(user, team): role for user, team, role in members.values_list("user_id", "team_id", "role")}
    keys = {seat.session_key for seat in watched}
    sessions = Session.objects.filter(session_key__in=keys, expire_date__gt=Now())
    alive = set(sessions.values_list("session_key", flat=True))
    return [
        roles.get((seat.user_id, seat.team_id)) if seat.session_key in alive else None for seat in watched
    ]


_watches: dict[asyncio.AbstractEventLoop, AccessWatch] = {}


def access_watch() -> AccessWatch:
    """Return the watch of the running event loop."""
    loop = asyncio.get_running_loop()
    for closed in [other for other in _watches if other.is_closed()]:
        del _watches[closed]
    return _watches.setdefault(loop, AccessWatch())
