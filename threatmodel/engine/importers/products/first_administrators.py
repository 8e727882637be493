"""Whether the first visitor of a known program becomes its administrator (first_administrators.yaml)."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from threatmodel.engine.importers.data_files import load_data
from threatmodel.engine.importers.products.images import Product, require_products
from threatmodel.engine.model.struct_base import Record

_FILE: Final = Path(__file__).with_name("first_administrators.yaml")


class _FirstAdministrators(Record, frozen=True, forbid_unknown_fields=True):
    """The content of first_administrators.yaml."""

    products: dict[str, tuple[str, ...]]


def _load() -> Mapping[str, tuple[str, ...]]:
    products = load_data(_FILE, _FirstAdministrators).products
    require_products(_FILE, products, below=["products"])
    return products


_PRODUCTS: Final = _load()


def first_visitor_administers(
    product: Product, *, variables: Mapping[str, str], words: Iterable[str]
) -> bool:
    """Whether no variable that has a value and no option makes the account of the administrator."""
    settings = _PRODUCTS.get(product.name)
    if settings is None:
        return False
    given = {word.partition("=")[0] for text in words for word in text.split()}
    given |= {name for name, value in variables.items() if value}
    return given.isdisjoint(settings)
