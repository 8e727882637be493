"""Posts the body of one delivery to its webhook, signed."""

import base64
import hashlib
import hmac
import time
import uuid
from collections.abc import Callable
from typing import Final

from threatmodel.outgoing_http.requests import send

SECRET_PREFIX: Final = "whsec_"  # noqa: S105 (of Standard Webhooks)
_ANSWER_BYTES: Final = 4_096  # read, so that the receiver is not cut off


def signature(*, secret: str, delivery: uuid.UUID, timestamp: int, body: bytes) -> str:
    """Return the value of the header `webhook-signature`.

    Source: Standard Webhooks, https://www.standardwebhooks.com, "Signature scheme": HMAC-SHA256 over id,
    timestamp and body, so that none of them can be replaced or sent again later.
    """
    key = base64.b64decode(secret.removeprefix(SECRET_PREFIX))
    signed = f"{delivery}.{timestamp}.".encode() + body
    return f"v1,{base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()}"


def post(
    *, url: str, secret: str, delivery: uuid.UUID, body: bytes, connected: Callable[[], bool]
) -> int | None:
    """Post the body and return the status of the answer.

    `connected` is called before anything is sent; when it returns False, nothing is, and the answer is None.
    Raises InvalidAddress, OSError, http.client.HTTPException.
    """
    timestamp = int(time.time())
    headers = {
        "Content-Type": "application/json",
        "webhook-id": str(delivery),
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signature(secret=secret, delivery=delivery, timestamp=timestamp, body=body),
    }
    answer = send("POST", url, headers=headers, body=body, read_bytes=_ANSWER_BYTES, connected=connected)
    return answer.status if answer else None
