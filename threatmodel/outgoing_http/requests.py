"""Sends one request to an address that was checked; redirects are not followed."""

import http.client
import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult, urlunsplit

from threatmodel.outgoing_http.allowed_addresses import Address, port_of, resolved, url_checked

CONNECT_TIMEOUT_S: Final = 5
DEADLINE_S: Final = 15  # of the whole request: a receiver that answers byte by byte holds up no worker
_ADDRESSES_MOST: Final = 4  # of one host
_SOON_S: Final = 0.001  # sockets take zero for not waiting at all


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request was answered."""

    status: int
    headers: Mapping[str, str]  # by name in lower case
    body: bytes


def send(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str],
    body: bytes | None = None,
    read_bytes: int,
    within_s: float | None = None,
    connected: Callable[[], bool] = lambda: True,
) -> Answer | None:
    """Send a request and return the answer with at most so many bytes of its body.

    Takes no longer than `within_s`, and never longer than DEADLINE_S, whatever the other side does.
    None where `connected` returned False. Raises InvalidAddress, OSError, http.client.HTTPException.
    """
    parts = url_checked(url)
    ends_at = time.monotonic() + (DEADLINE_S if within_s is None else min(within_s, DEADLINE_S))
    connection = _PinnedConnection(parts, _resolved_until(parts, ends_at), ends_at)
    ending = threading.Timer(_left_s(ends_at), connection.cut)
    ending.start()
    try:
        connection.connect()
        if not connected():
            return None
        target = urlunsplit(("", "", parts.path or "/", parts.query, ""))
        connection.request(method, target, body=body, headers={"User-Agent": "Bulkhead", **headers})
        answer = connection.getresponse()
        names = {name.lower(): value for name, value in answer.getheaders()}
        content = answer.read(read_bytes)
        if connection.is_cut:  # what was read may be a part
            raise TimeoutError
        return Answer(answer.status, names, content)
    finally:
        ending.cancel()
        connection.close()


def _left_s(ends_at: float) -> float:
    return max(_SOON_S, ends_at - time.monotonic())


def _resolved_until(parts: SplitResult, ends_at: float) -> list[Address]:
    """Look the name up in a thread, which a silent name server may hold for half a minute: it has no timeout.

    Raises InvalidAddress, OSError.
    """
    found: queue.SimpleQueue[list[Address] | Exception] = queue.SimpleQueue()

    def look_up() -> None:
        try:
            found.put(resolved(parts))
        except Exception as fault:  # noqa: BLE001 (raised below)
            found.put(fault)

    threading.Thread(target=look_up, name="resolve", daemon=True).start()
    try:
        outcome = found.get(timeout=_left_s(ends_at))
    except queue.Empty:
        raise TimeoutError from None
    if isinstance(outcome, Exception):
        raise outcome
    return outcome


class _PinnedConnection(http.client.HTTPConnection):
    """A connection to a checked address, by the name of the host in its certificate."""

    def __init__(self, parts: SplitResult, addresses: list[Address], ends_at: float) -> None:
        super().__init__(str(parts.hostname), port_of(parts), timeout=_left_s(ends_at))
        self._addresses = addresses[:_ADDRESSES_MOST]
        self._ends_at = ends_at
        self.is_cut = False
        self._context = ssl.create_default_context() if parts.scheme == "https" else None
        self.default_port = port_of(parts) if parts.port is None else 0  # in the Host header otherwise

    def connect(self) -> None:
        """Connect to the first of the addresses that answers."""
        if self.sock is not None:
            return
        faults: list[OSError] = []
        for address in self._addresses:
            if self.is_cut:
                break
            try:
                timeout = min(CONNECT_TIMEOUT_S, _left_s(self._ends_at))
                self.sock = socket.create_connection((str(address), self.port), timeout=timeout)
                break
            except OSError as fault:
                faults.append(fault)
        if self.sock is None:
            raise faults[0] if faults else TimeoutError
        self.sock.settimeout(_left_s(self._ends_at))
        if self._context is not None:
            secured = self._context.wrap_socket(
                self.sock, server_hostname=self.host, do_handshake_on_connect=False
            )
            self.sock = secured
            secured.do_handshake()  # with the socket in its place, so that cut() ends it
        if self.is_cut:
            raise TimeoutError

    def cut(self) -> None:
        """End a request that takes too long, at whatever it is."""
        self.is_cut = True
        with suppress(OSError):
            if self.sock is not None:
                self.sock.shutdown(socket.SHUT_RDWR)
