"""Whether a known server encrypts its connections, by its settings and defaults (clear_text.yaml)."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from threatmodel.engine.importers.data_files import load_data
from threatmodel.engine.importers.products.configuration_files import names_configuration_file
from threatmodel.engine.importers.products.images import Product, require_products
from threatmodel.engine.importers.products.security_switches import is_on, is_stated_on
from threatmodel.engine.model.struct_base import Record

_FILE: Final = Path(__file__).with_name("clear_text.yaml")


class _PlainHttp(Record, frozen=True, forbid_unknown_fields=True):
    ports: tuple[int, ...]
    unless: tuple[str, ...] = ()


class _ClearText(Record, frozen=True, forbid_unknown_fields=True):
    """The content of clear_text.yaml."""

    products: frozenset[str]
    plain_http: dict[str, _PlainHttp]
    without_tls_by: dict[str, frozenset[str]]
    without_tls_programs: frozenset[str]
    configured_by: tuple[str, ...]


def _load() -> _ClearText:
    data = load_data(_FILE, _ClearText)
    require_products(_FILE, data.products, below=["products"])
    require_products(_FILE, data.plain_http, below=["plain_http"])
    require_products(_FILE, data.without_tls_by, below=["without_tls_by"])
    return data


_DATA: Final = _load()
_TLS_PROTOCOL_WITHOUT: Final = {"https": "http"}


def serves_in_clear(product: Product, *, variables: Iterable[str], words: Iterable[str]) -> bool:
    """Whether nothing in the names of variables and in the command line may make it encrypt connections."""
    if product.name not in _DATA.products:
        return False
    given = [word for text in words for word in text.split()]
    if names_configuration_file(given):
        return False
    names = [text.lower() for text in (*variables, *given)]
    return not any(part in name for part in _DATA.configured_by for name in names)


def plain_http_ports(
    product: Product, *, variables: Mapping[str, str], words: Iterable[str]
) -> tuple[int, ...]:
    """Return the ports on which it serves pages in plain HTTP, though it serves them with TLS too."""
    known = _DATA.plain_http.get(product.name)
    if known is None:
        return ()
    given = {word.partition("=")[0] for text in words for word in text.split()}
    given |= {name for name, value in variables.items() if is_on(value)}
    return known.ports if given.isdisjoint(known.unless) else ()


def is_served_without_tls(program: str) -> bool:
    """Return whether `--insecure` makes a program serve without TLS, rather than trust any certificate."""
    return program in _DATA.without_tls_programs


def may_serve_without_tls(product: Product) -> bool:
    """Return whether an option or variable makes a server with TLS serve without."""
    return product.name in _DATA.without_tls_by


def without_tls_by(product: Product, *, variables: Mapping[str, str], words: Iterable[str]) -> str:
    """Return the option or variable that makes a server with TLS serve without, else an empty string."""
    switches = _DATA.without_tls_by.get(product.name)
    if switches is None:
        return ""
    options = (word.partition("=") for text in words for word in text.split())
    given = {name for name, _, value in options if is_stated_on(value or "true")}
    given |= {name for name, value in variables.items() if is_stated_on(value)}
    return min(switches & given, default="")


def as_started(
    product: Product | None, *, variables: Mapping[str, str], words: Iterable[str]
) -> Product | None:
    """Return the product with what its ports speak when it is started so."""
    if product is None or not without_tls_by(product, variables=variables, words=words):
        return product
    ports = (
        replace(port, protocol=_TLS_PROTOCOL_WITHOUT.get(port.protocol, port.protocol))
        for port in product.ports
    )
    return replace(product, ports=tuple(ports))
