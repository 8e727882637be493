"""The value types of the architecture model: what an importer makes and every later step reads."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, Literal

from threatmodel.engine.model.struct_base import Record

FactValue = bool | int | float | str | list[Any] | dict[str, Any]
"""What a fact may hold: plain JSON, never null. An unknown fact is absent."""

Origin = Literal["file", "person", "default", "inferred"]
FlowOrigin = Literal["declared", "inferred", "drawn"]

_NO_FACTS: Final[Mapping[str, "Fact"]] = MappingProxyType({})


class Source(Record, frozen=True, omit_defaults=True):
    """Where a fact, element or flow comes from; as plain values it has no empty parts.

    `line` counts from 1; 0 means that no line is known. `at` is an ISO 8601 time.
    `why` is one sentence, given for inferences and platform defaults.
    """

    origin: Origin
    file: str = ""
    line: int = 0
    by: str = ""
    at: str = ""
    why: str = ""


class Fact(Record, frozen=True):
    """One known property of an element or flow, with its provenance.

    `item_lines` runs parallel to `value` when that is a list; it is empty when no lines are known. So does
    `item_files`, for a list that several files state together; empty when all items are in the source's.
    """

    value: FactValue
    source: Source
    item_lines: tuple[int, ...] = ()
    item_files: tuple[str, ...] = ()


class Element(Record, frozen=True):
    """One part of the architecture. `parent` is the uid of the element it sits inside."""

    uid: str
    kind: str
    name: str
    parent: str | None
    facts: Mapping[str, Fact]
    source: Source


class Relation(Record, frozen=True):
    """A typed link between two elements that carries no data, such as `uses_image`."""

    type: str
    source: str
    target: str


_DRAWN: Final = Source(origin="person")


class Flow(Record, frozen=True):
    """Data moving from `source` to `destination` (element uids); the caller is the source.

    `why` says in one sentence how an inferred flow was concluded.
    """

    uid: str
    source: str
    destination: str
    name: str = ""
    facts: Mapping[str, Fact] = _NO_FACTS
    origin: FlowOrigin = "drawn"
    why: str = ""
    provenance: Source = _DRAWN


def kind_of(subject: Element | Flow) -> str:
    """The kind of an element, or `flow`."""
    return "flow" if isinstance(subject, Flow) else subject.kind
