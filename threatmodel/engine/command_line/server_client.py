"""Requests to a server of Bulkhead: JSON and forms with files, by an API token.

The token comes from the environment, as arguments are readable by every user of a machine. It is sent to the
named server alone: redirects are not followed, and without TLS only this machine is spoken to, through no
proxy.
"""

import http.client
import json
import re
import ssl
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlsplit

from threatmodel.engine.analysis.analyzer_version import VERSION
from threatmodel.engine.command_line.server_fault import ServerFault
from threatmodel.engine.importers import TextFile
from threatmodel.engine.model.struct_base import Record

TOKEN: Final = "BULKHEAD_TOKEN"  # noqa: S105 (the name of a variable)
SERVER: Final = "BULKHEAD_SERVER"
_TOKEN: Final = re.compile(r"bh_[A-Za-z0-9_-]{20,150}")
_LOCAL: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_TIMEOUT_S: Final = 60
_ANSWER_BYTES_MOST: Final = 256 * 1024 * 1024  # the report of a large model has 60 MB
_ATTEMPTS: Final = 5
_WAIT_S: Final = 2.0
_WAIT_MOST_S: Final = 60.0
_AGAIN: Final = frozenset({429, 502, 503, 504})
_CONFLICT: Final = 409  # with Retry-After: the server is still answering the request that was sent before
_REFUSALS: Final[Mapping[int, str]] = {
    401: f"{TOKEN} holds no token that works on {{url}}: it is unknown, has expired or was revoked",
    404: "{url} has no such model for this token: check --model, and for which team or model the token is",
}


class Server(Record, frozen=True):
    """A server and the token for it. Equal requests that are repeated carry the same key."""

    url: str
    token: str
    wait: Callable[[float], None] = time.sleep

    def get(self, path: str) -> Any:
        """Return the JSON at an address of the API. Raises ServerFault."""
        return self._ask(path, None, {})

    def post_files(
        self, path: str, files: Iterable[TextFile], fields: Sequence[tuple[str, str]], *, key: str
    ) -> Any:
        """Send files and fields as a form, and return the JSON of the answer. Raises ServerFault."""
        boundary = uuid.uuid4().hex
        headers = {
            "Content-Type": f"multipart/form-data; boundary={boundary}",
            "Idempotency-Key": key,
        }
        return self._ask(path, _form(files, fields, boundary), headers)

    def _ask(self, path: str, body: bytes | None, headers: Mapping[str, str]) -> Any:
        for attempt in range(1, _ATTEMPTS + 1):
            request = urllib.request.Request(  # noqa: S310 (the scheme is checked: server_named)
                f"{self.url}{path}",
                data=body,
                headers={
                    "Authorization": f"Bearer {self.token}",
                    "Accept": "application/json",
                    "User-Agent": f"bulkhead/{VERSION}",
                    **headers,
                },
            )
            try:
                with _opener().open(request, timeout=_TIMEOUT_S) as answer:
                    return _parsed(answer.read(_ANSWER_BYTES_MOST + 1), self.url)
            except urllib.error.HTTPError as fault:
                if not _may_ask_again(fault) or attempt == _ATTEMPTS:
                    raise ServerFault(_refusal(fault, self.url)) from None
                self.wait(_retry_after_s(fault, attempt))
            except (OSError, http.client.HTTPException) as fault:
                if attempt == _ATTEMPTS or _is_final(fault):
                    raise ServerFault(f"{self.url} cannot be reached: {_reason(fault)}") from None
                self.wait(_WAIT_S * attempt)
        raise AssertionError("the last attempt returns or raises")


def server_named(url: str | None, environ: Mapping[str, str]) -> Server:
    """Return the server of this address, else of BULKHEAD_SERVER, with BULKHEAD_TOKEN. Raises ServerFault."""
    text = (url or environ.get(SERVER, "")).strip().rstrip("/")
    if not text:
        raise ServerFault(f"name the server with --server https://… or {SERVER}")
    token = environ.get(TOKEN, "").strip()
    if not token:
        raise ServerFault(f"{TOKEN} is not set: create a token under Account > API tokens on {_shown(text)}")
    if not _TOKEN.fullmatch(token):
        raise ServerFault(f"{TOKEN} holds no API token: they begin with bh_")
    _check_address(text)
    return Server(text, token)


