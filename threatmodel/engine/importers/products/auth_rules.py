"""How products decide whether callers must authenticate: authentication.yaml and authentication/."""

from pathlib import Path
from typing import Final, Literal

from threatmodel.engine.importers.data_files import invalid_data, load_data
from threatmodel.engine.importers.products.images import require_products
from threatmodel.engine.model.struct_base import Record

_FILE: Final = Path(__file__).with_name("authentication.yaml")
_PRODUCT_FILES: Final = Path(__file__).with_name("authentication")


class AuthSettings(Record, frozen=True, forbid_unknown_fields=True):
    variables: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    switches: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    values: dict[str, str] = {}
    maybe: tuple[str, ...] = ()
    not_by_file: bool = False


class DefaultLogin(Record, frozen=True, forbid_unknown_fields=True):
    unless: tuple[str, ...]
    until: int = 0
    only_if: dict[str, str] = {}
    not_by_file: bool = False


class AdminPort(Record, frozen=True, forbid_unknown_fields=True):
    port: int
    flags: tuple[str, ...] = ()
    values: dict[str, str] = {}
    switched_on_by: tuple[str, ...] = ()


class AuthRule(Record, frozen=True, forbid_unknown_fields=True):
    """How one product decides; authentication.yaml says what each field means."""

    switch: tuple[str, ...] = ()
    required_since: str = ""
    required_by: tuple[str, ...] = ()
    checks_callers: tuple[str, ...] = ()
    open_unless: AuthSettings | None = None
    closed_unless: AuthSettings | None = None
    login_when_off: tuple[str, ...] = ()
    opened_by: tuple[str, ...] = ()
    closed_by: tuple[str, ...] = ()
    directives: Literal["", "named", "always"] = ""
    only_with: tuple[str, ...] = ()
    default_login: DefaultLogin | None = None
    administered_by_callers: dict[str, str] = {}
    admin_ports: tuple[AdminPort, ...] = ()


class OpenSwitches(Record, frozen=True, forbid_unknown_fields=True):
    parts: tuple[str, ...]
    names: frozenset[str]
    about_stores: frozenset[str]


class Listeners(Record, frozen=True, forbid_unknown_fields=True):
    parts: tuple[str, ...]
    open: frozenset[str]
    closed: frozenset[str]
    unclear: frozenset[str]
    clear: frozenset[str]


class AuthData(Record, frozen=True, forbid_unknown_fields=True):
    """The content of authentication.yaml."""

    open_switches: OpenSwitches
    listeners: Listeners


def _load_products() -> dict[str, AuthRule]:
    """The rules of all files by the name of the product."""
    products: dict[str, AuthRule] = {}
    for file in sorted(_PRODUCT_FILES.glob("*.yaml")):
        for name, rule in load_data(file, dict[str, AuthRule]).items():
            if name in products:
                raise invalid_data(file, [name], f"the product {name} is described twice")
            require_products(file, [name])
            products[name] = rule
    return products


AUTH_DATA: Final = load_data(_FILE, AuthData)
AUTH_RULES: Final = _load_products()
