"""Reads request bodies in bounded memory and time, and large ones only from authorized senders.

Django reads a body to its end before any view runs. So it is read here first: small bodies from everybody,
large ones once their view would accept them (early_authorization.py). The bytes of all requests together and
of each address have a limit, and slow senders are cut off.
"""

import asyncio
import json
import time
from collections import Counter
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final

import structlog
from django.conf import settings
from django.http.response import HttpResponseBase

log = structlog.get_logger("bulkhead.body")

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Any, Receive, Any], Awaitable[None]]
Refusal = Callable[[Scope], Awaitable[HttpResponseBase | None]]

SMALL_BYTES: Final = 64 * 1024  # what anybody may send before it is known who they are
_UNKNOWN_SHARE: Final = 8  # one of so many parts is for senders of whom nothing is known
_ADDRESS_SHARE: Final = 2
_IDLE_S: Final = 20
_BYTES_PER_S: Final = 16 * 1024  # on average; slower lines are cut off
# A browser that is cut off while it sends shows "network error"; so a refused body is read to its end and
# thrown away, up to this many bytes.
_DRAIN_BYTES: Final = 128 * 1024 * 1024
_DRAIN_PAUSE_S: Final = 0.002
_RETRY_AFTER_S: Final = 10


class BodyRefused(Exception):
    """The body is not read any further; the answer says why."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.content = json.dumps({"detail": detail}).encode()


class HeldBytes:
    """How many bytes of bodies this process holds, in all and by who sent them."""

    def __init__(self, *, most: int) -> None:
        self.most = most
        self.total = 0
        self.unknown = 0
        self.by_address: Counter[str] = Counter()


class _Share:
    """The part of the held bytes that belongs to one request."""

    def __init__(self, held: HeldBytes, address: str) -> None:
        self._held = held
        self._address = address
        self.size = 0
        self.known = False

    def leaves_room(self, size: int) -> bool:
        """Whether a sender of whom nothing is known may send so many bytes more."""
        held = self._held
        return self.size + size <= SMALL_BYTES and held.unknown + size <= held.most // _UNKNOWN_SHARE

    def become_known(self) -> None:
        self.known = True
        self._held.unknown -= self.size

    def add(self, size: int) -> None:
        """Count bytes that came in; raises BodyRefused when they are too many together."""
        held = self._held
        if held.total + size > held.most:
            raise BodyRefused(503, "Too many requests are being received. Try again in a few seconds.")
        if held.by_address[self._address] + size > held.most // _ADDRESS_SHARE:
            raise BodyRefused(
                429, ("Too many requests are being received from your address. Try again in a few seconds.")
            )
        held.total += size
        held.by_address[self._address] += size
        held.unknown += 0 if self.known else size
        self.size += size

    def release(self) -> None:
        held = self._held
        held.total -= self.size
        held.unknown -= 0 if self.known else self.size
        held.by_address[self._address] -= self.size
        if not held.by_address[self._address]:
            del held.by_address[self._address]
        self.size = 0


class BodyGate:
    """Reads the body of a request before the application gets it; refuses what is too much or too slow."""

    def __init__(
        self, application: Application, *, limit_bytes: int, held: HeldBytes, refusal: Refusal
    ) -> None:
        self._application = application
        self._limit = limit_bytes
        self._held = held
        self._refusal = refusal
        self._draining = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        length = _content_length(scope)
        if not length and not _header(scope, b"transfer-encoding"):
            await self._application(scope, receive, send)
            return
        body = _Body(receive)
        share = _Share(self._held, sender_address(scope))
        try:
            if await self._read(scope, body, share, length):
                await self._application(scope, body.replay, send)
        except BodyRefused as refused:
            log.warning("body_refused", status=refused.status)
            share.release()
            body.forget()
            await self._drain(body)
            await _answer(send, refused.status, refused.content)
        finally:
            share.release()

    async def _read(self, scope: Scope, body: "_Body", share: _Share, length: int) -> bool:
        """Read the body to its end; return False when the sender went away. Raises BodyRefused."""
        if length > self._limit:
            raise self._too_large()
        if not share.leaves_room(length):
            await self._know(scope, share)
        while body.more:
            size = await body.receive()
            if share.size + size > self._limit:
                raise self._too_large()
            if not share.known and not share.leaves_room(size):
                await self._know(scope, share)
            share.add(size)
        return not body.gone

    async def _know(self, scope: Scope, share: _Share) -> None:
        """Ask the view whether it would take the request, once; raises BodyRefused with its answer."""
        answer = await self._refusal(scope)
        if answer is not None:
            raise _Answered(answer)
        share.become_known()

    async def _drain(self, body: "_Body") -> None:
        """Throw away what still comes, a little at a time of all that is thrown away."""
        size = 0
        try:
            while body.more and size < _DRAIN_BYTES:
                size += await body.receive()
                body.forget()
                async with self._draining:
                    await asyncio.sleep(_DRAIN_PAUSE_S)
        except BodyRefused:
            return  # too slow: cut off

    def _too_large(self) -> BodyRefused:
        kilobytes = self._limit // 1024
        most = f"{kilobytes // 1024} MB" if kilobytes >= 1024 else f"{kilobytes} KB"
        return BodyRefused(413, f"The request is larger than {most}.")


class _Answered(BodyRefused):
    """What the view says to who may not send it anything."""

    def __init__(self, answer: HttpResponseBase) -> None:
        super().__init__(answer.status_code, "")
        self.content = bytes(getattr(answer, "content", b""))


class _Body:
    """A request body as it comes in, handed on afterwards as if it had just arrived."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._messages: list[Message] = []
        self._started = time.monotonic()
        self._came = 0
        self.more = True
        self.gone = False

    async def receive(self) -> int:
        """Wait for the next part and return its size; raises BodyRefused when it is too long in coming."""
        late = self._started + _IDLE_S + self._came / _BYTES_PER_S - time.monotonic()
        try:
            async with asyncio.timeout(max(0, min(_IDLE_S, late))):
                message = await self._receive()
        except TimeoutError:
            self.more = False
            detail = (
                "The request was received too slowly. Try again with a faster connection or smaller files."
            )
            raise BodyRefused(408, detail) from None
        size = len(message.get("body", b""))
        self._came += size
        self._messages.append(message)
        self.gone = message["type"] == "http.disconnect"
        self.more = not self.gone and message.get("more_body", False)
        return size

    def forget(self) -> None:
        """Let go of what was read."""
        self._messages.clear()

    async def replay(self) -> Message:
        """Return the next message of the body, afterwards what the server says (a disconnect)."""
        return self._messages.pop(0) if self._messages else await self._receive()


async def _answer(send: Send, status: int, content: bytes) -> None:
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(content)).encode()),
        (b"cache-control", b"no-store"),
        (b"connection", b"close"),
    ]
    if status in {429, 503}:
        headers.append((b"retry-after", str(_RETRY_AFTER_S).encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": content})


def _header(scope: Scope, name: bytes) -> str:
    values = [value for key, value in scope.get("headers", ()) if key == name]
    return values[0].decode("latin1") if len(values) == 1 else ""


def sender_address(scope: Scope) -> str:
    """Return who sends the request: what the outermost of our own proxies wrote, never what a client did."""
    lines = [value.decode("latin1") for key, value in scope.get("headers", ()) if key == b"x-forwarded-for"]
    passed_on = [part.strip() for part in ",".join(lines).split(",")]
    if lines and 0 < settings.PROXIES <= len(passed_on):
        return passed_on[-settings.PROXIES]
    return str((scope.get("client") or ("",))[0])


def _content_length(scope: Scope) -> int:
    text = _header(scope, b"content-length")
    return int(text) if text.isdecimal() else 0
