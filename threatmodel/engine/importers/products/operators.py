"""Which kinds have an operator run a store or make a Secret, and under which names (operators.yaml)."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from threatmodel.engine.importers.products.images import Product, product_called
from threatmodel.engine.model.struct_base import Record
from threatmodel.engine.model.yaml_data import read_data

_FIELD: Final = re.compile(r"\{(\w+)\}")


class StoreKind(Record, frozen=True):
    """What an operator runs for objects of a kind."""

    product: Product
    services: tuple[str, ...]

    def service_names(self, fields: Mapping[str, str]) -> tuple[str, ...]:
        """Return the names of its Services, filled in; one whose field is missing is left out."""
        filled = (_FIELD.sub(lambda match: fields.get(match[1], "{"), name).lower() for name in self.services)
        return tuple(name for name in filled if "{" not in name)


class SecretMaker(Record, frozen=True):
    """Which field of a kind's spec names the Secret that it has made, and the type of that."""

    named_by: tuple[str, ...]
    type: str


_DATA: Final[dict[str, Any]] = read_data(Path(__file__).with_name("operators.yaml"))

STORES: Final[Mapping[tuple[str, str], StoreKind]] = {
    (kind, entry["group"]): StoreKind(product_called(entry["product"]), tuple(entry["services"]))
    for entry in _DATA["stores"]
    for kind in entry["kinds"]
}
"""Stores by kind and API group."""

SECRET_MAKERS: Final[Mapping[tuple[str, str], SecretMaker]] = {
    (kind, entry["group"]): SecretMaker(tuple(entry["named_by"].split(".")), entry.get("type", ""))
    for entry in _DATA["secrets"]
    for kind in entry["kinds"]
}
"""What has Secrets made, by kind and API group."""


def groups() -> dict[str, frozenset[str]]:
    """Return the API groups of each of these kinds."""
    known = (*STORES, *SECRET_MAKERS)
    return {kind: frozenset(group for own, group in known if own == kind) for kind, _group in known}
