"""Who else has a model open, in this process and in others, and what they show. Nothing of it is stored."""

from dataclasses import dataclass
from typing import Final

from threatmodel.architecture.batch import Json

GONE_AFTER_S: Final = 16.0  # not heard of again: its process was killed


@dataclass(slots=True)
class _Known:
    peer: Json
    heard_at: float


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
