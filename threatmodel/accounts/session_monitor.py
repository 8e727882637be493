"""Closes the WebSocket connections of people who lose access, and reports changed roles.

Once a second one query reads the memberships and one the sessions of all connections of this process. A
connection is closed when its member was removed, its session ended or was idle for too long, or its account
was disabled or has another password. A message would be quicker, but can be lost, and would have to be sent
from every place that grants or revokes access.
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

from threatmodel.accounts.models import Membership, User
from threatmodel.accounts.selectors import lacks_second_factor

log = structlog.get_logger(__name__)

_EVERY_S = 1.0
_CLOSE_TIMEOUT_S = 5

Close = Callable[[], Awaitable[None]]
SendRole = Callable[[str], None]


@dataclass(slots=True)
class MonitoredConnection:
    """One open connection: its user, the team of the model, the role, and the session.

    That of an inbox belongs to no team, and has no role.
    """

    user_id: UUID
    team_id: UUID | None
    session_key: str
    role: str
    password: str  # password_mark of the account when it connected
    close: Close = field(compare=False)
    sign_out: Close = field(compare=False)  # close it; the browser may return with a valid session
    send_role: SendRole = field(compare=False)


class SessionMonitor:
    """The open connections of one event loop."""

    def __init__(self) -> None:
        self._connections: dict[int, MonitoredConnection] = {}
        self._checking: asyncio.Task[None] | None = None

    def add(self, connection: MonitoredConnection) -> None:
        """Monitor the connection from now on."""
        self._connections[id(connection)] = connection
        if self._checking is None or self._checking.done():
            self._checking = asyncio.get_running_loop().create_task(self._check_regularly())

    def remove(self, connection: MonitoredConnection) -> None:
        """Stop monitoring; without connections no queries are made."""
        self._connections.pop(id(connection), None)
        if not self._connections and self._checking is not None:
            self._checking.cancel()
            self._checking = None

    async def _check_regularly(self) -> None:
        while self._connections:
            await asyncio.sleep(_EVERY_S)
            try:
                await self._check(tuple(self._connections.values()))
            except Exception as fault:  # noqa: BLE001 (the edge: it outlives an unreachable database)
                log.warning("access_unchecked", fault=type(fault).__name__)

    async def _check(self, connections: tuple[MonitoredConnection, ...]) -> None:
        found = await database_sync_to_async(access_now)(connections)
        closing: list[Awaitable[None]] = []
        for connection, access in zip(connections, found, strict=True):
            if access is None or access.password != connection.password:
                log.info(
                    "socket_closed",
                    reason="access",
                    user=str(connection.user_id),
                    team=str(connection.team_id),
                )
                self._connections.pop(id(connection), None)
                closing.append(connection.close() if access is None else connection.sign_out())
            elif access.role != connection.role:
                connection.role = access.role
                connection.send_role(access.role)
        # Concurrently: a client that does not read must not delay the others.
        limited = (asyncio.wait_for(one, _CLOSE_TIMEOUT_S) for one in closing)
        await asyncio.gather(*limited, return_exceptions=True)


@dataclass(frozen=True, slots=True)
class Access:
    """The present role of a user in a team, and the mark of their password."""

    role: str
    password: str


# For a session that has ended, or a member without the second factor that the team requires: no password has
# this mark, so the connection is closed, and the browser reads its session again.
_SIGNED_OUT = Access(role="", password="")


def password_mark(encoded: str) -> str:
    """Return a short hash of a stored password, to notice that it was changed."""
    return hashlib.sha256(encoded.encode()).hexdigest()[:16]


def access_now(connections: Iterable[MonitoredConnection]) -> list[Access | None]:
    """Return the access of each connection; None without membership or account. Three queries at most."""
    monitored = tuple(connections)
    members = Membership.objects.filter(
        user_id__in={one.user_id for one in monitored},
        team_id__in={one.team_id for one in monitored if one.team_id},
        user__is_active=True,
        team__deleted_at=None,
    )
    columns = ("user_id", "team_id", "role", "user__password", "locked")
    found: dict[tuple[UUID, UUID | None], Access] = {
        (user, team): _SIGNED_OUT if locked else Access(role, password_mark(password))
        for user, team, role, password, locked in members.annotate(
            locked=lacks_second_factor("team__")
        ).values_list(*columns)
    }
    found |= _of_accounts({one.user_id for one in monitored if one.team_id is None})
    keys = {one.session_key for one in monitored}
    sessions = Session.objects.filter(session_key__in=keys, expire_date__gt=Now())
    alive = set(sessions.values_list("session_key", flat=True))
    return [
        found.get((one.user_id, one.team_id)) if one.session_key in alive else _SIGNED_OUT
        for one in monitored
    ]


def _of_accounts(user_ids: set[UUID]) -> dict[tuple[UUID, UUID | None], Access]:
    """Return the access of people to what is theirs alone."""
    if not user_ids:
        return {}
    accounts = User.objects.filter(pk__in=user_ids, is_active=True).values_list("pk", "password")
    return {(pk, None): Access("", password_mark(password)) for pk, password in accounts}


_monitors: dict[asyncio.AbstractEventLoop, SessionMonitor] = {}


def session_monitor() -> SessionMonitor:
    """Return the monitor of the running event loop."""
    loop = asyncio.get_running_loop()
    for closed in [other for other in _monitors if other.is_closed()]:
        del _monitors[closed]
    return _monitors.setdefault(loop, SessionMonitor())
