"""Which images hold software that gets no more security updates (end_of_life.yaml), by their tags alone."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Final

from threatmodel.engine.importers.data_files import invalid_data, load_data
from threatmodel.engine.importers.image_reference import DOCKER_HUB, LIBRARY, ImageReference
from threatmodel.engine.importers.products.images import product_of
from threatmodel.engine.importers.products.registries import is_public_registry, publisher_of
from threatmodel.engine.model.struct_base import Record

_RECENT_DAYS: Final = 31  # what is found since then is still rare, and the change of a version takes a while
_FILE: Final = Path(__file__).with_name("end_of_life.yaml")
_VERSION: Final = re.compile(r"v?(\d{1,4}(?:\.\d{1,5}){0,3})(?![\d.])", re.IGNORECASE)
_WORD: Final = re.compile(r"[a-z]+")
_NEWEST: Final = re.compile(r"(latest|stable|lts|current|mainline)(-(alpine|slim))?|alpine|slim")

Version = tuple[int, ...]


class _Product(Record, frozen=True, forbid_unknown_fields=True):
    """Software and the last day of each of its versions; empty for one that goes on."""

    name: str
    images: tuple[str, ...]
    cycles: dict[str, str] = {}
    prefix: str = ""
    codenames: dict[str, str] = {}
    whole: str = ""


class _EndOfLife(Record, frozen=True, forbid_unknown_fields=True):
    """The content of end_of_life.yaml."""

    as_of: str
    products: tuple[_Product, ...]
    owners: dict[str, str]
    repackagers: str
    own_versions: str
    bases: dict[str, str]


class Ended(Record, frozen=True):
    """Software that gets no more updates, and the day of the last one, or before it where it is older."""

    software: str
    since: str
    or_before: bool = False

    @property
    def why(self) -> str:
        """The sentence that explains the fact."""
        earlier = " or earlier" if self.or_before else ""
        return f"{self.software}: no more security updates since {self.since}{earlier}."

    @property
    def is_recent(self) -> bool:
        """Whether the last update came in the month before the day of the data."""
        age = date.fromisoformat(_DATA.as_of) - date.fromisoformat(self.since)
        return not self.or_before and age <= timedelta(days=_RECENT_DAYS)


@lru_cache(maxsize=1024)
def end_of_life(reference: ImageReference) -> Ended | None:
    """What in an image has reached its end of life, as far as its name and tag say."""
    owner = reference.repository.partition("/")[0] if reference.registry == DOCKER_HUB else ""
    if owner in _DATA.owners:
        return Ended(f"images of {owner}", _DATA.owners[owner])
    if not _counts_as_product(reference):
        return None
    product = _PRODUCTS.get(reference.name) or _PRODUCTS.get(reference.repository.rpartition("/")[2])
    if product is not None:
        if product.whole and reference.name in product.images:
            return Ended(product.name, product.whole)
        if (ended := _ended(product, reference.tag)) is not None:
            return ended
    found = (_ended(base, _part(base, prefix, reference.tag)) for base, prefix in _BASES)
    return next((ended for ended in found if ended is not None), None)


@lru_cache(maxsize=1024)
def why_supported(reference: ImageReference) -> str:
    """Why nothing in an image has reached its end of life; empty where that is not known.

    A tag without any version names the newest one, unless a digest says which of them it was.
    """
    if end_of_life(reference) is not None or not _counts_as_product(reference):
        return ""
    if _NEWEST.fullmatch(reference.tag_used) and not reference.digest and product_of(reference):
        return f"The tag {reference.tag_used} names the newest version of {reference.name}."
    product = _PRODUCTS.get(reference.name) or _PRODUCTS.get(reference.repository.rpartition("/")[2])
    text = _version(product, reference.tag) if product else ""
    if product is None or not text:
        return ""
    same = [ended or _NEVER for cycle, ended in _cycles(product) if _agree(cycle, _numbers(text))]
    last = max(same, default="")
    until = "" if last == _NEVER else f" until {last}"
    return f"{product.name} {text} gets security updates{until}." if last > _DATA.as_of else ""


def _counts_as_product(reference: ImageReference) -> bool:
    """Whether its tags are likely the product's versions; people on public registries count as they like."""
    if reference.name in _PRODUCTS or publisher_of(reference) == "official":
        return True
    if reference.registry == DOCKER_HUB:
        return reference.repository.partition("/")[0] in _REPACKAGERS
    if reference.registry in _OWN_VERSIONS:
        return False
    return not is_public_registry(reference.registry) or f"/{LIBRARY}" in f"/{reference.repository}"


def _part(base: _Product, prefix: str, tag: str) -> str:
    """The part of a tag that names the version of a base: `buster` of 3.12-buster, `3.13` of alpine3.13."""
    lowered = tag.lower()
    word = next((word for word in _WORD.findall(lowered) if word in base.codenames), "")
    match = re.search(rf"(?:^|-){prefix}-?(\d+(?:\.\d+)?)", lowered)
    return word or (match[1] if match else "")


def _ended(product: _Product, tag: str) -> Ended | None:
    text = _version(product, tag)
    if not text or not product.cycles:
        return None
    version, cycles = _numbers(text), dict(_cycles(product))
    first = min(cycles)
    matching = [cycle for cycle in cycles if _agree(cycle, version)]
    if any(len(cycle) > len(version) for cycle in matching) and max(cycles) in matching:
        return None  # a tag that moves to versions that are not listed yet
    same = [cycles[cycle] or _NEVER for cycle in matching]
    is_older = not same and version < first
    last = cycles[first] if is_older else max(same, default=_NEVER)
    return Ended(f"{product.name} {text}", last, is_older) if last <= _DATA.as_of else None


def _version(product: _Product, tag: str) -> str:
    """The version that a tag names; empty for none."""
    lowered = tag.lower()
    named = next(
        (product.codenames[word] for word in _WORD.findall(lowered) if word in product.codenames), ""
    )
    if product.prefix:
        match = re.search(rf"{product.prefix}{_VERSION.pattern}", lowered)
    else:
        match = _VERSION.match(lowered)
    return match[1] if match else named


def _cycles(product: _Product) -> Iterator[tuple[Version, str]]:
    return ((_numbers(cycle), ended) for cycle, ended in product.cycles.items())


def _numbers(text: str) -> Version:
    return tuple(int(part) for part in text.split("."))


def _agree(one: Version, other: Version) -> bool:
    """Whether one version begins with the other: a tag 3 may be any 3.x, and 3.9.2 is one of 3.9."""
    shared = min(len(one), len(other))
    return one[:shared] == other[:shared]


def _by_image(products: tuple[_Product, ...]) -> dict[str, _Product]:
    known: dict[str, _Product] = {}
    for number, product in enumerate(products):
        if not product.cycles and not product.whole:
            raise invalid_data(_FILE, ["products", number], "neither cycles nor an end of the whole")
        for image in product.images:
            if image in known:
                raise invalid_data(_FILE, ["products", number], f"the image {image} is named twice")
            known[image] = product
    return known


_NEVER: Final = "9999-12-31"
_DATA: Final = load_data(_FILE, _EndOfLife)
_PRODUCTS: Final[Mapping[str, _Product]] = _by_image(_DATA.products)
_REPACKAGERS: Final = frozenset(_DATA.repackagers.split())
_OWN_VERSIONS: Final = frozenset(_DATA.own_versions.split())
_BASES: Final = tuple(
    (product, _DATA.bases[product.name]) for product in _DATA.products if product.name in _DATA.bases
)
