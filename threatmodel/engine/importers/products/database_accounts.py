"""Whether callers of a database log in with an account that may do everything (database_accounts.yaml)."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from threatmodel.engine.importers.data_files import load_data
from threatmodel.engine.importers.products.images import Product, require_products
from threatmodel.engine.model.short_text_cache import LONGEST
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
    parts: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()


class _Passwords(Record, frozen=True, forbid_unknown_fields=True):
    admin: tuple[str, ...]
    others: tuple[str, ...] = ()


class _Data(Record, frozen=True, forbid_unknown_fields=True):
    """The content of database_accounts.yaml."""

    products: dict[str, _Accounts]
    passwords: dict[str, _Passwords]
    database_parts: tuple[str, ...]
    user_endings: tuple[str, ...]
    placeholders: tuple[str, ...]


class Caller(Record, frozen=True):
    """Who calls a database, and the variables that it gets. It must not outlive the import.

    `program` is what it runs: components of one program are one caller. `taken_from` names the entries of
    other objects that variables come from, for those whose values no file holds.
    """

    name: str
    variables: Mapping[str, str]
    program: str = ""
    taken_from: Mapping[str, str] = MappingProxyType({})


class SharedAccount(Record, frozen=True):
    """That several programs log in with one account: the sentence that says so.

    `caller` and `variable` are those of the last of them, by the place among the callers.
    """

    why: str
    caller: int
    variable: str


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
    require_products(_FILE, data.products, below=["products"])
    require_products(_FILE, data.passwords, below=["passwords"])
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


def shared_account(
    product: Product, variables: Mapping[str, str], callers: Iterable[Caller]
) -> SharedAccount | None:
    """Return the account that callers of several programs log in with; values are only compared."""
    accounts = _DATA.products.get(product.name)
    if accounts is None:
        return None
    admins = _admins(accounts, variables)
    known = list(callers)
    by_user: dict[str, dict[str, tuple[int, str]]] = {}
    for place, caller in enumerate(known):
        for name, user in (*_users(accounts, caller.variables, admins), *_unseen_users(caller)):
            if user.lower() not in admins:  # that they all are administrators is another fact
                by_user.setdefault(user.lower(), {}).setdefault(caller.program or caller.name, (place, name))
    several = next((list(found.values()) for found in by_user.values() if len(found) > 1), None)
    if several is None:
        return None
    who = " and ".join(known[place].name for place, _ in several[:2])
    more = f" and {len(several) - 2} more" if len(several) > 2 else ""
    place, name = several[-1]
    why = f"{who}{more} log in to {product.name} with the same account."
    return SharedAccount(why=why, caller=place, variable=name)


def _unseen_users(caller: Caller) -> Iterator[tuple[str, str]]:
    """The variables with users that no file holds, each with the entry that the user is taken from."""
    for name, entry in caller.taken_from.items():
        if not caller.variables.get(name) and _names_database_user(name):
            yield name, entry


def admin_password_file(product: Product, variables: Mapping[str, str]) -> str:
    """Return the path of the file with the administrator's password, else an empty string."""
    accounts = _DATA.products.get(product.name)
    named = accounts.password_files if accounts else ()
    return next((variables[name] for name in named if variables.get(name)), "")


def admin_password(product: Product, variables: Mapping[str, str]) -> tuple[str, str]:
    """Return the variable of the administrator's password and its value as it is written; else empty strings.

    `variables` are those of the product itself. The value is for comparisons alone, and must not be kept.
    """
    passwords = _DATA.passwords.get(product.name)
    names = passwords.admin if passwords else ()
    name = next((name for name in names if variables.get(name)), "")
    return name, variables.get(name, "")


def reads_password(product: Product, name: str) -> bool:
    """Whether the image of a product makes an account with the password that this variable holds."""
    known = _DATA.passwords.get(product.name)
    return known is not None and name in {*known.admin, *known.others}


def accounts_with_password(product: Product, variables: Mapping[str, str], password: str) -> list[str]:
    """Return the variables that give other accounts of the same product this password."""
    passwords = _DATA.passwords.get(product.name)
    return [name for name in (passwords.others if passwords else ()) if variables.get(name) == password]


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
        if _names_database_user(name[:LONGEST], accounts.parts, accounts.endings):
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
def _names_database_user(name: str, parts: tuple[str, ...] = (), endings: tuple[str, ...] = ()) -> bool:
    lower = name.lower()
    named = any(part in lower for part in parts or _DATA.database_parts)
    is_secret = "secret" in lower  # AWS_SECRET_ACCESS_KEY ends like AWS_ACCESS_KEY, and names nobody
    return named and not is_secret and lower.endswith(endings or _DATA.user_endings)
