"""Whether the first visitor of a known program becomes its administrator (first_administrators.yaml)."""

from collections.abc import Iterable, Mapping
from itertools import chain
from pathlib import Path
from typing import Final

from threatmodel.engine.importers.data_files import load_data
from threatmodel.engine.importers.products.images import Product, require_products
from threatmodel.engine.importers.redaction import is_weak_credential
from threatmodel.engine.model.struct_base import Record

_FILE: Final = Path(__file__).with_name("first_administrators.yaml")


class _FirstAdministrators(Record, frozen=True, forbid_unknown_fields=True):
    """The content of first_administrators.yaml."""

    products: dict[str, tuple[str, ...]]
    passwords: dict[str, tuple[str, ...]]
    accounts: dict[str, tuple[str, ...]]


_DATA: Final = load_data(_FILE, _FirstAdministrators)
require_products(_FILE, _DATA.products, below=["products"])
require_products(_FILE, _DATA.passwords, below=["passwords"])
require_products(_FILE, _DATA.accounts, below=["accounts"])
_NAME: Final = "PASSWORD"  # of what is listed beside a user


def first_visitor_administers(
    product: Product, *, variables: Mapping[str, str], words: Iterable[str], unseen: bool = False
) -> bool:
    """Whether no variable that has a value and no option makes the account of the administrator.

    `unseen`: variables may be set that are not known.
    """
    settings = _DATA.products.get(product.name)
    if settings is None or (unseen and any(not name.startswith("-") for name in settings)):
        return False
    given = {word.partition("=")[0] for text in words for word in text.split()}
    given |= {name for name, value in variables.items() if value}
    return given.isdisjoint(settings)


def weak_account(product: Product | None, variables: Mapping[str, str]) -> str:
    """Return the variable that makes an account with a trivial password; empty without one.

    The container with the variable makes the account for all containers of the program.
    """
    if product is None:
        return ""
    passwords = ((name, variables.get(name, "")) for name in _DATA.passwords.get(product.name, ()))
    weak = (name for name, value in passwords if value and is_weak_credential(name, value))
    listed = (name for name in _DATA.accounts.get(product.name, ()) if _lists_weak(variables.get(name, "")))
    return next(chain(weak, listed), "")


def _lists_weak(accounts: str) -> bool:
    """Whether one of several accounts has a trivial password, or its own name as one."""
    logins = (account.partition(":") for account in accounts.split(","))
    return any(
        password and is_weak_credential(_NAME, password, {user.strip().lower()})
        for user, _, password in logins
    )
