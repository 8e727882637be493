"""Who has a model open, in this process and in others, and the presence they show. Nothing is stored."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from threatmodel.accounts.models import COLORS
from threatmodel.architecture.operations.batch import Json

STALE_AFTER_S: Final = 16.0  # without an update, its process was killed


@dataclass(slots=True)
class _Peer:
    content: Json
    updated_at: float


def free_color(peers: Iterable[Json], *, user: str, own: int) -> int:
    """Return the color of a person at a model.

    That of their other windows, else the first free one from their own on. With more people than colors,
    some share theirs.
    """
    taken: dict[int, str] = {peer["user"]["color"]: peer["user"]["id"] for peer in peers}
    mine = [color for color, holder in taken.items() if holder == user]
    if mine:
        return mine[0]
    order = [(own + step) % COLORS for step in range(COLORS)]
    return next((color for color in order if color not in taken), own)


def must_change_color(peers: Iterable[Json], *, user: str, color: int) -> bool:
    """Return whether a person has to take another color, because two connected at once to two processes.

    The one with the lower id keeps it.
    """
    return any(peer["user"]["color"] == color and peer["user"]["id"] < user for peer in peers)


class Peers:
    """The people at one model by connection."""

    def __init__(self) -> None:
        self._peers: dict[str, _Peer] = {}

    def all(self) -> list[Json]:
        """Return all peers."""
        return [peer.content for peer in self._peers.values()]

    def update(self, peers: list[Json], now: float) -> list[Json]:
        """Store these peers, and return those that are new or show something else."""
        changed = []
        for content in peers:
            known = self._peers.get(content["connection"])
            if known is None or known.content != content:
                changed.append(content)
            self._peers[content["connection"]] = _Peer(content, now)
        return changed

    def remove(self, connection_id: str) -> bool:
        """Remove a peer; return whether it was known."""
        return self._peers.pop(connection_id, None) is not None

    def remove_stale(self, now: float) -> list[str]:
        """Remove the peers without a recent update, and return the ids of their connections."""
        stale = [id_ for id_, peer in self._peers.items() if now - peer.updated_at > STALE_AFTER_S]
        for connection_id in stale:
            del self._peers[connection_id]
        return stale
