"""Whether callers of a database log in with an account that may do everything (database_accounts.yaml)."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from threatmodel.engine.importers.data_files import invalid_data, load_data
from threatmodel.engine.importers.products.images import Product, product_called
from threatmodel.engine.model.struct_base import Record

_FILE: Final = Path(__file__).with_name("database_accounts.yaml")
_LOGIN: Final = re.compile(
    r"\b([A-Za-z][A-Za-z0-9]{1,20})(?:\+\w{1,20})?://(\$\{\w{1,100}\}|[^\s/@:?#$]{1,100})(?::[^\s/@]{0,200})?@"
)
_LONGEST: Final = 8192
_TWO: Final = 2


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
    """Who calls a database, and the variables that it gets. It must not outlive the import.

    `program` is what it runs: the copies of one program have one account. `taken_from` says where variables
    come from whose values no file holds, such as the entry of a Secret.
    """

    name: str
    variables: Mapping[str, str]
    program: str = ""
    taken_from: Mapping[str, str] = MappingProxyType({})


class SuperuserLogin(Record, frozen=True):
    """Whether a caller logs in as an administrator, and the sentence that says why.

    `caller` and `variable` are those that name the administrator, by the place among the callers.
    """

    used: bool
    why: str
    caller: int = -1
    variable: str = ""


class SharedLogin(Record, frozen=True):
    """The sentence that says who shares an account, and one caller and its variable that name the account."""

    why: str
    caller: int
    variable: str


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


def shared_login(
    product: Product, variables: Mapping[str, str], callers: Sequence[Caller]
) -> SharedLogin | None:
    """Return the account that most programs share, if two do and it is no administrator of the database.

    `variables` are those of the database. Values are only compared.
    """
    accounts = _DATA.products.get(product.name)
    if accounts is None:
        return None
    users: dict[str, dict[int, str]] = defaultdict(dict)
    admins = _admins(accounts, variables)
    for place, caller in enumerate(callers):
        for name, user in (*_users(accounts, caller.variables, admins), *_unseen_users(caller)):
            if user.lower() not in admins:
                users[user].setdefault(place, name)
    shared = max(users.values(), key=lambda using: len(_programs(callers, using)), default={})
    if len(_programs(callers, shared)) < _TWO:
        return None
    names = [callers[place].name for place in shared]
    others = f"{names[1]}" if len(names) == _TWO else f"{len(names) - 1} others"
    first = next(iter(shared))
    why = f"{names[0]} and {others} log in to {product.name} as the same user."
    return SharedLogin(why, first, shared[first])


def _programs(callers: Sequence[Caller], places: Iterable[int]) -> frozenset[str]:
    return frozenset(callers[place].program or callers[place].name for place in places)


def _unseen_users(caller: Caller) -> Iterator[tuple[str, str]]:
    """The entries that user names of databases are taken from, where no file holds the name itself."""
    for name, origin in caller.taken_from.items():
        if not caller.variables.get(name) and _names_database_user(name):
            yield name, origin


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
