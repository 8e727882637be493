"""Batches of operations, the edits of the architecture, and the checks of their format.

An operation is plain JSON:
    {"op": "set", "on": "element", "uid": "...", "props": {"kind": ..., "name": ..., "parent": uid or null,
        "facts": {name: {"value": ..., "why": a note or nothing} or null}, "x": ..., "y": ..., "width": ...,
        "height": ...}}
    {"op": "set", "on": "flow", "uid": "...",
        "props": {"source": uid, "destination": uid, "name": ..., "facts": ...}}
    {"op": "set", "on": "relation", "type": "...", "source": uid, "target": uid}
    {"op": "del", ...}: the same keys without props.
    {"op": "shift", "on": "element", "uid": "...", "by": [dx, dy]}: moves the element and all inside it.
Properties that are not named stay as they are; so do facts. A fact set to null is removed.
"""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, Literal

from threatmodel.architecture.models import NAME_LENGTH, UID_LENGTH
from threatmodel.engine.model import hidden_character, is_storable

Json = dict[str, Any]
Origin = Literal["person", "decision", "import", "layout", "undo", "restore"]

MAX_OPS: Final = {
    "person": 500,
    "decision": 20_000,
    "undo": 400_000,
    "layout": 100_000,
    "import": 200_000,
    "restore": 400_000,
}
TEXT_LENGTH: Final = 20_000  # of one text inside a fact
WHY_LENGTH: Final = 500  # of the note on a fact: one sentence
FACT_DEPTH: Final = 12
FACT_ITEMS: Final = 20_000  # values inside one fact, nested ones counted
COORDINATE: Final = 10_000_000.0  # pixels; a drawing of a million nodes stays below
_ELEMENT_PROPS: Final = frozenset(
    {"kind", "name", "parent", "facts", "source", "x", "y", "width", "height", "gone"}
)
_FLOW_PROPS: Final = frozenset(
    {"source", "destination", "name", "facts", "origin", "why", "provenance", "gone"}
)
_GEOMETRY: Final = ("x", "y", "width", "height")
_KEYS: Final = {
    ("set", "element"): frozenset({"op", "on", "uid", "props"}),
    ("set", "flow"): frozenset({"op", "on", "uid", "props"}),
    ("set", "relation"): frozenset({"op", "on", "type", "source", "target"}),
    ("del", "element"): frozenset({"op", "on", "uid"}),
    ("del", "flow"): frozenset({"op", "on", "uid"}),
    ("del", "relation"): frozenset({"op", "on", "type", "source", "target"}),
    ("shift", "element"): frozenset({"op", "on", "uid", "by"}),
}
_FACT_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,79}\Z")
_ORIGINS: Final = frozenset({"file", "person", "default", "inferred"})
# Batches that the server makes: they set provenance; facts of other batches are attributed to the actor.
_TRUSTED: Final = frozenset({"import", "undo", "restore"})
# Properties that only they set. `source` is an end of a flow, but the provenance of an element.
_TRUSTED_ONLY_PROPS: Final = {
    _ELEMENT_PROPS: frozenset({"source", "gone"}),
    _FLOW_PROPS: frozenset({"provenance", "origin", "why", "gone"}),
}


