"""The people, services of others and parts of AI systems that the palette offers (palette_names.yaml)."""

from pathlib import Path
from typing import Final

from threatmodel.engine.importers.data_files import load_data
from threatmodel.engine.model.struct_base import Record


class PaletteName(Record, frozen=True, forbid_unknown_fields=True):
    """What is drawn for this name, and the facts that are known of each one."""

    name: str
    kind: str
    facts: dict[str, bool | str] = {}
    keywords: tuple[str, ...] = ()


class _Names(Record, frozen=True, forbid_unknown_fields=True):
    """The content of palette_names.yaml."""

    names: tuple[PaletteName, ...]


PALETTE_NAMES: Final = load_data(Path(__file__).with_name("palette_names.yaml"), _Names).names
