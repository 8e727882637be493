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
    passwords: dict[str, tuple[str, ...]]


_DATA: Final = load_data(_FILE, _FirstAdministrators)
require_products(_FILE, _DATA.products, below=["products"])
require_products(_FILE, _DATA.passwords, below=["passwords"])


def first_visitor_administers(
    product: Product, *, variables: Mapping[str, str], words: Iterable[str]
) -> bool:
    """Whether no variable that has a value and no option makes the account of the administrator."""
    settings = _DATA.products.get(product.name)
    if settings is None:
        return False
    given = {word.partition("=")[0] for text in words for word in text.split()}
    given |= {name for name, value in variables.items() if value}
    return given.isdisjoint(settings)


def account_password(product: Product | None, variables: Mapping[str, str]) -> tuple[str, str]:
    """Return the variable that sets the password of the first account, and its value; empty without one.

    The container with the variable makes the account for all containers of the program.
    """
    names = _DATA.passwords.get(product.name, ()) if product is not None else ()
    return next(((name, variables[name]) for name in names if variables.get(name)), ("", ""))
