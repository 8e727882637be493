"""Whether a known server encrypts its connections, by its settings and defaults (clear_text.yaml)."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from threatmodel.engine.importers.data_files import invalid_data, load_data
from threatmodel.engine.importers.products.configuration_files import names_configuration_file
from threatmodel.engine.importers.products.images import Product, product_called
from threatmodel.engine.model.struct_base import Record

_FILE: Final = Path(__file__).with_name("clear_text.yaml")


class _ClearText(Record, frozen=True, forbid_unknown_fields=True):
    """The content of clear_text.yaml."""

    products: frozenset[str]
    configured_by: tuple[str, ...]


def _load() -> _ClearText:
    data = load_data(_FILE, _ClearText)
    for name in data.products:
        try:
            product_called(name)
        except KeyError:
            raise invalid_data(_FILE, ["products"], f"images/ has no product {name}") from None
    return data


_DATA: Final = _load()


def serves_in_clear(product: Product, *, variables: Iterable[str], words: Iterable[str]) -> bool:
    """Whether nothing in the names of variables and in the command line may make it encrypt connections."""
    if product.name not in _DATA.products:
        return False
    given = [word for text in words for word in text.split()]
    if names_configuration_file(given):
        return False
    names = [text.lower() for text in (*variables, *given)]
    return not any(part in name for part in _DATA.configured_by for name in names)