def model_id(text: str) -> str:
    """Return the id of a model. Raises ServerFault."""
    try:
        return str(uuid.UUID(text.strip()))
    except ValueError:
        raise ServerFault(
            f"{text[:80]!r} is no id of a model: take it from the address of its pages, /m/ID/…"
        ) from None


def _check_address(text: str) -> None:
    try:
        parts = urlsplit(text)
        usable = bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or parts.scheme not in {"http", "https"} or not text.isascii() or not text.isprintable():
        raise ServerFault(f"{_shown(text)}: write the address of the server as https://bulkhead.example.com")
    if (
        parts.username is not None
        or parts.password is not None
        or parts.query
        or parts.fragment
        or " " in text
    ):
        raise ServerFault(f"{_shown(text)}: leave out user names, queries and spaces")
    if parts.scheme == "http" and parts.hostname not in _LOCAL:
        raise ServerFault(f"{_shown(text)}: use https; over http the token would be readable on its way")


def _shown(text: str) -> str:
    """The address for a message, without what may be a password."""
    return text.rpartition("@")[2][:200]


def _form(files: Iterable[TextFile], fields: Sequence[tuple[str, str]], boundary: str) -> bytes:
    parts: list[bytes] = []
    for name, value in fields:
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'
        parts += [head.encode(), value.encode("utf-8", "replace"), b"\r\n"]
    for number, file in enumerate(files):
        # The name is a label: paths, which say what a file is called, are fields of their own.
        head = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="files"; filename="{number}"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n"
        )
        parts += [head.encode(), file.data, b"\r\n"]
    return b"".join([*parts, f"--{boundary}--\r\n".encode()])


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *redirect: Any) -> None:
        """Follow none: the token is for the named server. The last argument is the new address."""
        parts = urlsplit(str(redirect[-1]))
        raise ServerFault(
            f"the server redirects to {_shown(f'{parts.scheme}://{parts.netloc}')}: name that address with "
            "--server if it is right"
        )


def _opener() -> urllib.request.OpenerDirector:
    """Through the proxy of the environment goes TLS alone: a proxy of plain HTTP would read the token."""
    proxies = {scheme: proxy for scheme, proxy in urllib.request.getproxies().items() if scheme == "https"}
    return urllib.request.build_opener(_NoRedirects, urllib.request.ProxyHandler(proxies))


def _may_ask_again(fault: urllib.error.HTTPError) -> bool:
    return fault.code in _AGAIN or (fault.code == _CONFLICT and "Retry-After" in fault.headers)


def other_answer(url: str) -> ServerFault:
    """Return the fault of a server whose answers are not those of Bulkhead."""
    return ServerFault(f"{url} does not answer as Bulkhead does: check the address")


def _parsed(body: bytes, url: str) -> Any:
    if len(body) > _ANSWER_BYTES_MOST:
        raise ServerFault(f"{url} sent more than {_ANSWER_BYTES_MOST // 2**20} MB")
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise other_answer(url) from None


def _refusal(fault: urllib.error.HTTPError, url: str) -> str:
    if fault.code in _REFUSALS:
        return _REFUSALS[fault.code].format(url=url)
    try:
        said = json.loads(fault.read(64 * 1024))
    except (ValueError, RecursionError, OSError):
        said = None
    details = list(_details(said)) if isinstance(said, dict) else []
    return f"{url} refused the request ({fault.code}): {' '.join(details)[:2000] or fault.reason}"


def _details(said: Mapping[str, Any]) -> Iterable[str]:
    for name, value in said.items():
        words = value if isinstance(value, list) else [value]
        text = " ".join(str(word) for word in words if isinstance(word, str))
        if text and name != "code":
            yield text if name == "detail" else f"{name}: {text}"


def _retry_after_s(fault: urllib.error.HTTPError, attempt: int) -> float:
    text = (fault.headers.get("Retry-After") or "").strip()
    asked = float(text) if text.isascii() and text.isdigit() and len(text) < 6 else _WAIT_S * attempt
    return min(max(asked, 0.1), _WAIT_MOST_S)


def _is_final(fault: Exception) -> bool:
    """Whether the same request would fail again: the certificate is not valid."""
    reason = getattr(fault, "reason", fault)
    return isinstance(reason, ssl.SSLCertVerificationError)


def _reason(fault: Exception) -> str:
    reason = getattr(fault, "reason", fault)
    return str(getattr(reason, "strerror", None) or reason) or type(fault).__name__
