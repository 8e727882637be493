"""Whether a known product asks its callers who they are, as its settings and its makers' defaults tell."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

from threatmodel.engine.importers.products.images import Product
from threatmodel.engine.importers.redaction import is_weak_credential
from threatmodel.engine.model.struct_base import Record

_FALSE: Final = frozenset({"", "0", "false", "no", "off"})
_MAJOR: Final = re.compile(r"v?(\d{1,4})")


class Verdict(Record, frozen=True):
    """Whether callers must authenticate, and the sentence that says why."""

    required: bool
    why: str


class _Open(Record, frozen=True):
    """A product that lets anyone in unless one of these variables or options is set."""

    variables: tuple[str, ...] = ()
    options: tuple[str, ...] = ()


# From the documentation of the official images and products.
_OPEN_BY_DEFAULT: Final[Mapping[str, _Open]] = {
    "Redis": _Open(
        ("REDIS_PASSWORD", "REDIS_PASSWORD_FILE", "REDIS_ARGS"), ("--requirepass", "requirepass", "--aclfile")
    ),
    "Valkey": _Open(
        ("VALKEY_PASSWORD", "VALKEY_PASSWORD_FILE", "VALKEY_EXTRA_FLAGS"),
        ("--requirepass", "requirepass", "--aclfile"),
    ),
    "KeyDB": _Open(("KEYDB_PASSWORD",), ("--requirepass", "requirepass")),
    "Memcached": _Open((), ("-S", "--enable-sasl", "-Y", "--auth-file")),
    "MongoDB": _Open(
        (
            "MONGO_INITDB_ROOT_USERNAME",
            "MONGO_INITDB_ROOT_USERNAME_FILE",
            "MONGO_INITDB_ROOT_PASSWORD",
            "MONGO_INITDB_ROOT_PASSWORD_FILE",
            "MONGODB_ROOT_PASSWORD",
            "MONGODB_ROOT_PASSWORD_FILE",
        ),
        ("--auth", "--keyFile"),
    ),
    "ZooKeeper": _Open(("ZOO_ENABLE_AUTH", "ZOOKEEPER_AUTH_PROVIDER_SASL")),
    "Docker Registry": _Open(("REGISTRY_AUTH", "REGISTRY_AUTH_HTPASSWD_PATH", "REGISTRY_AUTH_TOKEN_REALM")),
    "Prometheus": _Open((), ("--web.config.file",)),
    "Alertmanager": _Open((), ("--web.config.file",)),
}
# A configuration file may hold what neither variables nor options show.
_CONFIGURED: Final = re.compile(r"\.(?:conf|cfg|yml|yaml)$|^(?:-f|--config)(?:=|$)")


def authentication_of(
    product: Product, *, tag: str, variables: Mapping[str, str], words: Iterable[str]
) -> Verdict | None:
    """Return whether a product requires callers to authenticate; None when that cannot be told.

    Values of variables are only compared. `words` is the command line.
    """
    arguments = [word for text in words for word in text.split()]
    for name, value in variables.items():
        if _is_switch(name) and is_weak_credential(name, value):  # a weak password is another matter
            return Verdict(required=False, why=f"The variable {name} disables password authentication.")
    if product.name == "Elasticsearch":
        return _elasticsearch(tag, variables)
    if product.name == "PostgreSQL" and {"POSTGRES_PASSWORD", "POSTGRES_PASSWORD_FILE"} & variables.keys():
        return Verdict(required=True, why="The PostgreSQL image requires a password for network connections.")
    return _open_by_default(product.name, variables, arguments)


@lru_cache(maxsize=4096)  # of names; values are never kept like this
def _is_switch(name: str) -> bool:
    """Whether a variable of this name may allow empty passwords or anonymous callers."""
    upper = name.upper()
    return "ALLOW_EMPTY" in upper or "ANONYMOUS" in upper or upper == "POSTGRES_HOST_AUTH_METHOD"


def _elasticsearch(tag: str, variables: Mapping[str, str]) -> Verdict | None:
    value = next(
        (variables[n] for n in ("xpack.security.enabled", "XPACK_SECURITY_ENABLED") if n in variables), None
    )
    if value is not None:
        enabled = value.strip().lower() not in _FALSE
        return Verdict(enabled, f"xpack.security.enabled is {'true' if enabled else 'false'}.")
    major = _MAJOR.match(tag)
    if major is None:
        return None
    secure = int(major[1]) >= 8
    since = "since" if secure else "only since"
    return Verdict(secure, f"Elasticsearch requires credentials by default {since} version 8.")


def _open_by_default(product: str, variables: Mapping[str, str], arguments: list[str]) -> Verdict | None:
    known = _OPEN_BY_DEFAULT.get(product)
    if known is None:
        return None
    named = [name for name in known.variables if variables.get(name, "").strip()]
    options = [option for option in known.options for word in arguments if word.partition("=")[0] == option]
    if named or options:
        return Verdict(
            required=True, why=f"{(named + options)[0]} is set, so {product} requires credentials."
        )
    if any(_CONFIGURED.search(word) for word in arguments):
        return None
    return Verdict(required=False, why=f"{product} requires no authentication by default.")