class InvalidBatch(ValueError):
    """A batch that cannot be applied; `problems` lists everything that is wrong with it."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(self.problems[:5]))


@dataclass(frozen=True, slots=True)
class Batch:
    """Operations that are applied together or not at all.

    `id` is chosen by the sender: sending it again changes nothing. `origin` decides what the operations
    may contain: only an import sets provenance, and what a person sets is attributed to that person. A
    decision sets facts of many elements at once; an undo and a restore bring back earlier values with their
    provenance.
    """

    id: str
    ops: tuple[Json, ...]
    origin: Origin = "person"
    undoes: str = ""  # the sentence of the change that an undo reverts

    @property
    def sets_provenance(self) -> bool:
        """Whether its facts come with their provenance, instead of being attributed to the actor."""
        return self.origin in _TRUSTED


def check_shape(batch: Batch) -> None:
    """Raise InvalidBatch unless every operation is well formed in itself."""
    check_id(batch.id)
    if len(batch.ops) > MAX_OPS[batch.origin]:
        raise InvalidBatch([f"more than {MAX_OPS[batch.origin]} operations in one batch"])
    problems: list[str] = []
    for place, op in enumerate(batch.ops):
        problems.extend(f"operation {place + 1}: {problem}" for problem in _op_problems(op, batch.origin))
    if problems:
        raise InvalidBatch(problems)


# Browsers index elements and flows by uid, so names of the JavaScript object prototype are refused.
_PROTOTYPE_NAMES: Final = frozenset(
    {
        "__proto__", "__defineGetter__", "__defineSetter__", "__lookupGetter__", "__lookupSetter__",
        "constructor", "hasOwnProperty", "isPrototypeOf", "propertyIsEnumerable", "prototype",
        "toLocaleString", "toString", "valueOf",
    }
)  # fmt: skip


def check_id(batch_id: str) -> None:
    """Raise InvalidBatch unless this can be the id of a batch."""
    if not 1 <= len(batch_id) <= 64 or not is_storable(batch_id):
        raise InvalidBatch(["the batch id must be a text of 1 to 64 characters"])


def _op_problems(op: object, origin: Origin) -> list[str]:
    if not isinstance(op, dict) or op.get("op") not in ("set", "del", "shift"):
        return ["`op` must be set, del or shift"]
    if op.get("on") not in ("element", "flow", "relation"):
        return ["`on` must be element, flow or relation"]
    known = _KEYS.get((op["op"], op["on"]))
    if known is None:
        return [f"a {op['on']} cannot be moved"]
    if unknown := op.keys() - known - (frozenset({"origin"}) if origin in _TRUSTED else frozenset()):
        return [f"unknown key {str(key)[:60]!r}" for key in unknown]
    if op["on"] == "relation":
        return [
            p for key in ("type", "source", "target") for p in _text_problems(key, op.get(key), UID_LENGTH)
        ]
    on_element = op["on"] == "element"
    problems = _text_problems("uid", op.get("uid"), UID_LENGTH if on_element else 2 * UID_LENGTH + 40)
    if not problems and op["uid"] in _PROTOTYPE_NAMES:
        problems.append("`uid` is a reserved JavaScript property name: choose another")
    if op["op"] == "set":
        problems += _props_problems(op.get("props"), _ELEMENT_PROPS if on_element else _FLOW_PROPS, origin)
    elif op["op"] == "shift" and not _is_offset(op.get("by")):
        problems.append("`by` must be two numbers of pixels")
    return problems


def _is_offset(by: object) -> bool:
    return isinstance(by, (list, tuple)) and len(by) == 2 and all(map(_is_coordinate, by))


def _props_problems(props: object, allowed: frozenset[str], origin: Origin) -> list[str]:
    if not isinstance(props, dict):
        return ["`props` must be an object"]
    if origin not in _TRUSTED:
        allowed -= _TRUSTED_ONLY_PROPS[allowed]
    problems = [f"unknown property {str(key)[:60]!r}" for key in props.keys() - allowed]
    misplaced = [key for key in _GEOMETRY if key in props and not _is_coordinate(props[key])]
    problems += [f"`{key}` must be a number of pixels" for key in misplaced]
    for key in ("source", "destination") if "destination" in allowed else ("kind",):
        if key in props:
            problems += _text_problems(key, props[key], UID_LENGTH)
    if "name" in props:
        problems += _text_problems("name", props["name"], NAME_LENGTH, empty="destination" in allowed)
        problems += [] if problems or origin in _TRUSTED else _hidden_problems(props["name"])
    if props.get("parent") is not None:
        problems += _text_problems("parent", props["parent"], UID_LENGTH)
    if "facts" in props:
        problems += _facts_problems(props["facts"], origin)
    return problems


def _text_problems(key: str, value: object, longest: int, *, empty: bool = False) -> list[str]:
    if not isinstance(value, str) or (not value.strip() and not empty):
        return [f"`{key}` must be a text"]
    if len(value) > longest:
        return [f"`{key}` is longer than {longest} characters"]
    return [f"`{key}` contains a NUL or a lone surrogate"] if not is_storable(value) else []


def _hidden_problems(name: str) -> list[str]:
    """Return problems of new names only: a name that was stored earlier can be restored."""
    hidden = hidden_character(name)
    reason = "which is invisible and changes how text around it reads: leave it out"
    return [f"`name` holds the character {hidden}, {reason}"] if hidden else []


def _is_coordinate(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    return abs(value) <= COORDINATE  # no NaN, and integers too large for a float are compared as they are


def _facts_problems(facts: object, origin: Origin) -> list[str]:
    if not isinstance(facts, dict):
        return ["`facts` must be an object"]
    problems = []
    for name, fact in facts.items():
        if not isinstance(name, str) or not _FACT_NAME.match(name):
            problems.append(f"{str(name)[:80]!r} is not a valid fact name")
        elif fact is not None and (problem := _fact_problem(fact, origin)):
            problems.append(f"fact {name}: {problem}")
    return problems


def _fact_problem(fact: object, origin: Origin) -> str:
    if not isinstance(fact, dict) or fact.get("value") is None:
        return "needs a value"
    if origin in _TRUSTED:  # the value was checked by importing/import_merge.py, or when it was first written
        return "" if fact.get("origin") in _ORIGINS else "its origin is unknown"
    if fact.keys() - {"value", "why"}:
        return "only its value and the note `why` can be set"
    latest = _text_problems("why", fact.get("why", ""), WHY_LENGTH, empty=True)
    return latest[0] if latest else json_problem(fact["value"])


def json_problem(value: object) -> str:
    """Return why the value cannot be stored as a fact, or an empty text.

    Walks without recursion: a hostile nesting must not end in a RecursionError.
    """
    waiting: list[tuple[object, int]] = [(value, 0)]
    seen = 0
    while waiting:
        item, depth = waiting.pop()
        seen += 1
        if depth > FACT_DEPTH or seen > FACT_ITEMS:
            return "nested too deeply or too long"
        if problem := _scalar_problem(item):
            return problem
        if isinstance(item, dict):
            waiting.extend((part, depth + 1) for part in item)
            waiting.extend((part, depth + 1) for part in item.values())
        elif isinstance(item, (list, tuple)):
            waiting.extend((part, depth + 1) for part in item)
    return ""


def _scalar_problem(item: object) -> str:
    if isinstance(item, str):
        if len(item) > TEXT_LENGTH:
            return f"a text is longer than {TEXT_LENGTH} characters"
        return "" if is_storable(item) else "a text contains a NUL or a lone surrogate"
    if isinstance(item, float) and not math.isfinite(item):
        return "NaN and infinity are not allowed"
    if isinstance(item, int) and abs(item) > 2**63:
        return "a number is too large"
    known = item is None or isinstance(item, (bool, int, float, dict, list, tuple))
    return "" if known else "not a JSON value"
