"""Notices, for all open WebSockets of this process together, who may not look any longer.

Once a second one query asks for the memberships and one for the sessions of those connected; a socket whose
member was removed, whose session ended or whose account was disabled is closed. A message would be quicker,
but can be lost, and would have to be sent from every place that takes access away.
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


@dataclass(frozen=True, slots=True)
class Seat:
    """One open socket: who looks, at a thing of which team, under which session."""

    user_id: UUID
    team_id: UUID
    session_key: str
    close: Closing = field(compare=False)


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
                await self._close_unwelcome(tuple(self._seats.values()))
            except Exception as fault:  # noqa: BLE001 (the edge: the watch outlives a database that is away)
                log.warning("access_unchecked", fault=type(fault).__name__)

    async def _close_unwelcome(self, seats: tuple[Seat, ...]) -> None:
        unwelcome = await database_sync_to_async(seats_unwelcome)(seats)
        for seat in unwelcome:
            log.info("socket_closed", reason="access", user=str(seat.user_id), team=str(seat.team_id))
            self._seats.pop(id(seat), None)
        # Together: a browser that does not read must not hold up the others.
        closing = (asyncio.wait_for(seat.close(), _CLOSE_TIMEOUT_S) for seat in unwelcome)
        await asyncio.gather(*closing, return_exceptions=True)


def seats_unwelcome(seats: Iterable[Seat]) -> tuple[Seat, ...]:
    """Return the sockets whose person lost membership, session or account; two SQL queries."""
    watched = tuple(seats)
    members = set(
        Membership.objects.filter(
            user_id__in={seat.user_id for seat in watched},
            team_id__in={seat.team_id for seat in watched},
            user__is_active=True,
        ).values_list("user_id", "team_id")
    )
    keys = {seat.session_key for seat in watched}
    alive = set(
        Session.objects.filter(session_key__in=keys, expire_date__gt=Now()).values_list(
            "session_key", flat=True
        )
    )
    return tuple(
        seat
        for seat in watched
        if (seat.user_id, seat.team_id) not in members or seat.session_key not in alive
    )


_watches: dict[asyncio.AbstractEventLoop, AccessWatch] = {}


def access_watch() -> AccessWatch:
    """Return the watch of the running event loop."""
    loop = asyncio.get_running_loop()
    for closed in [other for other in _watches if other.is_closed()]:
        del _watches[closed]
    return _watches.setdefault(loop, AccessWatch())
