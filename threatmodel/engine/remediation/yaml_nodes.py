"""YAML text as nodes that know their first and last position: what an edit by line needs.

Made of the events of PyYAML's parser, as its nodes lose where an alias is written. ruamel.yaml was rejected:
it writes the whole document anew, so spaces around values, long lines and indentation of lists change in
lines that nobody edits.
"""

from collections.abc import Iterator
from typing import Any, Final, Literal

import yaml
from yaml._yaml import CParser
from yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from threatmodel.engine.remediation.source_text import UneditableText

_DEPTH_MOST: Final = 200  # deeper than any manifest
_MERGES_MOST: Final = 20  # merge keys one behind the other
_NODES_MOST: Final = 200_000  # of one document
Mark = tuple[int, int]
"""A line and a column, both from 0."""


class Node:
    """A value in a text: its kind, from where to where it is written, and what it holds."""

    __slots__ = ("anchor", "end", "entries", "is_flow", "items", "kind", "start", "style", "text")

    def __init__(self, kind: Literal["map", "list", "scalar", "alias"], start: Mark, end: Mark) -> None:
        self.kind = kind
        self.start = start
        self.end = end
        self.text = ""  # of a scalar; of an alias the name
        self.style = ""  # of a scalar: the sign it starts with, empty when plain
        self.anchor = ""
        self.is_flow = False
        self.entries: list[tuple[Node, Node]] = []
        self.items: list[Node] = []

    @property
    def is_empty_scalar(self) -> bool:
        """Whether nothing is written for the value."""
        return self.kind == "scalar" and self.start == self.end

    @property
    def first(self) -> Mark:
        """Where its content begins, behind an anchor or tag."""
        if self.is_flow or self.kind not in {"map", "list"}:
            return self.start
        child = self.entries[0][0] if self.entries else self.items[0] if self.items else None
        return child.first if child is not None else self.start

    @property
    def last_line(self) -> int:
        """The last line that belongs to it."""
        node = self
        while not node.is_flow and (node.entries or node.items):
            node = node.entries[-1][1] if node.entries else node.items[-1]
        line, column = node.end
        return max(node.start[0], line if column else line - 1)


class YamlDocument:
    """The root of a document and its anchors."""

    def __init__(self, root: Node, anchors: dict[str, Node]) -> None:
        self.root = root
        self._anchors = anchors

    def target(self, node: Node) -> Node:
        """Return the node itself, or the one that an alias names."""
        seen = 0
        while node.kind == "alias":
            seen += 1
            if node.text not in self._anchors or seen > _DEPTH_MOST:
                raise UneditableText(f"the alias {node.text} names nothing")
            node = self._anchors[node.text]
        return node

    def child(self, node: Node, key: str, depth: int = 0) -> Node | None:
        """Return the value under a key, also one that a merge key brings."""
        here = self.target(node)
        if here.kind != "map" or depth > _MERGES_MOST:
            return None
        own = next((value for name, value in here.entries if name.text == key), None)
        if own is not None:
            return own
        return next((found for one in self._merged(here) if (found := self.child(one, key, depth + 1))), None)

    def _merged(self, node: Node) -> Iterator[Node]:
        for name, value in node.entries:
            if name.text == "<<" and not name.style:
                found = self.target(value)
                yield from found.items if found.kind == "list" else [found]

    def value(self, node: Node | None) -> Any:
        """Return a scalar's text, and of other nodes nothing."""
        found = self.target(node) if node is not None else None
        return found.text if found is not None and found.kind == "scalar" else None


def document_starts(text: str) -> list[int]:
    """Return the line on which each document of a text starts. Raises UneditableText."""
    try:
        return [_marks(event)[0][0] for event in _events(text) if isinstance(event, DocumentStartEvent)]
    except yaml.YAMLError as fault:
        raise UneditableText("the text is no valid YAML") from fault


def parse_document(text: str) -> YamlDocument:
    """Return the first document of a text. Raises UneditableText."""
    reader = _Composer()
    try:
        for event in _events(text):
            reader.add(event)
            if isinstance(event, DocumentEndEvent):
                break
    except yaml.YAMLError as fault:
        raise UneditableText("the text is no valid YAML") from fault
    if reader.root is None:
        raise UneditableText("the document is empty")
    return YamlDocument(reader.root, reader.anchors)


def _events(text: str) -> Iterator[Any]:
    parser = CParser(text)
    try:
        while (event := parser.get_event()) is not None:
            yield event
    finally:
        parser.dispose()


class _Composer:
    """Puts nodes together, event by event."""

    def __init__(self) -> None:
        self.root: Node | None = None
        self.anchors: dict[str, Node] = {}
        self._open: list[Node] = []
        self._keys: list[Node | None] = []
        self._count = 0

    def add(self, event: Any) -> None:
        if isinstance(event, ScalarEvent):
            node = _node("scalar", event)
            node.text, node.style = event.value, event.style or ""
            self._place(node, event.anchor)
        elif isinstance(event, AliasEvent):
            node = _node("alias", event)
            node.text = event.anchor or ""
            self._place(node, None)
        elif isinstance(event, MappingStartEvent | SequenceStartEvent):
            node = _node("map" if isinstance(event, MappingStartEvent) else "list", event)
            node.is_flow = bool(event.flow_style)
            self._place(node, event.anchor)
            self._open.append(node)
            self._keys.append(None)
            if len(self._open) > _DEPTH_MOST:
                raise UneditableText("the text nests too deep")
        elif isinstance(event, MappingEndEvent | SequenceEndEvent):
            self._open.pop().end = _marks(event)[1]
            self._keys.pop()

    def _place(self, node: Node, anchor: str | None) -> None:
        self._count += 1
        if self._count > _NODES_MOST:
            raise UneditableText("the document has too many values")
        if anchor:
            node.anchor = anchor
            self.anchors[anchor] = node
        if not self._open:
            self.root = node
        elif self._open[-1].kind == "list":
            self._open[-1].items.append(node)
        elif (key := self._keys[-1]) is None:
            self._keys[-1] = node
        else:
            self._open[-1].entries.append((key, node))
            self._keys[-1] = None


def _node(kind: Literal["map", "list", "scalar", "alias"], event: Any) -> Node:
    return Node(kind, *_marks(event))


def _marks(event: Any) -> tuple[Mark, Mark]:
    """Where an event starts and ends."""
    start, end = event.start_mark, event.end_mark
    return (start.line, start.column), (end.line, end.column)
