"""Rate limits of requests per person and per address to this process.

Counted in memory: a limit that protects one process needs no other, and holds while Redis is away. With
several web processes each counts for itself. Limits of guessing (sign-in, invitations) are counted elsewhere,
for all processes together.
"""

import math
import threading
import time
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from django.conf import settings
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

if TYPE_CHECKING:  # views name these classes in their settings, so they are loaded first
    from rest_framework.views import APIView

_WINDOW_S: Final = 60


class Counts:
    """How often each key was counted in the present minute."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._guard = threading.Lock()
        self._minute = -1
        self._counts: Counter[str] = Counter()

    def count(self, key: str) -> int:
        """Count once more and return how often it was."""
        with self._guard:
            minute = int(self._clock() // _WINDOW_S)
            if minute != self._minute:
                self._minute = minute
                self._counts.clear()
            self._counts[key] += 1
            return self._counts[key]

    def left_s(self) -> int:
        """Return the seconds until the next minute begins, at least one."""
        return max(1, math.ceil(_WINDOW_S - self._clock() % _WINDOW_S))

    def forget(self) -> None:
        """Begin anew."""
        with self._guard:
            self._counts.clear()


counts: Final = Counts()


@dataclass(frozen=True, slots=True)
class RateLimit:
    """How many requests a minute are allowed and left, and after how many seconds the next begins."""

    most: int
    left: int
    reset_s: int


class MinuteThrottle(BaseThrottle):
    """Lets a request through while its key was counted no more than `settings.API_RATES[scope]` times."""

    scope: ClassVar[str]

    def key_of(self, request: Request, view: "APIView") -> str | None:
        """Return who is counted; None where the request does not count."""
        raise NotImplementedError

    def allow_request(self, request: Request, view: "APIView") -> bool:
        """Count the request and return whether it may pass."""
        key = self.key_of(request, view)
        return key is None or counts.count(f"{self.scope} {key}") <= settings.API_RATES[self.scope]

    def wait(self) -> float:
        """Return the seconds until the next minute."""
        return counts.left_s()


class PersonThrottle(MinuteThrottle):
    """Requests of one signed-in person."""

    scope = "person"

    def key_of(self, request: Request, view: "APIView") -> str | None:  # noqa: ARG002
        """Return the person."""
        return str(request.user.pk) if request.user.is_authenticated else None


class TokenThrottle(MinuteThrottle):
    """Requests of one API token; RateLimit notes on the request what is left, for the headers."""

    scope = "token"

    def key_of(self, request: Request, view: "APIView") -> str | None:  # noqa: ARG002
        """Return the token."""
        return str(request.auth.pk) if request.auth is not None else None

    def allow_request(self, request: Request, view: "APIView") -> bool:
        """Count the request and return whether it may pass."""
        key = self.key_of(request, view)
        if key is None:
            return True
        most = settings.API_RATES[self.scope]
        number = counts.count(f"{self.scope} {key}")
        limit = RateLimit(most, max(0, most - number), counts.left_s())
        request._request.rate_limit = limit  # type: ignore[attr-defined]  # noqa: SLF001 (DRF's name of Django's request)
        return number <= most


class ExpensiveThrottle(MinuteThrottle):
    """Requests of one person that cost much: those of the methods in `expensive` of a view."""

    scope = "expensive"

    def key_of(self, request: Request, view: "APIView") -> str | None:
        """Return the person."""
        methods: Collection[str] = getattr(view, "expensive", ())
        return str(request.user.pk) if request.user.is_authenticated and request.method in methods else None


class AddressThrottle(MinuteThrottle):
    """Requests of everybody at one address."""

    scope = "address"

    def key_of(self, request: Request, view: "APIView") -> str | None:  # noqa: ARG002
        """Return the address."""
        return self.get_ident(request)


class AnonymousThrottle(AddressThrottle):
    """Requests of the signed-out at one address."""

    scope = "anonymous"

    def key_of(self, request: Request, view: "APIView") -> str | None:
        """Return the address."""
        return None if request.user.is_authenticated else super().key_of(request, view)
