"""Typed access to parts of a manifest: a wrong shape becomes a warning with its line, never an error.

Kubernetes treats null like an absent key, and so does everything here.
"""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import msgspec

from threatmodel.engine.importers.import_problems import Problem
from threatmodel.engine.importers.yaml.reader import YamlList, YamlMap
from threatmodel.engine.model import Fact, FactValue, Source

_NOTHING: Final = YamlMap()
_SCALARS: Final = (str, bool, int, float)
_MAX_NAME: Final = 253  # the longest name Kubernetes accepts (RFC 1123 subdomain)
_MAX_WARNINGS: Final = 200  # per file: beyond it, more of them help no one


@dataclass(slots=True)
class SourceFile:
    """The file that is being read and where its problems are collected, each once.

    `warnings` counts them as often as they were come upon.
    """

    file: str
    problems: dict[Problem, None] = field(default_factory=dict)
    warnings: int = 0

    def warn(self, line: int, message: str) -> None:
        """Report that a part of the file was not understood; after many, that the rest is left out."""
        self.warnings += 1
        if len(self.problems) < _MAX_WARNINGS:
            self.problems[Problem(self.file, line, "warning", message)] = None
        elif len(self.problems) == _MAX_WARNINGS:
            rest = "Further problems of this file are not listed."
            self.problems.setdefault(Problem(self.file, line, "warning", rest))


