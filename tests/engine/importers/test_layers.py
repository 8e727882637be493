"""The layers of the importers hold for formats that the import contract does not list."""

import re
import tomllib
from pathlib import Path
from typing import Final

from threatmodel.engine import importers

FOLDER: Final = Path(importers.__file__).parent
PROJECT: Final = FOLDER.parents[2] / "pyproject.toml"
_IMPORT: Final = re.compile(r"\bthreatmodel\.engine\.importers(?:\.| import )(\w+)")


def layers() -> list[set[str]]:
    contracts = tomllib.loads(PROJECT.read_text())["tool"]["importlinter"]["contracts"]
    (contract,) = (one for one in contracts if one["id"] == "importer-layers")
    return [set(re.findall(r"\w+", layer)) for layer in contract["layers"]]


def imports() -> dict[str, set[str]]:
    """What each module or folder of the importers imports of the others."""
    found: dict[str, set[str]] = {}
    for file in FOLDER.rglob("*.py"):
        name = file.relative_to(FOLDER).with_suffix("").parts[0]
        found.setdefault(name, set()).update(_IMPORT.findall(file.read_text()))
    del found["__init__"], found["registry"]  # they know every format
    return {name: others - {name} for name, others in found.items()}


def test_a_format_that_is_not_listed_imports_what_formats_share_alone() -> None:
    listed = layers()
    shared = set[str]().union(*listed[listed.index({"format_protocol"}) :])
    unlisted = {name: others for name, others in imports().items() if not any(name in one for one in listed)}

    assert unlisted.keys() >= {"helm_charts", "scanners"}
    assert {name: others - shared for name, others in unlisted.items() if others - shared} == {}


def test_only_the_registry_imports_a_format_that_is_not_listed() -> None:
    found = imports()
    listed = set[str]().union(*layers())
    unlisted = found.keys() - listed

    assert {name: found[name] & unlisted for name in listed if found[name] & unlisted} == {}
