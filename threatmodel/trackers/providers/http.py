"""Requests to the API of a tracker: JSON both ways, with the faults of every tracker told apart."""

import datetime as dt
import http.client
import re
import socket
import ssl
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any, Final
from urllib.parse import urlencode

import orjson
from django.utils import timezone

from threatmodel.outgoing_http.allowed_addresses import InvalidAddress
from threatmodel.outgoing_http.requests import Answer, send
from threatmodel.trackers.providers.provider_protocol import (
    Forbidden,
    Json,
    Missing,
    OwnerNeeded,
    RateLimited,
    Refused,
    TooLong,
    TrackerFault,
    Unreachable,
    WrongAddress,
)

ANSWER_BYTES: Final = 8_000_000  # a page of issues with long texts
TEXT_LENGTH: Final = 200  # of what a tracker says, as people see it
_WAIT_LEAST_S: Final = 5
_WAIT_MOST_S: Final = 3_600
_WAIT_UNSAID_S: Final = 60
_RESETS: Final = ("x-ratelimit-reset", "ratelimit-reset")
_REMAINING: Final = ("x-ratelimit-remaining", "ratelimit-remaining")
_NEXT: Final = re.compile(r'<[^<>]*>;\s*rel="next"')
_LIMITED: Final = "rate limit"  # GitHub does not name every limit in a header
_SECRET: Final = ("authorization", "private-token")
_FAULTS: Final[dict[type[Exception], str]] = {
    socket.gaierror: "The name of the host is unknown.",
    ssl.SSLCertVerificationError: "The certificate of the tracker is not valid.",
    TimeoutError: "The tracker did not answer in time.",
    ConnectionRefusedError: "The tracker refused the connection.",
}


@dataclass(frozen=True, slots=True)
class JsonApi:
    """An API below one address, as long as a task may ask it."""

    url: str
    headers: Mapping[str, str] = field(repr=False)
    secret: str = field(repr=False)  # taken out of what the tracker says
    ends_at: float  # monotonic: a request that takes longer is cut off, and none is begun after it

    def get(self, path: str, **query: str | int) -> tuple[Any, Mapping[str, str]]:
        """Read; return what was answered, and the headers."""
        return self._call("GET", f"{path}?{urlencode(query)}" if query else path, None)

    def write(self, method: str, path: str, body: Json) -> Json:
        """Send an object, and return the one that is answered; an empty one for none."""
        found, _ = self._call(method, path, body)
        return found if isinstance(found, dict) else {}

    def _call(self, method: str, path: str, body: Json | None) -> tuple[Any, Mapping[str, str]]:
        left_s = self.ends_at - time.monotonic()
        if left_s <= 0:
            raise Unreachable("The tracker answers slowly: the rest is asked for later.")
        headers = {"Accept": "application/json", **self.headers}
        content = None
        if body is not None:
            headers["Content-Type"] = "application/json"
            content = orjson.dumps(body)
        try:
            answer = send(
                method,
                f"{self.url}{path}",
                headers=headers,
                body=content,
                read_bytes=ANSWER_BYTES + 1,
                within_s=left_s,
            )
        except InvalidAddress as fault:
            raise WrongAddress(str(fault)) from None
        except (OSError, http.client.HTTPException) as fault:
            raise Unreachable(_said_of(fault)) from None
        if answer is None or len(answer.body) > ANSWER_BYTES:
            raise TooLong("The answer of the tracker is too long.")
        if not 200 <= answer.status < 300:
            raise self._fault(answer)
        if not answer.body.strip():
            return None, answer.headers
        try:
            return orjson.loads(answer.body), answer.headers
        except orjson.JSONDecodeError:
            raise Unreachable("The answer of the tracker is not JSON. Check the address.") from None

    def _fault(self, answer: Answer) -> TrackerFault:
        status, said = answer.status, self._said(answer)
        if status == 429 or (status == 403 and (_is_limit(answer) or _LIMITED in said.lower())):
            return RateLimited("The tracker limits requests.", wait_s=_wait_s(answer.headers))
        if status == 401:
            return OwnerNeeded(f"The tracker refused the credentials (401).{said}")
        if status == 403:
            return Forbidden(f"The token may not do this (403).{said}")
        if status in (404, 410):
            return Missing(f"Not found, or not visible to the token ({status}).")
        if 300 <= status < 400:
            text = f"The tracker answered {status}: the address or project has moved."
            return WrongAddress(text, is_redirect=True)
        if status >= 500 or status in (408, 425):
            return Unreachable(f"The tracker answered {status}.")
        return Refused(f"The tracker refused it ({status}).{said}")

    def _secret_headers(self) -> list[str]:
        """The headers with the token, which may be written differently there."""
        return [value for name, value in self.headers.items() if name.lower() in _SECRET]

    def _said(self, answer: Answer) -> str:
        """What the tracker says of it, as one line without the token."""
        try:
            found = orjson.loads(answer.body)
        except orjson.JSONDecodeError:
            return ""
        texts = list(_texts(found)) if isinstance(found, dict) else []
        line = " ".join(" ".join(texts).split())
        for secret in (self.secret, *(value.rpartition(" ")[2] for value in self._secret_headers())):
            line = line.replace(secret, "…") if secret else line
        line = "".join(one for one in line if one.isprintable())
        return f" {line[:TEXT_LENGTH]}" if line else ""


