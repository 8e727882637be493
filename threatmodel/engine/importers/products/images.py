"""What images are known to be (images.yaml and images/): products, and what names of services say."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Final, Literal

from threatmodel.engine.importers.data_files import invalid_data, load_data
from threatmodel.engine.importers.image_reference import ImageReference
from threatmodel.engine.model.catalogue import CATALOGUE
from threatmodel.engine.model.short_text_cache import LONGEST, kept_for_short_texts
from threatmodel.engine.model.struct_base import Record

_WORD: Final = re.compile(r"[a-z0-9]+")
_UNPRIVILEGED: Final = re.compile(r"(?:^|[-_.])(?:nonroot|rootless|unprivileged)(?:$|[-_.])")
_FILE: Final = Path(__file__).with_name("images.yaml")
_PRODUCT_FILES: Final = Path(__file__).with_name("images")


class Port(Record, frozen=True, forbid_unknown_fields=True):
    """A port and the protocol spoken on it."""

    port: int
    protocol: str


class Product(Record, frozen=True, forbid_unknown_fields=True):
    """What an image is known to hold; images.yaml says what each field means."""

    name: str
    purpose: str
    images: tuple[str, ...]
    ports: tuple[Port, ...]
    general_base: bool = False
    speaks_http_alone: bool = False
    coordinates: bool = False
    administers: Literal["", "host", "cluster", "storage"] = ""
    collects_mail: bool = False
    topics_restricted_by: tuple[str, ...] = ()
    backends_by: Literal["", "traefik-labels", "virtual-host", "caddy-labels"] = ""
    ai_role: str = ""
    runs_code: bool = False
    leaves_code: bool = False
    runs_code_unless: dict[str, str] = {}
    code_apart: bool = False
    runs_code_with: tuple[str, ...] = ()
    reads_runtime_unless: tuple[str, ...] = ()
    fetches: bool = False
    fetches_unless: tuple[str, ...] = ()
    reads_config: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()
    arguments: tuple[str, ...] = ()
    instead_of: str = ""
    own_files: tuple[str, ...] = ()
    drawn_as: Literal["", "workload", "nothing"] = ""

    def protocol_on(self, port: int) -> str:
        """Protocol of one of its default ports, else an empty string."""
        return next((known.protocol for known in self.ports if known.port == port), "")


class _Images(Record, frozen=True, forbid_unknown_fields=True):
    """The content of images.yaml."""

    names: dict[str, tuple[str, ...]]
    common_ports: frozenset[int]
    before_stores: frozenset[str]
    without_calls: frozenset[str]


def without_own_files(product: Product | None, words: Iterable[str]) -> tuple[str, ...]:
    """The words of a command line without the configuration files that the product's image brings along."""
    own = product.own_files if product else ()
    if not own:
        return tuple(words)
    return tuple(" ".join(part for part in word.split(" ") if part not in own) for word in words)


@lru_cache(maxsize=1024)
def product_of(reference: ImageReference) -> Product | None:
    """What the image is known to be; None when it is not in images.yaml."""
    return _BY_IMAGE.get(reference.name) or _BY_IMAGE.get(reference.repository.rpartition("/")[2])


def program_started(arguments: Iterable[str]) -> str:
    """The program that arguments start, without its folder; without shells, options and variables."""
    names = (
        word.rpartition("/")[2]
        for word in arguments
        if not word.startswith("-") and not _ASSIGNMENT.match(word)
    )
    return next((name for name in names if name not in _SHELLS), "")


def product_of_command(arguments: Sequence[str]) -> Product | None:
    """The product that a command line starts in whatever image: its program, and what that is told to do.

    Shells, options and `python -m` before the program are passed over. An option that only one product has
    says as much.
    """
    if not arguments:
        return None
    program = program_started(arguments)
    if _PYTHON.fullmatch(program) and "-m" in arguments[:-1]:
        program = arguments[arguments.index("-m") + 1]
    options = {argument.partition("=")[0] for argument in arguments if argument.startswith("--")}
    for first, action, product in _COMMANDS:
        if (first == program and (not action or action in arguments)) or first in options:
            return product
    return None


def program_within(product: Product | None, arguments: Iterable[str]) -> Product | None:
    """Another program of a product's image with which one of the arguments begins, as a shell starts it.

    So is a part of the product that its image starts when it is told so (`arguments`).
    A command of two words is a program that the next argument tells what to do: `bin/pulsar zookeeper`.
    """
    others = {
        command: one
        for one in (_INSTEAD_OF.get(product.name, ()) if product else ())
        for command in (*one.commands, *one.arguments)
    }
    if not others:
        return None
    names = [word.partition(" ")[0].rpartition("/")[2] for word in arguments]
    started = (*names, *map(" ".join, pairwise(names)))
    return next((others[name] for name in started if name in others), None)


def product_offering(product: Product | None, ports: Iterable[int]) -> Product | None:
    """What an image of a product holds where it offers these ports: another program of it, or the product."""
    offered = frozenset(ports)
    if product is None or not offered.isdisjoint([port.port for port in product.ports]):
        return product
    others = _INSTEAD_OF.get(product.name, ())
    return next((one for one in others if any(port.port in offered for port in one.ports)), product)


