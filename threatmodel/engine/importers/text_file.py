"""One file handed to the importers: the start of the data's path."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TextFile:
    """A file by the name people know it by, and its bytes as they came."""

    name: str
    data: bytes
