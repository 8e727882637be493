"""Session lifetime: it ends after some idle time, and never later than a fixed time after the sign-in.

The row's `expire_date` is the end; Django and the monitor of open connections both read it. Activity extends
it, by one UPDATE in a few minutes instead of writing the session with every request.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessionStore
from django.contrib.sessions.base_session import AbstractBaseSession
from django.contrib.sessions.models import Session
from django.db.models.functions import Now
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

SIGNED_IN_AT: Final = "signed_in_at"  # seconds since 1970
# Requests that a page makes without its user, such as refreshes after the edits of others.
BACKGROUND_HEADER: Final = "X-Background"


class SessionStore(DatabaseSessionStore):
    """Django's sessions in the database, which end as settings say."""

    ends_at: datetime | None = None  # what the row says

    def _validate_session_key(self, key: str | None) -> bool:
        """Whether a key could be one of ours: a cookie may hold what the database refuses."""
        return bool(key) and len(str(key)) >= 8 and str(key).isascii() and str(key).isalnum()

    def load(self) -> dict[str, Any]:
        """Return the content of the session, and keep its end."""
        row = self._get_session_from_db()  # type: ignore[attr-defined]
        self.ends_at = row.expire_date if row else None
        return self.decode(row.session_data) if row else {}

    def create_model_instance(self, data: Any) -> AbstractBaseSession:
        """Return the row with its end."""
        row = super().create_model_instance(data)
        row.expire_date = self.ends_at = session_end(data.get(SIGNED_IN_AT))
        return row


class SessionActivity:
    """Keeps a session alive while its person makes requests."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # Views that read no session (the page itself, files) need no database either.
        if request.session.accessed and BACKGROUND_HEADER not in request.headers and _is_signed_in(request):
            _keep(request)
        return response


class ConnectionActivity:
    """Keeps a session alive while its person is active over a WebSocket connection."""

    def __init__(self, session: Any) -> None:
        self._key: str = session.session_key or ""
        self._signed_in_at: float | None = session.get(SIGNED_IN_AT)
        self._extended_at = time.monotonic()

    def is_due(self) -> bool:
        """Whether the session should be extended: True at most once in a few minutes."""
        now = time.monotonic()
        if now - self._extended_at < _step().total_seconds():
            return False
        self._extended_at = now
        return True

    def extend_session(self) -> None:
        """Move the end of the session to a later time."""
        session_extend(key=self._key, signed_in_at=self._signed_in_at)


def session_end(signed_in_at: float | None) -> datetime:
    """Return when a session ends that was active just now."""
    idle: datetime = timezone.now() + settings.SESSION_IDLE
    if signed_in_at is None:
        return idle
    return min(idle, datetime.fromtimestamp(signed_in_at, tz=UTC) + settings.SESSION_MAX)


def session_extend(*, key: str, signed_in_at: float | None) -> None:
    """Extend a session that has not ended yet."""
    alive = Session.objects.filter(session_key=key, expire_date__gt=Now())
    alive.update(expire_date=session_end(signed_in_at))


@receiver(user_logged_in)
def _note_sign_in(request: HttpRequest | None, **_signal: Any) -> None:
    if request is not None:
        request.session[SIGNED_IN_AT] = time.time()


def _is_signed_in(request: HttpRequest) -> bool:
    return bool(request.session.get(SESSION_KEY))


def _keep(request: HttpRequest) -> None:
    session = request.session
    ends_at, key = getattr(session, "ends_at", None), session.session_key
    if not key or ends_at is None:
        return
    end = session_end(session.get(SIGNED_IN_AT))
    if end - ends_at >= _step():
        session_extend(key=key, signed_in_at=session.get(SIGNED_IN_AT))


def _step() -> timedelta:
    """Return how much later the end must be for a write: a session may end this much too early."""
    return min(timedelta(minutes=5), settings.SESSION_IDLE / 10)
