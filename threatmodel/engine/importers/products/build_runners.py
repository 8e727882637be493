"""Runners of builds that start the containers of builds privileged (build_runners.yaml)."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from threatmodel.engine.importers.data_files import load_data
from threatmodel.engine.importers.products.images import Product, require_products
from threatmodel.engine.model.struct_base import Record

_FILE: Final = Path(__file__).with_name("build_runners.yaml")
_LONGEST: Final = 65_536  # of a configuration file


class _Runners(Record, frozen=True, forbid_unknown_fields=True):
    """The content of build_runners.yaml."""

    switches: frozenset[str]
    lists: frozenset[str]
    files: dict[str, tuple[str, ...]]


_DATA: Final = load_data(_FILE, _Runners)
require_products(_FILE, _DATA.files, below=["files"])


def privileged_builds_setting(variables: Iterable[tuple[str, str]], words: Iterable[str] = ()) -> str:
    """Return the variable or option with which a runner starts builds privileged; empty without one."""
    for name, value in variables:
        text = value.strip().lower()
        if (name in _DATA.switches and text == "true") or (name in _DATA.lists and text):
            return name
    for word in words:
        option, _equals, value = word.partition("=")
        if option in _DATA.switches and value.lower() in {"", "true"}:
            return option
    return ""


def privileged_builds_line(product: Product | None, files: Mapping[str, str]) -> str:
    """Return the name of the file that tells a runner to start builds privileged; empty without one."""
    lines = _DATA.files.get(product.name, ()) if product else ()
    for name, text in files.items() if lines else ():
        if any(line.strip().startswith(lines) for line in text[:_LONGEST].splitlines()):
            return name
    return ""
