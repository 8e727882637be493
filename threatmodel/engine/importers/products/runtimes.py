"""What isolates a container from the kernel of its node, by the name of its runtime (runtimes.yaml)."""

import re
from pathlib import Path
from typing import Final

from threatmodel.engine.importers.data_files import load_data
from threatmodel.engine.model.struct_base import Record


class _Runtime(Record, frozen=True, forbid_unknown_fields=True):
    """One kind of isolation and the words in the names of runtimes that have it."""

    isolation: str
    words: frozenset[str]


_RUNTIMES: Final = load_data(Path(__file__).with_name("runtimes.yaml"), tuple[_Runtime, ...])
_WORD: Final = re.compile(r"[a-z]+", re.IGNORECASE)


def isolation_of(runtime: str) -> str:
    """Return the isolation of a runtime class, handler or runtime, or "" when the name is not known."""
    words = {word.lower() for word in _WORD.findall(runtime)}
    return next((known.isolation for known in _RUNTIMES if words & known.words), "")
