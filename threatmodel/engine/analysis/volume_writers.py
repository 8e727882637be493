"""A derived fact about a volume: whether something that mounts it may write there."""

from collections.abc import Iterable

from threatmodel.engine.analysis.fact_lookup import FactLookup


def is_written(facts: FactLookup, volume: str, mounting: Iterable[str]) -> bool:
    """Whether one of those that mount a volume may write there; so it is where their mounts are not known."""
    return any(_may_write(facts, volume, one) for one in mounting)


def _may_write(facts: FactLookup, volume: str, container: str) -> bool:
    mounts = [one for one in facts.fact(container, "mounts") or () if one.get("volume") == volume]
    return not mounts or any(not one.get("read_only") for one in mounts)