def product_called(name: str) -> Product:
    """The product of this name in images.yaml. Raises KeyError when there is none."""
    return PRODUCTS[name]


def require_products(file: Path, names: Iterable[str], *, below: Sequence[str | int] = ()) -> None:
    """Raise InvalidData where a file of data names a product that is not in images/.

    `below` is where in the file the names are keys or items.
    """
    unknown = next((name for name in names if name not in PRODUCTS), None)
    if unknown is not None:
        raise invalid_data(file, [*below, unknown], f"images/ has no product {unknown}")


def purpose_of_name(name: str) -> str:
    """What the last meaningful word of a service's name says it is for, else an empty string.

    `catalogue-db` is a database; `db-migrations` is not, as its last word says nothing of the kind.
    """
    words = _WORD.findall(name.lower())
    if not words:
        return ""
    last = words[-1].rstrip("0123456789") or words[-1]
    known = datastore_called(name)
    return _NAMES.get("".join(words[-2:])) or _NAMES.get(last) or (known.purpose if known else "")


@kept_for_short_texts
def datastore_called(name: str) -> Product | None:
    """The database, cache, queue or store that the last word of a service's name names."""
    words = _WORD.findall(name.lower())
    product = _BY_IMAGE.get(words[-1].rstrip("0123456789") or words[-1]) if words else None
    return product if product is not None and product.purpose in CATALOGUE.store_purposes else None


def product_named(name: str, ports: frozenset[int]) -> Product | None:
    """The product that the last word of a name names, where one of its default ports is offered.

    People add what it is: mysqldb and postgresdb mean the products. They also add what a store is for: an
    earlier word names one whose main port is offered, unless the last says that it is another program.
    """
    return _product_named(name[-LONGEST:], ports)


@lru_cache(maxsize=1024)
def _product_named(name: str, ports: frozenset[int]) -> Product | None:
    words = _WORD.findall(name.lower())
    product = (_BY_IMAGE.get(words[-1]) or _BY_IMAGE.get(words[-1].removesuffix("db"))) if words else None
    if product is None:
        return _store_within(name, ports)
    if product.general_base or ports.isdisjoint(port.port for port in product.ports):
        return None
    return product


def _store_within(name: str, ports: frozenset[int]) -> Product | None:
    """The store that a word of the last part of a name names: example.com/docker-elasticsearch-kubernetes."""
    words = _WORD.findall(name.lower().rpartition("/")[2])
    if not words or words[-1] in _DATA.before_stores or purpose_of_name(name):
        return None
    found = (_BY_IMAGE.get(word) for word in words[:-1])
    return next((one for one in found if one is not None and _is_store_on(one, ports)), None)


def _is_store_on(product: Product, ports: frozenset[int]) -> bool:
    main = {product.ports[0].port} if product.ports else set()
    is_store = product.purpose in CATALOGUE.store_purposes
    return is_store and bool(main & ports - _DATA.common_ports)


def says_unprivileged(reference: ImageReference) -> bool:
    """Whether its name or tag indicates a user other than root, as nginx-unprivileged does."""
    name = reference.repository.rpartition("/")[2]
    return any(_UNPRIVILEGED.search(text) for text in (name, reference.tag))


def _by_image() -> dict[str, Product]:
    known: dict[str, Product] = {}
    for file in sorted(_PRODUCT_FILES.glob("*.yaml")):
        for number, product in enumerate(load_data(file, tuple[Product, ...])):
            for image in product.images:
                if image in known:
                    raise invalid_data(file, [number], f"the image {image} is named twice")
                known[image] = product
    return known


_DATA: Final = load_data(_FILE, _Images)
_BY_IMAGE: Final[Mapping[str, Product]] = _by_image()
KNOWN_IMAGES: Final = tuple(_BY_IMAGE)
PRODUCTS: Final[Mapping[str, Product]] = {product.name: product for product in _BY_IMAGE.values()}
"""The products of images/, by name."""
_INSTEAD_OF: Final[Mapping[str, list[Product]]] = {
    replaced: [one for one in PRODUCTS.values() if one.instead_of == replaced]
    for replaced in {one.instead_of for one in PRODUCTS.values()}
}
_ASSIGNMENT: Final = re.compile(r"[A-Za-z_]\w{0,100}=")
_PYTHON: Final = re.compile(r"python[\d.]{0,8}")
_SHELLS: Final = frozenset({"sh", "bash", "ash", "exec", "tini", "dumb-init"})
# Program, what it is told to do (or an empty string), and the product that this starts.
_COMMANDS: Final = [
    (first, action, product)
    for product in PRODUCTS.values()
    for first, _, action in (command.partition(" ") for command in product.commands)
]
_NAMES: Final[Mapping[str, str]] = {word: purpose for purpose, words in _DATA.names.items() for word in words}
COMMON_PORTS: Final = _DATA.common_ports
"""Ports on which programs of all kinds listen, so that they say nothing of what one is."""
WITHOUT_CALLS: Final = _DATA.without_calls
"""Last parts of repositories whose containers call none of the hosts that their options name."""
