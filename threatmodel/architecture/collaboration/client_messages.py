"""Parses and validates the frames that clients send over the WebSocket of a model; see docs/live.md."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import orjson

from threatmodel.architecture.models import UID_LENGTH
from threatmodel.architecture.operations.apply import Undo
from threatmodel.architecture.operations.batch import COORDINATE, Batch, InvalidBatch, Json, check_id
from threatmodel.engine.model import is_storable

MAX_FRAME_BYTES: Final = 256 * 1024
MAX_SELECTED: Final = 200
MAX_COLLAPSED: Final = 1000
_MAX_LOOK_NAMES: Final = 40  # layers, filters, and what a filter lists
_MAX_PARAMETERS: Final = 10  # of the address of an attack path
_MAX_TEXT: Final = 2 * UID_LENGTH + 200
_MAX_PRESENCE_BYTES: Final = 24 * 1024


class BadFrame(ValueError):
    """An invalid frame, with the id of its batch where it has one; `code` is for the sender."""

    def __init__(self, problem: str, *, batch_id: str | None = None, code: str = "invalid") -> None:
        super().__init__(problem)
        self.batch_id = batch_id
        self.code = code


@dataclass(frozen=True, slots=True)
class Since:
    """A request for the changes after a seq."""

    seq: int


@dataclass(frozen=True, slots=True)
class PresenceUpdate:
    """The parts of its presence that the sender has changed."""

    parts: Json


ClientMessage = Batch | Undo | Since | PresenceUpdate


def read_frame(text: str | None) -> ClientMessage:
    """Return the message in a frame; raises BadFrame. The operations of a batch are not checked yet."""
    if text is None:
        raise BadFrame("frames must be text")
    try:
        frame = orjson.loads(text)  # refuses NaN and infinity, half surrogates and deep nesting
    except orjson.JSONDecodeError:
        raise BadFrame("frames must be JSON") from None
    if not isinstance(frame, dict):
        raise BadFrame("frames must be objects")
    reader = _READERS.get(str(frame.get("type")))
    if reader is None:
        raise BadFrame("unknown type of frame")
    if len(text) > MAX_FRAME_BYTES or (not text.isascii() and len(text.encode()) > MAX_FRAME_BYTES):
        raise BadFrame("the frame is too large", batch_id=_id_of(frame), code="too-large")
    return reader(frame)


def _batch(frame: Json) -> Batch:
    batch_id = _id(frame, "id")
    ops = frame.get("ops")
    if not isinstance(ops, list) or not ops:
        raise BadFrame("`ops` must be a list of operations", batch_id=batch_id)
    return Batch(batch_id, tuple(ops))


def _undo(frame: Json) -> Undo:
    return Undo(_id(frame, "id"), _id(frame, "of", batch_id=_id_of(frame)))


def _since(frame: Json) -> Since:
    seq = frame.get("seq")
    if not isinstance(seq, int) or isinstance(seq, bool) or not 0 <= seq < 2**63:
        raise BadFrame("`seq` must be a number")
    return Since(seq)


def _presence(frame: Json) -> PresenceUpdate:
    parts = {key: value for key, value in frame.items() if key != "type"}
    for key, value in parts.items():
        fits = _PRESENCE_CHECKS.get(key)
        if fits is None or not fits(value):
            raise BadFrame(f"presence: invalid {key[:40]!r}")
    if len(orjson.dumps(parts)) > _MAX_PRESENCE_BYTES:
        raise BadFrame("presence: the frame is too large")
    return PresenceUpdate(parts)


_READERS: Final[dict[str, Callable[[Json], ClientMessage]]] = {
    "batch": _batch,
    "undo": _undo,
    "since": _since,
    "presence": _presence,
}


def _id(frame: Json, key: str, *, batch_id: str | None = None) -> str:
    value = frame.get(key)
    if not isinstance(value, str):
        raise BadFrame(f"`{key}` must be a text", batch_id=batch_id)
    try:
        check_id(value)
    except InvalidBatch as fault:
        raise BadFrame(str(fault), batch_id=batch_id) from None
    return value


def _id_of(frame: Json) -> str | None:
    """Return the id of a frame that is refused for another reason, where it has a valid one."""
    value = frame.get("id")
    return value if isinstance(value, str) and 1 <= len(value) <= 64 else None


# --- presence ------------------------------------------------------------------------------------


def _is_numbers(value: Any, count: int) -> bool:
    return (
        isinstance(value, list)
        and len(value) == count
        and all(
            isinstance(item, (int, float))
            and not isinstance(item, bool)
            and math.isfinite(item)
            and abs(item) <= COORDINATE
            for item in value
        )
    )


def _is_text(value: Any, longest: int) -> bool:
    return isinstance(value, str) and len(value) <= longest and is_storable(value)


def _is_cursor(value: Any) -> bool:
    return value is None or _is_numbers(value, 2)


def _is_view(value: Any) -> bool:
    return value is None or _is_numbers(value, 4)


def _is_selection(value: Any) -> bool:
    return _are_texts(value, MAX_SELECTED)


def _are_texts(value: Any, most: int) -> bool:
    return isinstance(value, list) and len(value) <= most and all(_is_text(item, _MAX_TEXT) for item in value)


def _is_field(value: Any) -> bool:
    return value is None or _is_text(value, _MAX_TEXT)


def _is_flag(value: Any) -> bool:
    return isinstance(value, bool)


def _is_look(value: Any) -> bool:
    """Whether it is a view of the drawing: hidden layers, collapsed frames, filters and an attack path."""
    return value is None or (
        isinstance(value, dict)
        and value.keys() == {"hidden", "collapsed", "filters", "path"}
        and _are_texts(value["hidden"], _MAX_LOOK_NAMES)
        and _are_texts(value["collapsed"], MAX_COLLAPSED)
        and isinstance(value["filters"], dict)
        and len(value["filters"]) <= _MAX_LOOK_NAMES
        and all(_is_filter(name, of) for name, of in value["filters"].items())
        and (value["path"] is None or _is_address(value["path"]))
    )


def _is_address(value: Any) -> bool:
    """Whether it is a few parameters of an address, by name."""
    return (
        isinstance(value, dict)
        and len(value) <= _MAX_PARAMETERS
        and all(_is_text(part, _MAX_TEXT) for pair in value.items() for part in pair)
    )


def _is_filter(name: str, of: Any) -> bool:
    named = _is_text(name, _MAX_TEXT)
    return named and (_is_flag(of) or _is_text(of, _MAX_TEXT) or _are_texts(of, _MAX_LOOK_NAMES))


_PRESENCE_CHECKS: Final = {
    "cursor": _is_cursor,
    "view": _is_view,
    "selection": _is_selection,
    "field": _is_field,
    "presenting": _is_flag,
    "following": _is_field,  # a connection
    "look": _is_look,
    "address": _is_field,  # of the page in the model: "/threats/12?tab=history"
}
