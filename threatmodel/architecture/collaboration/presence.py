"""Who else has a model open, in this process and in others, and what they show. Nothing of it is stored."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from threatmodel.accounts.models import COLOURS
from threatmodel.architecture.operations.batch import Json

GONE_AFTER_S: Final = 16.0  # not heard of again: its process was killed


@dataclass(slots=True)
class _Known:
    peer: Json
    heard_at: float


def colour_among(peers: Iterable[Json], *, user: str, own: int) -> int:
    """Return the colour of somebody at a model.

    That of their other windows, else the first free one from their own on. With more people than colours,
    some share theirs.
    """
    taken: dict[int, str] = {peer["user"]["colour"]: peer["user"]["id"] for peer in peers}
    mine = [colour for colour, holder in taken.items() if holder == user]
    if mine:
        return mine[0]
    order = [(own + step) % COLOURS for step in range(COLOURS)]
    return next((colour for colour in order if colour not in taken), own)


def yields_colour(peers: Iterable[Json], *, user: str, colour: int) -> bool:
    """Return whether somebody has to take another colour, because two came at once at two processes.

    The one with the lower id keeps it.
    """
    return any(peer["user"]["colour"] == colour and peer["user"]["id"] < user for peer in peers)


class Company:
    """The people at one model by connection."""

    def __init__(self) -> None:
        self._known: dict[str, _Known] = {}

    def peers(self, *, but: str = "") -> list[Json]:
        """Return everybody, or everybody but one connection."""
        return [known.peer for connection, known in self._known.items() if connection != but]

    def note(self, peers: list[Json], now: float) -> list[Json]:
        """Remember what is said of these, and return those that are new or show something else."""
        news = []
        for peer in peers:
            known = self._known.get(peer["connection"])
            if known is None or known.peer != peer:
                news.append(peer)
            self._known[peer["connection"]] = _Known(peer, now)
        return news

    def forget(self, connection: str) -> bool:
        """Forget one; return whether it was known."""
        return self._known.pop(connection, None) is not None

    def vanished(self, now: float) -> list[str]:
        """Forget those not heard of for long, and return them."""
        late = [name for name, known in self._known.items() if now - known.heard_at > GONE_AFTER_S]
        for connection in late:
            del self._known[connection]
        return late
