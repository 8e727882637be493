"""The engine's YAML files as they were parsed before: a start then reads one file instead of parsing 700.

The wheel and the image have the values in a file of their own. In a checkout, where files change, the
command keeps them beside Python's compiled modules and as these are kept: each counts while its file has the
same size and time of change. Who can write there can change the program as well; the values are plain data,
and nothing in them is run.
"""

import importlib.util
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

import msgspec

_ENGINE: Final = f"{Path(__file__).parents[1]}/"
FILE: Final = Path(__file__).with_name("parsed_yaml.msgpack")
MISSING: Final = object()


class _Kept(NamedTuple):
    """What a file was parsed to, with its size and the time of its last change (ns) then."""

    size: int
    changed: int
    value: msgspec.Raw


_noted: Final[dict[str, _Kept]] = {}  # what no earlier start had kept


def parsed(path: Path) -> Any:
    """Return what a YAML file of the engine was found to hold, or MISSING. Each call makes a new value."""
    name = str(path).removeprefix(_ENGINE)
    raw = _packed().get(name)
    if raw is None and (known := _kept().get(name)) is not None:
        state = os.stat(path)  # noqa: PTH116  # half the time of Path.stat, 700 times
        raw = known.value if (known.size, known.changed) == (state.st_size, state.st_mtime_ns) else None
    return MISSING if raw is None else msgspec.msgpack.decode(raw)


def note(path: Path, state: os.stat_result, content: Any) -> None:
    """Note what a file of the engine, which was in this state before it was read, holds: see `keep_noted`."""
    name = str(path).removeprefix(_ENGINE)
    if name != str(path) and (raw := _encoded(content)) is not None:
        _noted[name] = _Kept(state.st_size, state.st_mtime_ns, raw)


def keep_noted() -> None:
    """Keep for later starts what was noted; nothing where Python keeps no compiled modules either."""
    file = _kept_file()
    if not _noted or sys.dont_write_bytecode or file is None:
        return
    everything = msgspec.msgpack.encode({**_kept(), **_noted})
    with suppress(OSError):  # a folder that may not be written, or a full disk: the next start parses again
        file.parent.mkdir(parents=True, exist_ok=True)
        written = file.with_name(f"{file.name}.{os.getpid()}")
        try:
            written.write_bytes(everything)
            written.replace(file)  # at once: another start may be reading it
        finally:
            written.unlink(missing_ok=True)  # what a full disk has left of it
    _noted.clear()


def pack(contents: Mapping[str, Any]) -> bytes:
    """Return the contents of YAML files as one file; what it cannot hold unchanged, as dates, is left out."""
    packed = {name: _encoded(content) for name, content in contents.items()}
    return msgspec.msgpack.encode({name: raw for name, raw in packed.items() if raw is not None})


def _encoded(content: Any) -> msgspec.Raw | None:
    """A value in the format of these files; None when it would not be the same afterwards."""
    raw = msgspec.msgpack.encode(content)
    return msgspec.Raw(raw) if repr(msgspec.msgpack.decode(raw)) == repr(content) else None


@cache
def _packed() -> dict[str, msgspec.Raw]:
    return msgspec.msgpack.decode(FILE.read_bytes(), type=dict[str, msgspec.Raw]) if FILE.exists() else {}


@cache
def _kept() -> dict[str, _Kept]:
    file = _kept_file()
    if file is None:
        return {}
    try:
        return msgspec.msgpack.decode(file.read_bytes(), type=dict[str, _Kept])
    except (OSError, msgspec.DecodeError):  # there is none yet, or it is broken
        return {}


def _kept_file() -> Path | None:
    """Where the compiled modules of this folder are kept; None where Python keeps none."""
    try:
        compiled = importlib.util.cache_from_source(__file__)
    except NotImplementedError:
        return None
    return Path(compiled).with_name(FILE.name)
