"""Exchanges the presence of the connections of one model with the hubs of other processes.

`who` asks the other hubs who is connected to them, `here` answers; both stay between hubs. Clients get
`peer`, `peers` and `left`.
"""

import asyncio
from collections.abc import Callable, Mapping
from typing import Final, Protocol
from uuid import UUID

import orjson

from threatmodel.architecture.collaboration.connection import Connection
from threatmodel.architecture.collaboration.presence import Peers, free_color, must_change_color
from threatmodel.architecture.collaboration.server_messages import frame_of
from threatmodel.architecture.operations.batch import Json
from threatmodel.pubsub.messages import Message
from threatmodel.pubsub.publisher import broadcast

_SEND_EVERY_S: Final = 0.05


class SendToAll(Protocol):
    """Sends a frame to the connections of the hub."""

    def __call__(self, frame: str, *, but: str = "", droppable: bool = False) -> None:
        """Send it to all, or to all but one connection."""


class PresenceBroadcast:
    """The presence of one model on one event loop; `connections` are those of the hub."""

    def __init__(self, model_id: UUID, connections: Mapping[str, Connection], send_to_all: SendToAll) -> None:
        self._model_id = model_id
        self._loop = asyncio.get_running_loop()
        self._connections = connections
        self._send_to_all = send_to_all
        self._peers = Peers()
        self._changed: dict[str, Connection] = {}  # to be sent with the next update

    @property
    def peers(self) -> list[Json]:
        """Everybody who has the model open, as far as it is known."""
        return self._peers.all()

    def ask(self) -> None:
        """Ask the hubs of other processes who is connected to them."""
        self._broadcast({"type": "who"})

    def join(self, connection: Connection) -> None:
        """Announce a new connection."""
        self._broadcast({"type": "peer", "peer": connection.peer_json})

    def leave(self, connection: Connection) -> None:
        """Announce that a connection was closed."""
        self._changed.pop(connection.id, None)
        self._broadcast({"type": "left", "connection": connection.id})

    def update(self, connection: Connection, parts: Json) -> None:
        """Update the presence of a connection; others get it a moment later, together with later updates."""
        connection.presence.update(parts)
        if not self._changed:
            self._loop.call_later(_SEND_EVERY_S, self._send_changed)
        self._changed[connection.id] = connection

    def _send_changed(self) -> None:
        peers = [connection.peer_json for connection in self._changed.values()]
        self._changed.clear()
        if len(peers) == 1:
            self._broadcast({"type": "peer", "peer": peers[0]})
        elif peers:
            self._broadcast({"type": "peers", "peers": peers})

    def refresh(self) -> None:
        """Announce the connections of this hub to others, and remove those that other hubs no longer do."""
        for connection in self._connections.values():
            others = self._others(connection)
            if must_change_color(others, user=connection.user_json["id"], color=connection.color):
                connection.color = self.color_for(connection)
        self._announce_all()
        for connection_id in self._peers.remove_stale(self._loop.time()):
            self._send_to_all(frame_of("left", connection=connection_id))

    def color_for(self, connection: Connection) -> int:
        """Return a color for the connection that no other person has, while there are enough."""
        others = self._others(connection)
        return free_color(others, user=connection.user_json["id"], own=connection.user.color)

    def _others(self, connection: Connection) -> list[Json]:
        """Return all other peers; those of this process may not have been received yet."""
        local = [other.peer_json for other in self._connections.values() if other is not connection]
        known = {peer["connection"] for peer in local} | {connection.id}
        return local + [peer for peer in self._peers.all() if peer["connection"] not in known]

    def _announce_all(self) -> None:
        peers = [connection.peer_json for connection in self._connections.values()]
        self._broadcast({"type": "here", "peers": peers})

    def _broadcast(self, message: Json) -> None:
        broadcast(model_id=self._model_id, message=message)

    # --- received, also from this process ------------------------------------------------------

    def receive(self, message: Message) -> bool:
        """Handle a message about presence; return False for any other."""
        handle = _HANDLERS.get(message.type)
        if handle is not None:
            handle(self, orjson.loads(message.frame), message.frame)
        return handle is not None

    def _on_peer(self, content: Json, frame: str) -> None:
        self._peers.update([content["peer"]], self._loop.time())
        self._send_to_all(frame, but=content["peer"]["connection"], droppable=True)

    def _on_peers(self, content: Json, frame: str) -> None:
        self._peers.update(content["peers"], self._loop.time())
        self._send_to_all(frame, droppable=True)

    def _on_left(self, content: Json, frame: str) -> None:
        if self._peers.remove(content["connection"]):
            self._send_to_all(frame)

    def _on_who(self, _content: Json, _frame: str) -> None:
        if self._connections:
            self._announce_all()

    def _on_here(self, content: Json, _frame: str) -> None:
        changed = self._peers.update(content["peers"], self._loop.time())
        if changed:
            self._send_to_all(frame_of("peers", peers=changed))


_HANDLERS: Final[dict[str, Callable[[PresenceBroadcast, Json, str], None]]] = {
    "peer": PresenceBroadcast._on_peer,  # noqa: SLF001
    "peers": PresenceBroadcast._on_peers,  # noqa: SLF001
    "left": PresenceBroadcast._on_left,  # noqa: SLF001
    "who": PresenceBroadcast._on_who,  # noqa: SLF001
    "here": PresenceBroadcast._on_here,  # noqa: SLF001
}
