"""The connection to a server: its token, the version of the API, and requests that are sent again."""

import os
import uuid
from collections.abc import Mapping
from http import HTTPMethod
from typing import Any, Final

import httpx
from httpx_retries import Retry, RetryTransport

from bulkhead_client.calls import ApiError
from bulkhead_client.client import AuthenticatedClient

API_VERSION: Final = "1"
_SERVER: Final = "BULKHEAD_SERVER"
_TOKEN: Final = "BULKHEAD_TOKEN"  # noqa: S105 (a name)


def connect(
    url: str | None = None,
    token: str | None = None,
    *,
    timeout_s: float = 60.0,
    retries: int = 5,
    waiting_most_s: float = 300.0,
    verify: bool | str = True,
) -> AuthenticatedClient:
    """Return a client of the server at this address, for the operations in `bulkhead_client.api`.

    Without address or token, those of the environment are used: BULKHEAD_SERVER and BULKHEAD_TOKEN. A request
    that was refused for a moment (429, 502, 503, 504), or was lost, is sent again after the time that the
    server asks for; all waits of one request take `waiting_most_s` at most. Each POST carries an
    Idempotency-Key, so that the server does it once. `verify` is False, or the path of the certificates to
    trust. Raises ValueError.
    """
    address = (url or os.environ.get(_SERVER, "")).rstrip("/")
    secret = token or os.environ.get(_TOKEN, "")
    if not address.startswith(("https://", "http://")):
        raise ValueError(f"Name the server as https://…, or set {_SERVER}.")
    if not secret:
        raise ValueError(f"Pass an API token, or set {_TOKEN}.")
    retry = Retry(
        total=retries,
        backoff_factor=0.5,
        allowed_methods=list(HTTPMethod),
        max_backoff_wait=60.0,
        total_timeout=waiting_most_s,
        retry_on_exceptions=[*Retry.RETRYABLE_EXCEPTIONS, ApiError],
        validate_response=_check_answered,
    )
    http = _Http(
        base_url=address,
        headers={"Authorization": f"Bearer {secret}", "API-Version": API_VERSION},
        timeout=timeout_s,
        transport=RetryTransport(transport=httpx.HTTPTransport(verify=verify), retry=retry),
    )
    client = AuthenticatedClient(base_url=address, token=secret, raise_on_unexpected_status=True)
    return client.set_httpx_client(http)


class _Http(httpx.Client):
    """Gives each POST a key, and each form a boundary of its own."""

    def build_request(
        self, method: str, url: httpx.URL | str, *, headers: Any = None, **parts: Any
    ) -> httpx.Request:
        """Return the request. Operations name a fixed boundary, which a file could contain."""
        named: Mapping[str, str] = headers or {}
        sent = {key: value for key, value in named.items() if not _is_form(key, value)}
        if method.upper() == "POST":
            sent.setdefault("Idempotency-Key", uuid.uuid4().hex)
        return super().build_request(method, url, headers=sent, **parts)


def _check_answered(response: httpx.Response) -> None:
    """Raise ApiError, so that it is sent again, while the first request with this key is being answered."""
    if response.status_code == 409 and "Retry-After" in response.headers:
        raise ApiError(409, "The request was sent before and is still being answered.")


def _is_form(name: str, value: str) -> bool:
    return name.lower() == "content-type" and value.startswith("multipart/")
