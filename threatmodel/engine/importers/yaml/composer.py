"""Values from the events of PyYAML's C parser, counted as they come.

Nodes (aliases by what they expand to), depth and documents are counted, so hostile input is refused while it
is read and never walked. Keys always keep their text, so `NO: x` has the key "NO".
"""

from collections.abc import Callable
from typing import Any, Final

from yaml._yaml import CParser
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
)

from threatmodel.engine.importers.yaml.errors import ODD_KEY, InvalidYaml, plain_message
from threatmodel.engine.importers.yaml.limits import YamlLimits
from threatmodel.engine.importers.yaml.parse_cache import Parsed
from threatmodel.engine.importers.yaml.scalars import plain_scalar
from threatmodel.engine.importers.yaml.values import Scalar, Tagged, YamlList, YamlMap, YamlValue
from threatmodel.engine.model.struct_base import Record

_CORE: Final = "tag:yaml.org,2002:"
_SCALAR_TAGS: Final = frozenset({f"{_CORE}{name}" for name in ("int", "float", "bool", "null")})
_TEXT_TAGS: Final = frozenset({"!", f"{_CORE}str", f"{_CORE}binary", f"{_CORE}timestamp"})
_COLLECTION_TAGS: Final = frozenset({"!", f"{_CORE}map", f"{_CORE}seq"})
# How a compose override file replaces instead of merging.
_COMPOSE_TAGS: Final = frozenset({"!reset", "!override"})


def parsed_documents(
    data: bytes, limits: YamlLimits, before: int = 0, plain: dict[str, Scalar] | None = None
) -> list[Parsed]:
    """The documents of a text, empty ones included; raises InvalidYaml or yaml.YAMLError.

    `before` counts the lines of the file before the data; errors leave it out. `plain` holds what unquoted
    scalars of the file were found to mean.
    """
    parser = CParser(data)
    try:
        builder = _Builder(parser.get_event, limits, before, {} if plain is None else plain)
        builder.read()
    finally:
        parser.dispose()
    return builder.documents


class _Anchored(Record, frozen=True):
    """What an anchor names: the value, the number of its nodes, the levels it nests."""

    value: YamlValue
    nodes: int
    height: int


