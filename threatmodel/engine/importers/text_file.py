"""One file handed to the importers: the start of the data's path."""

from threatmodel.engine.model.struct_base import Record


class TextFile(Record, frozen=True):
    """A file by the name people know it by, and its bytes as they came."""

    name: str
    data: bytes
