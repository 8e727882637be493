"""What the compose importer notes of a project it read, to know it again."""

from collections.abc import Mapping

from threatmodel.engine.model.struct_base import Record


class ReadProject(Record, frozen=True):
    """A project of an input: `uids` are its own, each with what stands before and after `prefix` in it."""

    prefix: str
    label: str  # what its prefix would be, were it one of several
    directory: str
    name: str  # that its files state
    uids: Mapping[str, tuple[str, str]]
