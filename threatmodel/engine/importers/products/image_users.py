"""Whom the programs of known images run as where no manifest sets a user (image_users.yaml)."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final, Literal

from threatmodel.engine.importers.data_files import invalid_data, load_data
from threatmodel.engine.importers.image_reference import DOCKER_HUB, ImageReference
from threatmodel.engine.importers.products.images import product_called, product_of
from threatmodel.engine.importers.products.registries import publisher_of
from threatmodel.engine.model.struct_base import Record

_FILE: Final = Path(__file__).with_name("image_users.yaml")
_Way = Literal["root", "other", "switches"]
_WHY: Final[Mapping[_Way, str]] = {
    "root": "Images of {name} run as root unless a user is set.",
    "other": "Images of {name} name a user other than root.",
    "switches": "The entrypoint of {name} images switches to a user other than root.",
}


class _Users(Record, frozen=True, forbid_unknown_fields=True):
    """The content of image_users.yaml."""

    products: dict[_Way, tuple[str, ...]]
    publishers: dict[str, _Way]
    starts_as_root: "_StartsAsRoot"


class _StartsAsRoot(Record, frozen=True, forbid_unknown_fields=True):
    publishers: frozenset[str]
    images: frozenset[str]


class ImageUser(Record, frozen=True):
    """Whether the program of an image runs as root, and the sentence that says why this is known."""

    is_root: bool
    why: str


@lru_cache(maxsize=1024)
def image_user(reference: ImageReference) -> ImageUser | None:
    """Whom the program of an image runs as by default; None where that is not known."""
    known_as = _owner(reference)
    if known_as in _DATA.publishers:
        return _user(_DATA.publishers[known_as], known_as)
    product = product_of(reference)
    if product is None or publisher_of(reference) not in {"official", "verified"}:
        return None
    way = _BY_PRODUCT.get(product.name)
    return _user(way, product.name) if way else None


def has_to_start_as_root(reference: ImageReference) -> bool:
    """Whether the entrypoint of an image is made to start as root, and switches to another user by itself."""
    known = _DATA.starts_as_root
    return reference.name in known.images or _owner(reference) in known.publishers


def _owner(reference: ImageReference) -> str:
    """The owner of a repository, with its registry unless that is Docker Hub."""
    owner = reference.repository.partition("/")[0]
    return owner if reference.registry == DOCKER_HUB else f"{reference.registry}/{owner}"


def _user(way: _Way, name: str) -> ImageUser:
    return ImageUser(way == "root", _WHY[way].replace("{name}", name))


def _by_product(products: Mapping[_Way, tuple[str, ...]]) -> dict[str, _Way]:
    known: dict[str, _Way] = {}
    for way, names in products.items():
        for number, name in enumerate(names):
            try:
                product_called(name)
            except KeyError:
                raise invalid_data(_FILE, ["products", way, number], f"no product is called {name}") from None
            if name in known:
                raise invalid_data(_FILE, ["products", way, number], f"{name} is named twice")
            known[name] = way
    return known


_DATA: Final = load_data(_FILE, _Users)
_BY_PRODUCT: Final = _by_product(_DATA.products)
