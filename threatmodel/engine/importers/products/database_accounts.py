"""Whether callers of a database log in with an account that may do everything (database_accounts.yaml)."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final

from threatmodel.engine.importers.data_files import invalid_data, load_data
from threatmodel.engine.importers.products.images import Product, product_called
from threatmodel.engine.model.struct_base import Record

_FILE: Final = Path(__file__).with_name("database_accounts.yaml")
_LOGIN: Final = re.compile(
    r"\b([A-Za-z][A-Za-z0-9]{1,20})(?:\+\w{1,20})?://(\$\{\w{1,100}\}|[^\s/@:?#$]{1,100})(?::[^\s/@]{0,200})?@"
)
_LONGEST: Final = 8192


class _Accounts(Record, frozen=True, forbid_unknown_fields=True):
    admins: frozenset[str]
    schemes: frozenset[str]
    named_by: tuple[str, ...] = ()
    password_files: tuple[str, ...] = ()


class _Data(Record, frozen=True, forbid_unknown_fields=True):
    """The content of database_accounts.yaml."""

    products: dict[str, _Accounts]
    database_parts: tuple[str, ...]
    user_endings: tuple[str, ...]
    placeholders: tuple[str, ...]


class Caller(Record, frozen=True):
    """Who calls a database, and the variables that it gets. It must not outlive the import."""

    name: str
    variables: Mapping[str, str]


class SuperuserLogin(Record, frozen=True):
    """Whether a caller logs in as an administrator, and the sentence that says why.

    `caller` and `variable` are those that name the administrator, by the place among the callers.
    """

    used: bool
    why: str
    caller: int = -1
    variable: str = ""


def _load() -> _Data:
    data = load_data(_FILE, _Data)
    for name in data.products:
        try:
            product_called(name)
        except KeyError:
            raise invalid_data(_FILE, ["products", name], f"images/ has no product {name}") from None
    return data


_DATA: Final = _load()


def superuser_login(
    product: Product, variables: Mapping[str, str], callers: Iterable[Caller]
) -> SuperuserLogin | None:
    """Return whether a caller uses an administrator of the database; None when some login is not known.

    `variables` are those of the database. Values are only compared.
    """
    accounts = _DATA.products.get(product.name)
    if accounts is None:
        return None
    admins = _admins(accounts, variables)
    known, all_known = False, True
    for place, caller in enumerate(callers):
        users = list(_users(accounts, caller.variables, admins))
        for name, user in users:
            if user.lower() in admins:
                why = f"The variable {name} of {caller.name} logs in as the administrator of {product.name}."
                return SuperuserLogin(used=True, why=why, caller=place, variable=name)
        known, all_known = known or bool(users), all_known and bool(users)
    if known and all_known and any(_is_name(admin) for admin in admins):
        return SuperuserLogin(used=False, why=f"Its callers log in to {product.name} with other accounts.")
    return None


def admin_password_file(product: Product, variables: Mapping[str, str]) -> str:
    """Return the path of the file with the administrator's password, else an empty string."""
    accounts = _DATA.products.get(product.name)
    named = accounts.password_files if accounts else ()
    return next((variables[name] for name in named if variables.get(name)), "")


def _admins(accounts: _Accounts, variables: Mapping[str, str]) -> frozenset[str]:
    """The names of the administrators, in lower case, as they are written: perhaps the name of a variable."""
    named = next((variables[name] for name in accounts.named_by if name in variables), None)
    if named is None:
        return accounts.admins
    return frozenset({named.strip().lower()} - {""})


def _users(
    accounts: _Accounts, variables: Mapping[str, str], admins: frozenset[str]
) -> Iterator[tuple[str, str]]:
    """The users that variables log in with, each with the name of the variable.

    What is filled in or replaced later counts where it is written like an administrator: they become one.
    """
    for name, value in variables.items():
        if _names_database_user(name):
            if _is_name(value) or value.strip().lower() in admins:
                yield name, value.strip()
        elif "@" in value:
            for match in _LOGIN.finditer(value[:_LONGEST]):
                user = match[2]
                if match[1].lower() in accounts.schemes and (_is_name(user) or user.lower() in admins):
                    yield name, user


def _is_name(text: str) -> bool:
    """Whether a text is the name of a user, and not what is filled in or replaced later."""
    name = text.strip().lower()
    return bool(name) and "$" not in name and not name.startswith(("<", "{", *_DATA.placeholders))


@lru_cache(maxsize=4096)
def _names_database_user(name: str) -> bool:
    lower = name[:256].lower()
    return lower.endswith(_DATA.user_endings) and any(part in lower for part in _DATA.database_parts)