class _Builder:
    """Turns the events of a file into values, counting as it goes; collections are read by recursion.

    Scalars are counted and not checked: they cannot outnumber the bytes of the file. The limit is held where
    collections and aliases multiply them, and at the end of a document.
    """

    def __init__(
        self, next_event: Callable[[], Any], limits: YamlLimits, before: int, plain: dict[str, Scalar]
    ) -> None:
        self.documents: list[Parsed] = []
        self._notes: list[tuple[int, str]] = []
        self._next = next_event
        self._before = before
        self._limits = limits
        self._max_nodes = limits.max_nodes
        self._max_scalar = limits.max_scalar
        self._nodes = 0
        self._depth = 0
        self._deepest = 0  # in the innermost anchored collection that is open
        self._anchors: dict[str, _Anchored | None] = {}  # None while the anchored collection is open
        self._resolved = plain

    def read(self) -> None:
        """Read all documents."""
        count = 0
        while (event := self._next()) is not None:
            if event.__class__ is DocumentStartEvent:
                count += 1
                if count > self._limits.max_documents:
                    most = f"{self._limits.max_documents:,}"
                    raise InvalidYaml(_line(event), f"More than {most} documents. Split the file.")
                self._document(self._next())

    def _document(self, root: Any) -> None:
        self._anchors.clear()
        self._notes = []
        nodes = self._nodes
        value = self._value(root)
        self._count(root, 0)
        line, is_bare = _line(root) + self._before, not (self._anchors or self._notes)
        self.documents.append(Parsed(value, line, self._nodes - nodes, is_bare, tuple(self._notes)))

    def _count(self, event: Any, nodes: int = 1) -> None:
        self._nodes += nodes
        if self._nodes > self._max_nodes:
            self._refuse_more(_line(event))

    def _refuse_more(self, line: int) -> None:
        raise InvalidYaml(
            line,
            (
                f"With aliases expanded, the file has more than {self._max_nodes:,} values. Use "
                "fewer aliases, or split the file."
            ),
        )

    def _value(self, event: Any) -> YamlValue:
        if event.__class__ is ScalarEvent:
            return self._scalar(event)
        return self._aliased(event).value if event.__class__ is AliasEvent else self._collection(event)

    def _scalar(self, event: Any) -> Scalar:
        self._nodes += 1
        text: str = event.value
        if event.implicit[0] and event.anchor is None and text in self._resolved:
            return self._resolved[text]
        return self._new_scalar(event, text)

    def _new_scalar(self, event: Any, text: str) -> Scalar:
        if len(text) > self._max_scalar or "\0" in text:
            self._refuse_text(event, text)
        value: Scalar = text
        if event.implicit[0]:
            value = self._resolved[text] = plain_scalar(text, _line(event), self._limits)
        elif event.tag is not None:
            value = self._tagged(text, event.tag, _line(event))
        if event.anchor is not None:
            self._anchors[event.anchor] = _Anchored(value, 1, 0)
        return value

    def _refuse_text(self, event: Any, text: str) -> None:
        if len(text) > self._max_scalar:
            most = f"{self._max_scalar:,}"
            raise InvalidYaml(_line(event), f"A value has {len(text):,} characters; the limit is {most}.")
        # "\0" as an escape; databases and C libraries do not take it
        raise InvalidYaml(_line(event), "A value contains a NUL character.")

    def _tagged(self, text: str, tag: str, line: int) -> Scalar:
        if tag in _TEXT_TAGS:
            return text
        if tag not in _SCALAR_TAGS:
            self._refuse_unknown(tag, line)
            return self._compose_tag(tag, plain_scalar(text, line, self._limits), line)  # type: ignore[return-value]
        return plain_scalar(text, line, self._limits)

    def _collection(self, event: Any) -> "YamlMap | YamlList":
        self._enter(event)
        tag = event.tag if event.tag not in _COLLECTION_TAGS else None
        if tag is not None:
            self._refuse_unknown(tag, _line(event))
        node = self._filled(event) if event.anchor is None else self._anchored(event)
        return node if tag is None else self._compose_tag(tag, node, _line(event))

    def _enter(self, event: Any) -> None:
        self._count(event)
        if self._depth >= self._limits.max_depth:
            raise InvalidYaml(
                _line(event), f"The file is nested more than {self._limits.max_depth} levels deep."
            )

    def _anchored(self, event: Any) -> "YamlMap | YamlList":
        nodes, deepest = self._nodes - 1, self._deepest
        self._deepest = self._depth
        self._anchors[event.anchor] = None
        node = self._filled(event)
        height = self._deepest - self._depth
        self._anchors[event.anchor] = _Anchored(node, self._nodes - nodes, height)
        self._deepest = max(deepest, self._deepest)
        return node

    def _filled(self, event: Any) -> "YamlMap | YamlList":
        self._depth += 1
        self._deepest = max(self._deepest, self._depth)
        line = event.start_mark.line + 1 + self._before
        node = self._map(line) if event.__class__ is MappingStartEvent else self._list(line)
        self._depth -= 1
        return node

    def _list(self, line: int) -> YamlList:
        node = YamlList(line)
        next_event, offsets = self._next, node.offsets
        first = line - 1 - self._before
        while (event := next_event()).__class__ is not SequenceEndEvent:
            node.append(self._value(event))
            offsets.append(event.start_mark.line - first)
        return node

    def _map(self, line: int) -> YamlMap:
        node = YamlMap(line)
        next_event, offsets = self._next, node.offsets
        first = line - 1 - self._before
        bases: list[YamlMap] = []
        while (event := next_event()).__class__ is not MappingEndEvent:
            key, offset = self._key(event), event.start_mark.line - first
            if key in node or (key == "<<" and bases):
                raise InvalidYaml(
                    _line(event), f"Duplicate key{plain_message(key)} in a mapping. Remove one."
                )
            if key == "<<" and event.__class__ is ScalarEvent and event.implicit[0]:
                bases += self._bases(next_event())
            else:
                event = next_event()
                node[key] = self._scalar(event) if event.__class__ is ScalarEvent else self._value(event)
                offsets[key] = offset
        if bases:
            self._merge(bases, node)
        return node

    def _key(self, event: Any) -> str:
        if event.__class__ is not ScalarEvent:
            return self._aliased_key(event)
        self._nodes += 1
        text: str = event.value
        if len(text) > self._max_scalar or "\0" in text:
            self._refuse_text(event, text)
        if event.anchor is not None:
            self._anchors[event.anchor] = _Anchored(text, 1, 0)
        return text

    def _aliased_key(self, event: Any) -> str:
        if event.__class__ is not AliasEvent:
            self._enter(event)
            raise InvalidYaml(_line(event), ODD_KEY)
        value = self._aliased(event).value
        if not isinstance(value, str):
            raise InvalidYaml(_line(event), "A key must be plain text, not an alias of something else.")
        return value

    def _bases(self, event: Any) -> list[YamlMap]:
        """The mappings that a merge key (<<) names."""
        value = self._value(event)
        bases = value if isinstance(value, YamlList) else [value]
        if all(isinstance(base, YamlMap) for base in bases):
            return bases  # type: ignore[return-value]
        raise InvalidYaml(_line(event), "A merge key (<<) must name a mapping or a list of mappings.")

    def _merge(self, bases: list[YamlMap], node: YamlMap) -> None:
        depth, most = 1 + max(base.merge_depth for base in bases), self._limits.max_merge_depth
        if depth > most:
            raise InvalidYaml(node.line, f"Merge keys (<<) form a chain of more than {most}.")
        node.merge_depth = depth
        for base in bases:
            self._nodes += len(base)
            if self._nodes > self._max_nodes:
                self._refuse_more(node.line)
            for key, value in base.items():
                if key not in node:
                    node.put(key, value, base.line_of(key))

    def _aliased(self, event: Any) -> _Anchored:
        line = _line(event)
        if event.anchor not in self._anchors:
            raise InvalidYaml(line, f"The alias{plain_message('*' + event.anchor)} has no preceding anchor.")
        anchored = self._anchors[event.anchor]
        if anchored is None:
            raise InvalidYaml(line, f"The alias{plain_message('*' + event.anchor)} is inside its own anchor.")
        self._count(event, anchored.nodes)
        reached = self._depth + anchored.height
        if reached > self._limits.max_depth:
            most = self._limits.max_depth
            raise InvalidYaml(
                line, f"With aliases expanded, the file is nested more than {most} levels deep."
            )
        self._deepest = max(self._deepest, reached)
        return anchored

    def _refuse_unknown(self, tag: str, line: int) -> None:
        if tag not in _COMPOSE_TAGS:
            raise InvalidYaml(
                line, f"Unknown tag{plain_message(tag)}; only standard YAML types are supported."
            )

    def _compose_tag(self, tag: str, value: YamlValue, line: int) -> Tagged:
        line += self._before
        self._notes.append((line, f"The tag {tag} is for compose files only; it is ignored."))
        return Tagged(None if tag == "!reset" else value, line)


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1
