"""How much an input may hold. Each limit can be set by whoever runs Bulkhead; docs/running.md lists them."""

import os
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from threatmodel.engine.model.struct_base import Record

_MEBIBYTE: Final = 1024 * 1024


class InvalidLimit(ValueError):
    """A limit in the environment makes no sense; the message names it."""


class InputLimits(Record, frozen=True):
    """The limits of one import. Values are scalars and collections; aliases count as written out."""

    import_bytes: int  # all files of an upload together; each file of the command line
    folder_bytes: int  # all files of the command line together
    files: int  # of the command line; browsers send fewer
    yaml_bytes: int  # one file of manifests
    yaml_values: int
    yaml_depth: int
    yaml_documents: int


class _Setting(Record, frozen=True):
    """An environment variable: what it stands for without a value, and between which bounds it may lie."""

    name: str
    default: int
    least: int
    most: int
    unit: int = 1

    def read(self, environ: Mapping[str, str]) -> int:
        text = environ.get(self.name, "").strip()
        if not text:
            return self.default * self.unit
        if not (text.isascii() and text.isdigit() and len(text) < 12):
            raise InvalidLimit(f"{self.name} must be a whole number")
        if not self.least <= int(text) <= self.most:
            raise InvalidLimit(f"{self.name} must lie between {self.least} and {self.most}")
        return int(text) * self.unit


# Reading stays within a few hundred MB of memory up to the upper bounds.
SETTINGS: Final[Mapping[str, _Setting]] = {
    "import_bytes": _Setting("BULKHEAD_IMPORT_MAX_MB", 24, 1, 100, _MEBIBYTE),
    "folder_bytes": _Setting("BULKHEAD_FOLDER_MAX_MB", 64, 1, 1024, _MEBIBYTE),
    "files": _Setting("BULKHEAD_FOLDER_MAX_FILES", 20_000, 1, 200_000),
    "yaml_bytes": _Setting("BULKHEAD_YAML_MAX_MB", 5, 1, 100, _MEBIBYTE),
    "yaml_values": _Setting("BULKHEAD_YAML_MAX_VALUES", 1_000_000, 1_000, 20_000_000),
    "yaml_depth": _Setting("BULKHEAD_YAML_MAX_DEPTH", 100, 10, 200),
    "yaml_documents": _Setting("BULKHEAD_YAML_MAX_DOCUMENTS", 10_000, 1, 1_000_000),
}


def limits_of(environ: Mapping[str, str]) -> InputLimits:
    """Return the limits that these variables set. Raises InvalidLimit."""
    return InputLimits(**{name: setting.read(environ) for name, setting in SETTINGS.items()})


@lru_cache(maxsize=1)
def input_limits() -> InputLimits:
    """Return the limits of this process. Raises InvalidLimit."""
    return limits_of(os.environ)


def megabytes(count: int) -> str:
    """Return a number of bytes in words: 24 MB."""
    return f"{count // _MEBIBYTE} MB"
