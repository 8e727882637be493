"""Which kinds have an operator run a store or pods, or make a Secret, and their names (operators.yaml)."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from threatmodel.engine.importers.data_files import invalid_data, load_data
from threatmodel.engine.importers.products.images import Product, product_called
from threatmodel.engine.model.struct_base import Record

_FILE: Final = Path(__file__).with_name("operators.yaml")
_FIELD: Final = re.compile(r"\{(\w+)\}")


class StoreKind(Record, frozen=True):
    """What an operator runs for objects of a kind."""

    product: Product
    services: tuple[str, ...]
    published_by: tuple[str, ...] = ()
    listeners: str = ""
    settings: str = ""
    opened_by: str = ""
    logins: bool = False

    def service_names(self, fields: Mapping[str, str]) -> tuple[str, ...]:
        """Return the names of its Services, filled in; one whose field is missing is left out."""
        filled = (_FIELD.sub(lambda match: fields.get(match[1], "{"), name).lower() for name in self.services)
        return tuple(name for name in filled if "{" not in name)


class SecretMaker(Record, frozen=True):
    """Which field of a kind's spec names the Secret that it has made, and the type of that."""

    named_by: tuple[str, ...]
    type: str


class PodKind(Record, frozen=True, forbid_unknown_fields=True, rename={"inside": "in"}):
    """How the objects of some kinds say what their pods run; operators.yaml says what each field means."""

    group: str
    kinds: tuple[str, ...]
    pod: str = ""
    or_pod: str = ""
    calls: dict[str, str] = {}
    templates: tuple[str, ...] = ()
    inside: tuple[str, ...] = ()
    container: str = ""
    image: str = ""
    default_image: str = ""
    settings: tuple[str, ...] = ()
    labels: dict[str, str] = {}
    service: str = ""
    port: int = 0
    ports: tuple[int, ...] = ()
    workers: str = ""
    service_port: int = 0
    says_container: str = ""
    published_by: str = ""
    tls_unless: str = ""
    arguments: tuple[str, ...] = ()
    privileged_if: str = ""
    privileged_sidecar: str = ""
    sidecar_unless: str = ""

    @property
    def makes_containers(self) -> bool:
        """Whether the operator writes the container, rather than take it from the object."""
        return bool(self.container)


class PoolerKind(Record, frozen=True, forbid_unknown_fields=True):
    """A kind whose objects stand in front of a store; operators.yaml says what each field means."""

    group: str
    kind: str
    of: str
    named_by: str


class SettingsKind(Record, frozen=True, forbid_unknown_fields=True):
    """A kind whose objects configure those of another; operators.yaml says what each field means."""

    group: str
    kind: str
    of: str
    to: str
    configures: str


class _StoreEntry(Record, frozen=True, forbid_unknown_fields=True):
    group: str
    kinds: tuple[str, ...]
    product: str
    services: tuple[str, ...]
    published_by: tuple[str, ...] = ()
    listeners: str = ""
    settings: str = ""
    opened_by: str = ""
    logins: bool = False


class _SecretEntry(Record, frozen=True, forbid_unknown_fields=True):
    group: str
    kinds: tuple[str, ...]
    named_by: str
    type: str = ""


class _Operators(Record, frozen=True, forbid_unknown_fields=True):
    """The content of operators.yaml."""

    stores: tuple[_StoreEntry, ...]
    set_by_operators: frozenset[str]
    pods: tuple[PodKind, ...]
    poolers: tuple[PoolerKind, ...]
    settings: tuple[SettingsKind, ...]
    secrets: tuple[_SecretEntry, ...]


def _stores(entries: tuple[_StoreEntry, ...]) -> dict[tuple[str, str], StoreKind]:
    found: dict[tuple[str, str], StoreKind] = {}
    for number, entry in enumerate(entries):
        try:
            product = product_called(entry.product)
        except KeyError:
            message = f"images/ has no product {entry.product}"
            raise invalid_data(_FILE, ["stores", number], message) from None
        store = StoreKind(
            product,
            entry.services,
            entry.published_by,
            entry.listeners,
            entry.settings,
            entry.opened_by,
            entry.logins,
        )
        found |= dict.fromkeys(((kind, entry.group) for kind in entry.kinds), store)
    return found


_DATA: Final = load_data(_FILE, _Operators)

STORES: Final[Mapping[tuple[str, str], StoreKind]] = _stores(_DATA.stores)
"""Stores by kind and API group."""

SECRET_MAKERS: Final[Mapping[tuple[str, str], SecretMaker]] = {
    (kind, entry.group): SecretMaker(tuple(entry.named_by.split(".")), entry.type)
    for entry in _DATA.secrets
    for kind in entry.kinds
}
"""What has Secrets made, by kind and API group."""


POD_KINDS: Final[Mapping[str, PodKind]] = {kind: entry for entry in _DATA.pods for kind in entry.kinds}
"""What operators run pods for, by kind."""

SET_BY_OPERATORS: Final = _DATA.set_by_operators
"""Facts that operators decide for the containers that they make."""

POOLERS: Final = _DATA.poolers
"""What stands in front of stores, under names of its own."""

SETTINGS_KINDS: Final = _DATA.settings
"""What configures objects of other kinds."""


def groups() -> dict[str, frozenset[str]]:
    """Return the API groups of each of these kinds."""
    pods = ((kind, entry.group) for kind, entry in POD_KINDS.items())
    configured = ((one.kind, one.group) for one in SETTINGS_KINDS)
    poolers = ((one.kind, one.group) for one in POOLERS)
    known = (*STORES, *SECRET_MAKERS, *pods, *configured, *poolers)
    return {kind: frozenset(group for own, group in known if own == kind) for kind, _group in known}
