"""The trust boundaries around elements, and those that a flow crosses."""

import uuid
from collections.abc import Mapping

from threatmodel.engine.model import CATALOGUE


def zone_chains(
    parents: Mapping[uuid.UUID, uuid.UUID | None], kinds: Mapping[uuid.UUID, str]
) -> dict[uuid.UUID, tuple[uuid.UUID, ...]]:
    """Return the trust boundaries around each element, nearest first; a zone counts as its own."""
    chains: dict[uuid.UUID, tuple[uuid.UUID, ...]] = {}
    for key in parents:
        chain: list[uuid.UUID] = []
        current: uuid.UUID | None = key
        while current is not None and current in parents and current not in chain:
            chain.append(current)
            current = parents[current]
        chains[key] = tuple(zone for zone in chain if _is_boundary(kinds[zone]))
    return chains


def _is_boundary(kind: str) -> bool:
    known = CATALOGUE.kinds.get(kind)
    return known is not None and known.boundary


def zones_crossed(left: tuple[uuid.UUID, ...], entered: tuple[uuid.UUID, ...]) -> tuple[uuid.UUID, ...]:
    """Return the zones left, inside out, then those entered, outside in (as engine Model.crosses does)."""
    return (*(z for z in left if z not in entered), *(z for z in reversed(entered) if z not in left))
