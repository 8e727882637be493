"""Image references: their parts, and what the image is known to be (images.yaml)."""

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from threatmodel.engine.model.struct_base import Record
from threatmodel.engine.model.yaml_data import read_data

DOCKER_HUB: Final = "docker.io"
_LIBRARY: Final = "library/"
_HUB_ALIASES: Final = frozenset(
    {"docker.io", "index.docker.io", "registry-1.docker.io", "registry.hub.docker.com"}
)
# The grammar of distribution/reference (reference/regexp.go), with bounds instead of open repetition.
_PATH: Final = re.compile(r"[a-z0-9]+(?:[._/-]{1,3}[a-z0-9]+){0,60}", re.IGNORECASE)
_TAG: Final = re.compile(r"\w[\w.-]{0,127}")
_DIGEST: Final = re.compile(r"[A-Za-z][\w.+-]{0,40}:[0-9a-fA-F]{32,128}")
_VERSION: Final = re.compile(r"v?(\d{1,4}(?:\.\d{1,5}){0,3})(?![\d.])", re.IGNORECASE)
_WORD: Final = re.compile(r"[a-z0-9]+")
_UNPRIVILEGED: Final = re.compile(r"(?:^|[-_.])(?:nonroot|rootless|unprivileged)(?:$|[-_.])")
_DATASTORES: Final = frozenset({"database", "cache", "queue", "storage"})


class ImageReference(Record, frozen=True):
    """An image as a container names it.

    `repository` is the full path within the registry (library/redis). An empty `tag` with `tag_known`
    means that none is written, which stands for latest; without `tag_known` a variable decides.
    """

    registry: str
    repository: str
    tag: str = ""
    digest: str = ""
    tag_known: bool = True

    @property
    def name(self) -> str:
        """The reference without tag and digest, as people write it: redis, grafana/grafana, quay.io/a/b."""
        if self.registry == DOCKER_HUB:
            return self.repository.removeprefix(_LIBRARY)
        return f"{self.registry}/{self.repository}"

    @property
    def uid(self) -> str:
        """The uid of the image's element."""
        return f"image:{self.name}"

    @property
    def is_mutable(self) -> bool | None:
        """It is used by latest or by no tag and no digest; None when a variable decides."""
        if self.digest:
            return False
        return self.tag in {"", "latest"} if self.tag_known else None


class Port(Record, frozen=True):
    """A port and the protocol spoken on it."""

    port: int
    protocol: str


class Product(Record, frozen=True):
    """What an image is known to hold."""

    name: str
    purpose: str
    ports: tuple[Port, ...]
    unsupported_below: tuple[int, ...] = ()
    is_ground: bool = False  # programs of all kinds are built on it, so an image from it may be anything
    coordinates: bool = False  # it serves other stores and queues, not their callers

    def protocol_on(self, port: int) -> str:
        """Protocol of one of its default ports, else an empty string."""
        return next((known.protocol for known in self.ports if known.port == port), "")


@lru_cache(maxsize=1024)  # the same images are used again and again
def parse_image(text: str) -> ImageReference | None:
    """Read an image reference; None when the text is none (for instance a bare variable)."""
    rest, at, digest = text.strip().partition("@")
    if at and not _DIGEST.fullmatch(digest):
        return None
    head, slash, tail = rest.partition("/")
    if slash and (any(c in head for c in ".:") or head == "localhost"):
        registry, path = head.lower(), tail
    else:
        registry, path = DOCKER_HUB, rest
    path, colon, tag = path.partition(":")
    if not _PATH.fullmatch(path) or len(path) > 255 or (colon and not _TAG.fullmatch(tag)):
        return None
    if registry in _HUB_ALIASES:
        registry = DOCKER_HUB
        path = path if "/" in path else _LIBRARY + path
    return ImageReference(registry, path, tag, digest)


@lru_cache(maxsize=1024)
def product_of(reference: ImageReference) -> Product | None:
    """What the image is known to be; None when it is not in images.yaml."""
    return _PRODUCTS.get(reference.name) or _PRODUCTS.get(reference.repository.rpartition("/")[2])


