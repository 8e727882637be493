"""Whether a region is where data may be: names of countries and cloud regions, read from regions.yaml."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Final

from threatmodel.engine.model.yaml_data import read_data

_PATH: Final = Path(__file__).parent / "frameworks" / "regions.yaml"
_ZONE: Final = re.compile(r"^(?P<region>[a-z]+(?:-[a-z]+)+-?\d+)-?[a-f]$")  # eu-central-1a, europe-west3-b


def is_within(region: str, allowed: Iterable[str]) -> bool | None:
    """Whether the region is in one of the allowed regions, countries or areas; None when unknown.

    A name that is not in the table equals only itself. An area, such as EU, is in a country only if the
    country is all of it.
    """
    place, names = _plain(region), [_plain(name) for name in allowed]
    if place in names:
        return True
    countries, known = _countries(place), [_countries(name) for name in names]
    if countries is None:
        return None
    if any(within is not None and countries <= within for within in known):
        return True
    if None in known or any(within is not None and countries & within for within in known):
        return None
    return False


def _plain(name: str) -> str:
    plain = re.sub(r"[\s_]+", "-", name.strip().lower())
    zone = _ZONE.match(plain)
    return zone["region"] if zone else plain


def _countries(name: str) -> frozenset[str] | None:
    """The countries of a name, or None for a name that is not known."""
    return _table().get(name)


@cache
def _table() -> Mapping[str, frozenset[str]]:
    raw = read_data(_PATH)
    table: dict[str, frozenset[str]] = {}
    for country, entry in raw["countries"].items():
        table.update(dict.fromkeys((*entry["names"], *entry["regions"]), frozenset({country})))
    for entry in raw["areas"].values():
        table.update(dict.fromkeys(entry["names"], frozenset(entry["countries"])))
    return table
