"""How much an input may hold. Each limit can be set by whoever runs Bulkhead; docs/running.md lists them."""

from collections.abc import Mapping
from typing import Final

from threatmodel.engine.model.struct_base import Record

_MEBIBYTE: Final = 1024 * 1024


class InvalidLimit(ValueError):
    """A limit among the settings makes no sense; the message names it."""


class InputLimits(Record, frozen=True):
    """The limits of one import. Values are scalars and collections; aliases count as written out."""

    import_bytes: int = 24 * _MEBIBYTE  # all files of an upload together; each file of the command line
    folder_bytes: int = 64 * _MEBIBYTE  # all files of the command line together
    files: int = 20_000  # of the command line; browsers send fewer
    yaml_bytes: int = 5 * _MEBIBYTE  # one file of manifests
    yaml_values: int = 1_000_000
    yaml_depth: int = 100
    yaml_documents: int = 10_000


class _Setting(Record, frozen=True):
    """The variable that sets a limit, and the bounds in which its value may lie, in its unit."""

    name: str
    least: int
    most: int
    unit: int = 1

    def read(self, environ: Mapping[str, str], default: int) -> int:
        text = environ.get(self.name, "").strip()
        if not text:
            return default
        if not (text.isascii() and text.isdigit() and len(text) < 12):
            raise InvalidLimit(f"{self.name} must be a whole number")
        if not self.least <= int(text) <= self.most:
            raise InvalidLimit(f"{self.name} must be between {self.least} and {self.most}")
        return int(text) * self.unit


# Reading stays within a few hundred MB of memory up to the upper bounds.
SETTINGS: Final[Mapping[str, _Setting]] = {
    "import_bytes": _Setting("BULKHEAD_IMPORT_MAX_MB", 1, 100, _MEBIBYTE),
    "folder_bytes": _Setting("BULKHEAD_FOLDER_MAX_MB", 1, 1024, _MEBIBYTE),
    "files": _Setting("BULKHEAD_FOLDER_MAX_FILES", 1, 200_000),
    "yaml_bytes": _Setting("BULKHEAD_YAML_MAX_MB", 1, 100, _MEBIBYTE),
    "yaml_values": _Setting("BULKHEAD_YAML_MAX_VALUES", 1_000, 20_000_000),
    "yaml_depth": _Setting("BULKHEAD_YAML_MAX_DEPTH", 10, 200),
    "yaml_documents": _Setting("BULKHEAD_YAML_MAX_DOCUMENTS", 1, 1_000_000),
}


def limits_from(environ: Mapping[str, str]) -> InputLimits:
    """Return the limits that these variables set, which the caller reads. Raises InvalidLimit."""
    defaults = InputLimits()
    return InputLimits(
        **{name: setting.read(environ, getattr(defaults, name)) for name, setting in SETTINGS.items()}
    )


def megabytes(count: int) -> str:
    """Return a number of bytes in words: 24 MB."""
    return f"{count // _MEBIBYTE} MB"
