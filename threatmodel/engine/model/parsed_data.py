"""The engine's YAML files as they were parsed when the wheel was built: a start then reads one file, not 600.

A checkout has no such file, and reads the YAML files themselves.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import msgspec

_ENGINE: Final = f"{Path(__file__).parents[1]}/"
FILE: Final = Path(__file__).with_name("parsed_data.msgpack")
MISSING: Final = object()


def parsed(path: Path) -> Any:
    """Return what a YAML file of the engine holds, or MISSING. Each call makes a new value."""
    known = _files()
    if not known:
        return MISSING
    raw = known.get(str(path).removeprefix(_ENGINE))
    return MISSING if raw is None else msgspec.msgpack.decode(raw)


def pack(contents: Mapping[str, Any]) -> bytes:
    """Return the contents of YAML files as one file; what it cannot hold unchanged, as dates, is left out."""
    packed = {name: msgspec.msgpack.encode(content) for name, content in contents.items()}
    kept = {
        name: msgspec.Raw(raw)
        for name, raw in packed.items()
        if repr(msgspec.msgpack.decode(raw)) == repr(contents[name])
    }
    return msgspec.msgpack.encode(kept)


@cache
def _files() -> dict[str, msgspec.Raw]:
    return msgspec.msgpack.decode(FILE.read_bytes(), type=dict[str, msgspec.Raw]) if FILE.exists() else {}