def product_called(name: str) -> Product:
    """The product of this name in images.yaml. Raises KeyError when there is none."""
    return _BY_NAME[name]


def purpose_of_name(name: str) -> str:
    """What the last telling word of a service's name says it is for, else an empty string.

    `catalogue-db` is a database; `db-migrations` is not, as its last word says nothing of the kind.
    """
    words = _WORD.findall(name.lower())
    if not words:
        return ""
    last = words[-1].rstrip("0123456789") or words[-1]
    known = datastore_called(name)
    return _NAMES.get(last) or _NAMES.get("".join(words[-2:]), "") or (known.purpose if known else "")


@lru_cache(maxsize=1024)
def datastore_called(name: str) -> Product | None:
    """The database, cache, queue or store that the last word of a service's name names."""
    words = _WORD.findall(name.lower())
    product = _PRODUCTS.get(words[-1].rstrip("0123456789") or words[-1]) if words else None
    return product if product is not None and product.purpose in _DATASTORES else None


def says_unprivileged(reference: ImageReference) -> bool:
    """Whether its name or tag says that it starts as another user than root, as nginx-unprivileged does."""
    name = reference.repository.rpartition("/")[2]
    return any(_UNPRIVILEGED.search(text) for text in (name, reference.tag))


def is_end_of_life(reference: ImageReference) -> bool:
    """Whether the tag is a version known to get no more updates from the product's makers."""
    product = product_of(reference)
    match = _VERSION.match(reference.tag)
    if product is None or not product.unsupported_below or match is None or not _counts_as(reference):
        return False
    version = tuple(int(part) for part in match[1].split("."))
    return version < product.unsupported_below[: len(version)]


def _counts_as(reference: ImageReference) -> bool:
    """Whether its tags are likely the product's versions; people on public registries count as they like."""
    if reference.name in _PRODUCTS or publisher_of(reference) in {"official", "verified"}:
        return True
    return not is_public_registry(reference.registry) or f"/{_LIBRARY}" in f"/{reference.repository}"


def publisher_of(reference: ImageReference) -> str:
    """Who publishes the image: official, verified, community, or unknown for a registry we do not know."""
    if reference.registry == DOCKER_HUB and reference.repository.startswith(_LIBRARY):
        return "official"
    owner = reference.repository.split("/")[0]
    hub = reference.registry == DOCKER_HUB
    named = owner if hub else reference.registry
    if named in _VERIFIED or f"{reference.registry}/{owner}" in _VERIFIED:
        return "verified"
    return "community" if is_public_registry(reference.registry) else "unknown"


def is_public_registry(host: str) -> bool | None:
    """Whether anyone may publish on the registry; None when that is not known."""
    known = _REGISTRIES.get(host)
    return None if known is None else known["public"]


def _load() -> dict[str, Any]:
    data: dict[str, Any] = read_data(Path(__file__).with_name("images.yaml"))
    return data


def _products(raw: list[dict[str, Any]]) -> dict[str, Product]:
    products: dict[str, Product] = {}
    for entry in raw:
        below = tuple(int(part) for part in entry.get("unsupported_below", "").split(".") if part)
        ports = tuple(Port(**port) for port in entry["ports"])
        flags = entry.get("ground", False), entry.get("coordinates", False)
        product = Product(entry["name"], entry["purpose"], ports, below, *flags)
        products.update(dict.fromkeys(entry["images"], product))
    return products


_DATA: Final = _load()
_PRODUCTS: Final[Mapping[str, Product]] = _products(_DATA["products"])
_BY_NAME: Final[Mapping[str, Product]] = {product.name: product for product in _PRODUCTS.values()}
_NAMES: Final[Mapping[str, str]] = {
    word: purpose for purpose, words in _DATA["names"].items() for word in words
}
_REGISTRIES: Final[Mapping[str, dict[str, bool]]] = _DATA["registries"]
_VERIFIED: Final = frozenset(_DATA["verified_publishers"])
