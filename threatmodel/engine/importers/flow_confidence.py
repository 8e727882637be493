"""How sure it is that data flows where a flow was concluded: in three steps, each with its meaning."""

from typing import Final, Literal

from threatmodel.engine.model import Fact, Source

Confidence = Literal["low", "medium", "high"]

_MEANING: Final[dict[Confidence, str]] = {
    "high": "The files name the other end with a port or scheme, or expose it.",
    "medium": "The files name the other end without a port or scheme, among settings that several share, or "
    "where no file declares it.",
    "low": "The files only state a dependency.",
}
_ORDER: Final[tuple[Confidence, ...]] = ("low", "medium", "high")


def confidence_fact(level: Confidence, file: str, line: int) -> Fact:
    """Return the fact `confidence` of a flow that was concluded from this place."""
    return Fact(level, Source("inferred", file, line, "", "", _MEANING[level]))


def rank(level: object) -> int:
    """Return the place of a level, the lowest first; of no level, a place before them."""
    return _ORDER.index(level) if level in _ORDER else -1
