"""Browsers that an account has signed in with before, known by a signed cookie.

Attempts from other browsers soon reach their limit; the person's own browser is
counted apart and still gets in. (OWASP: Slow Down Online Guessing Attacks with Device Cookies.)
"""

import hashlib
import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.core import signing
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse

from threatmodel.accounts.models import User

_LIFETIME = timedelta(days=365)
_MAX_ACCOUNTS = 5  # of one browser; the one that has not signed in for longest is forgotten
_SALT = "threatmodel.accounts.known-device"


def known_device(request: HttpRequest, *, email: str) -> str | None:
    """Return the id of this browser for the account, or None where the account never signed in with it."""
    return _devices(request).get(_account(email))


class KnownDevices:
    """Gives the browser its cookie with the answer to a sign-in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        email = getattr(request, "signed_in_email", None)
        if email is not None:
            _remember(request, response, email=email)
        return response


@receiver(user_logged_in)
def _note(request: HttpRequest | None, user: User, **_signal: Any) -> None:
    """Note a completed sign-in, second factor included."""
    if request is not None:
        request.signed_in_email = user.email  # type: ignore[attr-defined]


def _remember(request: HttpRequest, response: HttpResponse, *, email: str) -> None:
    account = _account(email)
    known = _devices(request)
    device = known.pop(account, None) or secrets.token_urlsafe(16)
    kept = dict(list(known.items())[-(_MAX_ACCOUNTS - 1) :])
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        signing.dumps({**kept, account: device}, salt=_SALT),
        max_age=_LIFETIME,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _devices(request: HttpRequest) -> dict[str, str]:
    """Return the accounts of the cookie with this browser's id for each; nothing when it is not ours."""
    try:
        devices: dict[str, str] = signing.loads(
            request.COOKIES.get(settings.DEVICE_COOKIE_NAME, ""), salt=_SALT, max_age=_LIFETIME
        )
    except signing.BadSignature:
        return {}
    return devices


def _account(email: str) -> str:
    """Return the key of the account in the cookie: a hash, so that others cannot read the address."""
    return hashlib.sha256(email.upper().encode()).hexdigest()[:32]