def has_next(headers: Mapping[str, str]) -> bool:
    """Whether the header Link names another page."""
    return bool(_NEXT.search(headers.get("link", "")))


def _texts(found: Json) -> Iterator[str]:
    """What GitHub (message, errors), GitLab (message, error) and Jira (errorMessages, errors) say."""
    for name in ("message", "error", "errorMessages", "errors"):
        value = found.get(name)
        if isinstance(value, str):
            yield value
        elif isinstance(value, list):
            for one in value[:5]:
                if isinstance(one, str):
                    yield one
                elif isinstance(one, dict) and isinstance(one.get("message"), str):
                    yield one["message"]
        elif isinstance(value, dict):
            yield from (f"{key}: {_joined(one)}" for key, one in list(value.items())[:5])


def _joined(value: Any) -> str:
    return ", ".join(map(str, value[:5])) if isinstance(value, list) else str(value)


def _is_limit(answer: Answer) -> bool:
    """GitHub says with 403 as well that there were too many requests."""
    if "retry-after" in answer.headers:
        return True
    return any(answer.headers.get(name) == "0" for name in _REMAINING)


def _wait_s(headers: Mapping[str, str]) -> float:
    """How long the tracker wants us to wait: within an hour, whatever it says."""
    wait = _seconds(headers.get("retry-after", ""))
    if wait is None:
        waits = (_until(headers[name]) for name in _RESETS if name in headers)
        wait = next((one for one in waits if one is not None), None)
    return min(max(_WAIT_UNSAID_S if wait is None else wait, _WAIT_LEAST_S), _WAIT_MOST_S)


def _seconds(text: str) -> float | None:
    """The seconds of Retry-After, which may be a date (RFC 9110, 10.2.3)."""
    if text.isascii() and text.isdigit() and len(text) < 10:
        return float(text)
    try:
        return (parsedate_to_datetime(text) - timezone.now()).total_seconds()
    except (ValueError, TypeError):
        return None


def _until(text: str) -> float | None:
    """The seconds until a time: since 1970 (GitHub, GitLab), or as ISO 8601 (Jira)."""
    if text.isascii() and text.isdigit() and len(text) < 12:
        return float(text) - timezone.now().timestamp()
    try:
        at = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return ((at if at.tzinfo else at.replace(tzinfo=dt.UTC)) - timezone.now()).total_seconds()


def _said_of(fault: Exception) -> str:
    for kind, text in _FAULTS.items():
        if isinstance(fault, kind):
            return text
    return f"The connection failed ({type(fault).__name__})."
