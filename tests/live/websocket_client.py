"""A WebSocket client of a model, which keeps the messages it received."""

import contextlib
import json
import uuid
from collections.abc import Callable, Iterator
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection

from tests.pubsub.test_delivery import open_websocket
from tests.waiting import MESSAGE_WITHIN_S
from threatmodel.accounts.models import User
from threatmodel.architecture.models import ThreatModel

Json = dict[str, Any]


def changes_in(message: Json) -> list[Json]:
    """Return the changes that a message tells, alone or together."""
    if message["type"] == "changes":
        return list(message["changes"])
    return [message] if message["type"] == "changed" else []


class WebSocketClient:
    """One socket; what it hears is kept in `heard`."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.received: list[Json] = []
        self.welcome = self.until("welcome")

    @property
    def connection(self) -> str:
        return str(self.welcome["connection"])

    def send_frame(self, **message: Any) -> None:
        self.socket.send(json.dumps(message))

    def next(self, *, within_s: float = MESSAGE_WITHIN_S) -> Json:
        message: Json = json.loads(self.socket.recv(timeout=within_s))
        self.received.append(message)
        return message

    def until(
        self, type_: str, holds: Callable[[Json], bool] = lambda message: True, *, most: int = 500
    ) -> Json:
        """Return the next message of this type for which it holds."""
        for _ in range(most):
            message = self.next()
            if message["type"] == type_ and holds(message):
                return message
        raise AssertionError(f"no {type_} among {most} messages")

    def send(self, *ops: Json, batch: str = "") -> str:
        """Send a batch and return its id."""
        batch = batch or uuid.uuid4().hex
        self.send_frame(type="batch", id=batch, ops=ops)
        return batch

    def undo(self, of: str, *, batch: str = "") -> str:
        batch = batch or uuid.uuid4().hex
        self.send_frame(type="undo", id=batch, of=of)
        return batch

    def answer(self, batch: str) -> Json:
        """Return what became of a batch."""
        for message in self.received:
            if message["type"] in {"ack", "refused"} and message["id"] == batch:
                return message
        while True:
            message = self.next()
            if message["type"] in {"ack", "refused"} and message["id"] == batch:
                return message

    def do(self, *ops: Json, batch: str = "") -> Json:
        """Send a batch and return the answer."""
        return self.answer(self.send(*ops, batch=batch))

    def change(self, seq: int) -> Json:
        """Return the news of a change."""
        for message in self.received:
            for change in changes_in(message):
                if change["seq"] == seq:
                    return change
        while True:
            for change in changes_in(self.next()):
                if change["seq"] == seq:
                    return change

    def closed(self) -> int | None:
        """Return the code with which the server closes the socket."""
        with contextlib.suppress(ConnectionClosed):
            while True:
                self.next()
        return self.socket.close_code


@contextlib.contextmanager
def connected_client(port: int, user: User, model: ThreatModel) -> Iterator[WebSocketClient]:
    with open_websocket(port, user, model.pk) as socket:
        yield WebSocketClient(socket)
