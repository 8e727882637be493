"""Settings in INI files of programs, by the names of the variables that mean the same (ini_settings.yaml)."""

import re
from pathlib import Path
from typing import Final

from threatmodel.engine.importers.data_files import load_data
from threatmodel.engine.importers.products.images import Product, require_products
from threatmodel.engine.model.struct_base import Record

_FILE: Final = Path(__file__).with_name("ini_settings.yaml")
_SECTION: Final = re.compile(r"\[([\w .-]{1,100})\]")
_NO_WORD: Final = re.compile(r"\W+")
_LONGEST: Final = 65_536  # of a file


class _IniFile(Record, frozen=True, forbid_unknown_fields=True):
    file: str
    before: str
    between: str


_PRODUCTS: Final = load_data(_FILE, dict[str, _IniFile])
require_products(_FILE, _PRODUCTS)


def ini_file_of(product: Product | None) -> str:
    """Return the name of the INI file with settings of a product; empty where it has none."""
    entry = _PRODUCTS.get(product.name) if product is not None else None
    return entry.file if entry is not None else ""


def settings_in(product: Product, text: str) -> dict[str, tuple[str, int]]:
    """Return the settings in the INI file of a product with their lines, by name of the variable.

    They are only compared.
    """
    entry, section = _PRODUCTS[product.name], ""
    found: dict[str, tuple[str, int]] = {}
    for number, line in enumerate(map(str.strip, text[:_LONGEST].splitlines()), 1):
        header = _SECTION.match(line)
        key, equals, value = line.partition("=")
        if header is not None:
            section = header[1]
        elif equals and section and not line.startswith(("#", ";")):
            words = [_NO_WORD.sub("_", part.strip()).upper() for part in (section, key)]
            found[entry.before + entry.between.join(words)] = (value.strip(), number)
    return found
