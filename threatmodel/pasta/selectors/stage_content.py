"""What a stage shows, as sections of rows; its digest, and what differs from what was approved.

A stage goes stale when its inputs are no longer those that were approved: what it and earlier stages show of
the model, and what people wrote in earlier ones. What people write in the stage itself is its output.
"""

import hashlib
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import orjson

_EXAMPLES: Final = 3  # rows that a change names
_NAME_LENGTH: Final = 80  # of a row in what was approved

# {section: {key: [digest of the row, its name]}}
Content = dict[str, dict[str, list[str]]]


class Row(NamedTuple):
    """One line of a section. `target` is the id of an element or flow, the key of a goal, else a number."""

    key: str
    name: str
    values: tuple[str, ...] = ()
    kind: str = ""  # a kind of the catalogue, or flow
    on: str = ""  # element, flow, threat, mitigation or attack-tree: where the name leads
    target: str = ""
    uid: str = ""  # of the element or flow that it is about
    severity: str = ""
    note: str = ""  # below the name


@dataclass(frozen=True, slots=True)
class Section:
    """One table of a stage. `written` by people: then it is no input of its stage.

    `scoped`: what stage 2 leaves out is left out, though people write in it.
    """

    id: str
    title: str
    noun: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    about: str = ""
    empty: str = ""  # what to do where there is none
    written: bool = False
    scoped: bool = False
    plural: str = ""  # of the noun, where it is not formed with s

    def count_of(self, number: int) -> str:
        """Return the number of rows in words: "3 components"."""
        return f"{number:,} {self.noun if number == 1 else self.plural or self.noun + 's'}"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that a complete stage has. What `blocks` must be met before an approval."""

    id: str
    title: str
    met: bool
    blocks: bool = False
    missing: str = ""  # what is missing, where it is not met
    page: str = ""  # where it is done: a page of the model; empty for the stage itself
    section: str = ""  # of the stage, where it is done there
    query: Mapping[str, str] | None = None  # of the address of the page


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage as the model and people's rows make it."""

    number: int
    sections: tuple[Section, ...]
    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs in one section from what was approved."""

    stage: int
    section: str
    text: str


def content_of(sections: Iterable[Section]) -> Content:
    """Return the digests of the sections."""
    return {
        section.id: {row.key: [_digest(row), row.name[:_NAME_LENGTH]] for row in section.rows}
        for section in sections
    }


def inputs_of(stages: Mapping[int, Stage], number: int) -> tuple[Section, ...]:
    """Return the sections that an approval of the stage depends on."""
    return tuple(
        section
        for stage in stages.values()
        if stage.number <= number
        for section in stage.sections
        if stage.number < number or not section.written
    )


def hash_of(content: Content) -> str:
    """Return one hash of all digests."""
    return joined_hash({section: section_hash(rows) for section, rows in content.items()})


def section_hash(rows: Mapping[str, list[str]]) -> str:
    """Return the hash of one section of a content."""
    return _hash(rows)


def joined_hash(hashes: Mapping[str, str]) -> str:
    """Return the hash of sections of these hashes, by their ids: `hash_of` of the same content."""
    return _hash(hashes)


def _hash(value: Any) -> str:
    return hashlib.sha256(orjson.dumps(value, option=orjson.OPT_SORT_KEYS)).hexdigest()


def pack(content: Content) -> bytes:
    """Return the content as it is stored with an approval."""
    return zlib.compress(orjson.dumps(content, option=orjson.OPT_SORT_KEYS))


def unpack(packed: bytes) -> Content:
    """Return the content of an approval; empty for none."""
    content: Content = orjson.loads(zlib.decompress(packed)) if packed else {}
    return content


def differences(
    approved: Content, stages: Mapping[int, Stage], sections: Iterable[Section], content: Content
) -> list[Difference]:
    """Return in words what differs in the sections from what was approved, in the order of the stages.

    `content` is that of all sections as they are now.
    """
    stage_of = {section.id: stage.number for stage in stages.values() for section in stage.sections}
    found = []
    for section in sections:
        before, now = approved.get(section.id, {}), content[section.id]
        found += [
            Difference(
                stage_of[section.id], section.id, f"{section.count_of(len(keys))} {what}{_named(names)}"
            )
            for what, keys, names in _changes(before, now)
        ]
    return found


def _changes(
    before: Mapping[str, list[str]], now: Mapping[str, list[str]]
) -> list[tuple[str, list[str], list[str]]]:
    kinds = (
        ("added", [key for key in now if key not in before], now),
        ("changed", [key for key in now if key in before and now[key][0] != before[key][0]], now),
        ("removed", [key for key in before if key not in now], before),
    )
    return [(what, keys, [rows[key][1] for key in keys]) for what, keys, rows in kinds if keys]


def _named(names: list[str]) -> str:
    shown = ", ".join(names[:_EXAMPLES])
    return f": {shown}" + (" …" if len(names) > _EXAMPLES else "")


def _digest(row: Row) -> str:
    told = (row.name, row.values, row.severity, row.note)
    return hashlib.blake2b(orjson.dumps(told), digest_size=6).hexdigest()