class Section(msgspec.Struct, eq=False, gc=False):
    """One mapping of a manifest (`data`). An absent section is an empty one and is false.

    Parts are made anew each time, which costs less than to keep them; entries of lists are kept, and are the
    same ones whoever asks. Its type is written in C, as a manifest of 5 MB has 100,000 sections, and the
    collector does not look into it, as nothing in a section leads back to it.
    """

    data: YamlMap
    line: int
    place: SourceFile
    _rows: "dict[str, Sequence[Section]] | None" = None

    @property
    def file(self) -> str:
        """The file it is in."""
        return self.place.file

    def __bool__(self) -> bool:
        return bool(self.data)

    def __contains__(self, key: str) -> bool:
        return self.data.get(key) is not None

    def __iter__(self) -> Iterator[str]:
        return iter(self.data)

    def line_of(self, key: str) -> int:
        """Return the line of a key, or that of the section when the key is absent."""
        offset = self.data.offsets.get(key)
        return self.line if offset is None else self.data.line + offset

    def wording(self, *keys: str) -> Hashable | None:
        """What is equal where these keys say the same in objects of one shape; None when not known."""
        return self.data.wording(keys) if self.data else ()

    def same(self, other: "Section") -> bool:
        """Whether both sections say the same, wherever they are."""
        return self.data == other.data

    def flag(self, key: str) -> bool | None:
        """Return true or false, or None when the key is absent or says neither."""
        value = self.data.get(key)
        if value is None or type(value) is bool:
            return value
        if isinstance(value, str) and value.strip().lower() in {"true", "false"}:
            self._wrong(key, value, "true or false without quotes", used=True)
            return value.strip().lower() == "true"
        self._wrong(key, value, "true or false")
        return None

    def integer(self, key: str) -> int | None:
        """Return a whole number, or None when the key is absent or holds none."""
        value = self.data.get(key)
        if value is None or type(value) is int:
            return value
        if isinstance(value, str) and value.strip().isascii() and value.strip().isdigit() and len(value) < 12:
            self._wrong(key, value, "a number without quotes", used=True)
            return int(value)
        self._wrong(key, value, "a number")
        return None

    def text(self, key: str, default: str = "") -> str:
        """Return text; a number or a truth value is taken as text, with a warning."""
        value = self.data.get(key)
        if value is None:
            return default
        if type(value) is str:
            return value
        if isinstance(value, bool | int | float):
            self._wrong(key, value, "text in quotes", used=True)
            return scalar_text(value)
        self._wrong(key, value, "text")
        return default

    def name(self, key: str = "name") -> str:
        """Return the name of an object, cut to the length that Kubernetes allows."""
        value = self.data.get(key)
        text = value if type(value) is str else self.text(key)
        return text.strip()[:_MAX_NAME]

    def number_or_text(self, key: str) -> str:
        """Return a port by number or by name, as text; empty when absent."""
        value = self.data.get(key)
        if type(value) is int or type(value) is str:
            return str(value)
        if value is not None:
            self._wrong(key, value, "a number or a name")
        return ""

    def section(self, key: str) -> "Section":
        """Return the mapping under a key, empty when absent."""
        value = self.data.get(key)
        if type(value) is YamlMap:
            return Section(value, value.line, self.place)
        if value is not None:
            self._wrong(key, value, "a mapping")
        return Section(_NOTHING, self.line_of(key), self.place)

    def sections(self, key: str) -> Sequence["Section"]:
        """Return the mappings of the list under a key; entries of another shape are reported and left out."""
        if key not in self.data:
            return ()
        if self._rows is None:
            self._rows = {}
        rows = self._rows.get(key)
        if rows is None:
            rows = self._rows[key] = self._sections(key)
        return rows

    def texts(self, key: str) -> list[tuple[str, int]]:
        """Return the texts of the list under a key, each with its line."""
        value = self._list(key) if key in self.data else None
        if value is None:
            return []
        found = []
        for item, line in value.with_lines():
            if isinstance(item, str | bool | int | float):
                found.append((item if type(item) is str else scalar_text(item), line))
            else:
                self.place.warn(line, f"An entry of {key} should be text, not {shape(item)}; ignored.")
        return found

    def pairs(self, key: str) -> dict[str, str]:
        """Return a mapping of text to text, such as labels."""
        if key not in self.data:
            return {}
        value = self.data[key]
        data = value if type(value) is YamlMap else self.section(key).data
        return {
            name: text if type(text) is str else scalar_text(text)
            for name, text in data.items()
            if isinstance(text, _SCALARS)
        }

    def scalars(self) -> Iterator[tuple[str, str]]:
        """Yield the keys that hold text, numbers or truth values, as text."""
        for key, value in self.data.items():
            if type(value) is str:
                yield key, value
            elif isinstance(value, bool | int | float):
                yield key, scalar_text(value)

    def stated(self, key: str, value: FactValue, item_lines: tuple[int, ...] = ()) -> Fact:
        """Return a fact that is in the file at this key."""
        return Fact(value, Source("file", self.place.file, self.line_of(key)), item_lines)

    def defaulted(self, value: FactValue, why: str) -> Fact:
        """Return a fact that follows from the platform's default as this section does not set it."""
        # By position: a manifest of 5 MB has 200,000 facts, and keywords would cost 0.1 s.
        return Fact(value, Source("default", self.place.file, self.line, "", "", why))

    def inferred(self, value: FactValue, why: str, key: str = "") -> Fact:
        """Return a fact that was concluded from this section (from this key of it)."""
        line = self.line_of(key) if key else self.line
        return Fact(value, Source("inferred", self.place.file, line, "", "", why))

    def _sections(self, key: str) -> Sequence["Section"]:
        value = self._list(key)
        if not value:
            return ()
        found = []
        place, first = self.place, value.line
        for item, offset in zip(value, value.offsets, strict=True):
            line = first + offset
            if type(item) is YamlMap:
                found.append(Section(item, line, place))
            else:
                self.place.warn(line, f"An entry of {key} should be a mapping, not {shape(item)}; ignored.")
        return found

    def _list(self, key: str) -> YamlList | None:
        value = self.data.get(key)
        if value is None or type(value) is YamlList:
            return value
        self._wrong(key, value, "a list")
        return None

    def _wrong(self, key: str, value: object, wanted: str, *, used: bool = False) -> None:
        end = "" if used else "; ignored"
        self.place.warn(self.line_of(key), f"{key} should be {wanted}, not {shape(value)}{end}.")


def scalar_text(value: object) -> str:
    """Return a scalar as Kubernetes would print it."""
    if value is True:
        return "true"
    if value is False:
        return "false"
    return "" if value is None else str(value)


def shape(value: object) -> str:
    """Name the shape of a value in words, without the value itself."""
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, int | float):
        return "a number"
    if isinstance(value, str):
        return "text"
    return "a list" if isinstance(value, list) else "a mapping"
