"""Read the engine's own YAML files; every start of the command reads all of them.

Events of PyYAML's C parser put together here take 0.4 times as long as its own loader, which makes a node of
each scalar first. What importers read is not ours: they have a reader with limits (importers/yaml/reader.py).
"""

import re
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml
from yaml._yaml import CParser
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
)

from threatmodel.engine.model.parsed_yaml import MISSING, note, pack, parsed

# Any other unquoted scalar is text in YAML 1.1.
_MAYBE_NO_TEXT: Final = re.compile(r"[-+.\d~]|(?i:y|yes|n|no|on|off|true|false|null)?$")


class UnreadableData(ValueError):
    """A data file uses a part of YAML that is not read here: an anchor, a tag, or several documents."""


def read_data(path: Path) -> Any:
    """Return what the file holds, as `yaml.safe_load` would; raises UnreadableData or yaml.YAMLError."""
    known = parsed(path)
    if known is not MISSING:
        return known
    state = path.stat()
    content = parse_data(path.read_bytes(), path.name)
    note(path, state, content)
    return content


def pack_all(folder: Path) -> bytes:
    """Return what the data files of the engine's folder hold, as one file for the wheel and the image."""
    return pack(read_all(folder))


def read_all(folder: Path) -> dict[str, Any]:
    """Return what the data files of a folder hold, by their paths in it; examples of rules are none."""
    found = {}
    for path in sorted(folder.rglob("*.yaml")):
        if not path.name.endswith(".examples.yaml"):
            with suppress(UnreadableData):  # a sample, which is not read here
                found[path.relative_to(folder).as_posix()] = parse_data(path.read_bytes(), path.name)
    return found


def parse_data(text: str | bytes, name: str) -> Any:
    """The same for the text of a file of this name."""
    return _Loader(CParser(text).get_event, name).read()


class _Loader:
    def __init__(self, next_event: Callable[[], Any], name: str) -> None:
        self._next = next_event
        self._name = name

    def read(self) -> Any:
        """Return the only document of the file; None when it has none."""
        self._next()  # the start of the stream
        found = self._value(self._next()) if self._starts_document() else None
        if self._starts_document():
            raise UnreadableData(f"{self._name}: more than one document")
        return found

    def _starts_document(self) -> bool:
        """Go on to the next document; false at the end of the file."""
        while (event := self._next()) is not None:
            if event.__class__ is DocumentStartEvent:
                return True
        return False

    def _value(self, event: Any) -> Any:
        kind = event.__class__
        if kind is AliasEvent or event.anchor is not None or event.tag is not None:
            raise UnreadableData(f"{self._name}:{event.start_mark.line + 1}: an anchor, alias or tag")
        if kind is ScalarEvent:
            return _plain(event.value) if event.implicit[0] else event.value
        return self._map() if kind is MappingStartEvent else self._list()

    def _map(self) -> dict[Any, Any]:
        found: dict[Any, Any] = {}
        while (event := self._next()).__class__ is not MappingEndEvent:
            key = self._value(event)
            if key in found or key == "<<":
                raise UnreadableData(
                    f"{self._name}:{event.start_mark.line + 1}: {key} is a duplicate key, or <<"
                )
            found[key] = self._value(self._next())
        return found

    def _list(self) -> list[Any]:
        found = []
        while (event := self._next()).__class__ is not SequenceEndEvent:
            found.append(self._value(event))
        return found


@cache
def _plain(text: str) -> Any:
    """What an unquoted scalar means."""
    return yaml.load(text, Loader=yaml.CSafeLoader) if _MAYBE_NO_TEXT.match(text) else text
