"""YAML and JSON text as bounded Python values that know their lines: the first step of every importer.

PyYAML's C parser supplies events; the builder here counts nodes (aliases by what they expand to), depth
and documents as it goes, so hostile input is refused while it is read and never walked. Scalars resolve
as Kubernetes and compose read them: YAML 1.1 booleans (yes, no, on, off, true, false; not y and n) and
integers, no timestamps, no base 60. Keys always keep their text, so `NO: x` has the key "NO".
A file is used whole or not at all: one problem of severity error means that no document is returned.
"""

import re
from collections.abc import Callable
from functools import lru_cache
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

from threatmodel.engine.importers.input_limits import input_limits, megabytes
from threatmodel.engine.importers.problems import Problem
from threatmodel.engine.importers.text_file import TextFile
from threatmodel.engine.importers.yaml_shapes import Parsed, Shapes, separate_documents
from threatmodel.engine.importers.yaml_values import Scalar, Tagged, YamlList, YamlMap, YamlValue
from threatmodel.engine.model.record import Record

__all__ = [
    "EMPTY_LIST",
    "EMPTY_MAP",
    "Documents",
    "Limits",
    "Scalar",
    "YamlList",
    "YamlMap",
    "YamlValue",
    "as_bool",
    "as_int",
    "as_list",
    "as_map",
    "as_text",
    "read_documents",
    "shapes_of",
]


_MOST_DIGITS: Final = 40  # int() is quadratic; 64 bits need 20


class Limits(Record, frozen=True):
    """What one file may hold. `max_nodes` counts scalars and collections, aliases by what they stand for."""

    max_bytes: int = 5 * 1024 * 1024
    max_nodes: int = 1_000_000  # 5 MiB of dense Kubernetes YAML has about 400,000
    max_depth: int = 100  # the deepest manifests in the wild, OpenAPI schemas in CRDs, stay below 40
    max_documents: int = 10_000
    max_scalar: int = 1024 * 1024  # Kubernetes refuses ConfigMaps and Secrets above 1 MiB
    max_digits: int = _MOST_DIGITS
    max_merge_depth: int = 20  # each link of a chain of << copies all keys of the links below


@lru_cache(maxsize=1)
def limits_in_force() -> Limits:
    """Return the limits that whoever runs Bulkhead has set."""
    given = input_limits()
    return Limits(given.yaml_bytes, given.yaml_values, given.yaml_depth, given.yaml_documents)


class Documents(Record, frozen=True):
    """The documents of one file (empty ones left out), the line each starts on, and what went wrong."""

    documents: tuple[YamlValue, ...] = ()
    lines: tuple[int, ...] = ()
    problems: tuple[Problem, ...] = ()
    compose_tags: tuple[tuple[Problem, ...], ...] = ()  # of each document: problems unless it is for compose


def shapes_of(limits: Limits | None = None) -> Shapes:
    """What is known of the documents of one input, to be given to `read_documents` for each of its files."""
    limits = limits or limits_in_force()
    return Shapes(lambda word: _resolved_word(word, limits))


def read_documents(file: TextFile, limits: Limits | None = None, shapes: Shapes | None = None) -> Documents:
    """Read every document of a YAML or JSON file; never raises for bad input.

    Cost: O(bytes): 1.9 times the bare event stream, 0.6 times where documents repeat in shape. With an error
    there are no documents.
    """
    limits = limits or limits_in_force()
    try:
        data = _checked_bytes(file.data, limits)
        found = _by_shape(data, limits, shapes or shapes_of(limits)) or _whole(data, limits)
    except _Refused as refused:
        message = refused.message + (_template_hint(file.data) if refused.message == _ODD_KEY else "")
        return Documents(problems=(Problem(file.name, refused.line, "error", message),))
    except yaml.YAMLError as fault:
        line, message = _explain(fault, file.data)
        return Documents(problems=(Problem(file.name, line, "error", message),))
    if not found:
        nothing = "only comments or separators" if data.strip() else "it is empty"
        return Documents(
            problems=(Problem(file.name, 0, "error", f"The file holds no document: {nothing}."),)
        )
    tags = [tuple([Problem(file.name, line, "warning", text) for line, text in one.notes]) for one in found]
    return Documents(
        tuple([one.value for one in found]), tuple([one.line for one in found]), compose_tags=tuple(tags)
    )


def _by_shape(data: bytes, limits: Limits, shapes: Shapes) -> list[Parsed]:
    """The documents, read one by one; none when that cannot be done, or not without an error.

    What is wrong with a file is told by reading it whole.
    """
    texts = separate_documents(data.decode())
    if texts is None or len(texts) > limits.max_documents:
        return []
    plain: dict[str, Scalar] = {}

    def parse(text: str, before: int) -> Parsed:
        (one,) = _built(text.encode(), limits, before, plain).documents or [_NOTHING]
        return one

    found = []
    before = nodes = 0
    try:
        for text in texts:
            one = shapes.read(text, before, parse)
            before += text.count("\n") + 1
            nodes += one.nodes
            found.append(one)
    except (_Refused, yaml.YAMLError):
        return []
    return [one for one in found if one.value is not None] if nodes <= limits.max_nodes else []


def _whole(data: bytes, limits: Limits) -> list[Parsed]:
    return [one for one in _built(data, limits).documents if one.value is not None]


EMPTY_MAP: Final = YamlMap()
EMPTY_LIST: Final = YamlList()


def as_map(value: YamlValue) -> YamlMap:
    """The value when it is a mapping, else an empty one."""
    return value if isinstance(value, YamlMap) else EMPTY_MAP


def as_list(value: YamlValue) -> YamlList:
    """The value when it is a sequence, else an empty one."""
    return value if isinstance(value, YamlList) else EMPTY_LIST


def as_text(value: YamlValue) -> str:
    """The scalar as text ("true" and "false" in lower case), else an empty string."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None or isinstance(value, YamlMap | YamlList) else str(value)


def as_bool(value: YamlValue) -> bool | None:
    """The boolean a scalar stands for, quoted or not; None when it is none."""
    if isinstance(value, bool):
        return value
    return _BOOLEANS.get(value) if isinstance(value, str) else None


def as_int(value: YamlValue) -> int | None:
    """The integer a scalar stands for, quoted or not; None when it is none."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, str) and len(value) <= _MOST_DIGITS and _DECIMAL.fullmatch(value):
        return int(value)
    return None


_ODD_KEY: Final = "A key must be plain text, not a list or a mapping."


class _Refused(ValueError):
    """The input breaks a limit or a rule of ours."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.message = message


# --- bytes ----------------------------------------------------------------------------------------

_UTF16_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")


def _checked_bytes(data: bytes, limits: Limits) -> bytes:
    if len(data) > limits.max_bytes:
        most = megabytes(limits.max_bytes)
        raise _Refused(
            0, f"The file has {len(data):,} bytes, more than the {most} of one YAML file. Split it."
        )
    if data.startswith(_UTF16_MARKS):
        data = _decoded(data, "utf-16").encode("utf-8", "replace")
    if (at := data.find(b"\0")) >= 0:
        raise _Refused(_line_at(data, at), "This is a binary file with NUL bytes, not YAML or JSON text.")
    _decoded(data, "utf-8")
    return data


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as fault:
        line = _line_at(data, fault.start)
        raise _Refused(line, f"The text is not valid {encoding.upper()}. Save the file as UTF-8.") from None


def _line_at(data: bytes, offset: int) -> int:
    return data.count(b"\n", 0, offset) + 1


# --- faults of the C parser -----------------------------------------------------------------------

# libyaml's wording on the left is constant text; nothing of the input is repeated.
_FAULTS: Final = {
    "found undefined tag handle": "A tag uses a handle that is not declared; remove the tag.",
    "found duplicate anchor": "The anchor is defined twice.",
    "mapping values are not allowed in this context": "A colon stands where no key can; check indentation.",
    "could not find expected ':'": "A key lacks its colon; check indentation and quoting.",
    "did not find expected key": "A key was expected here; check indentation, quoting and brackets.",
    "did not find expected '-' indicator": "A list item was expected here; check indentation.",
    "found unexpected end of stream": "The text ends inside a quoted value.",
    "did not find expected node content": "A value was expected here; check brackets and commas.",
    "control characters are not allowed": "The text holds control characters; this is no YAML or JSON text.",
}
_HINT_BYTES: Final = 65_536
_TEMPLATE_HINT: Final = " The file looks like a template; render it first, for example with `helm template`."


def _explain(fault: yaml.YAMLError, data: bytes) -> tuple[int, str]:
    """Line and message for a fault the C parser found."""
    if isinstance(fault, yaml.MarkedYAMLError):
        mark = fault.problem_mark or fault.context_mark
        line = mark.line + 1 if mark else 0
        problem = fault.problem or ""
    else:  # a ReaderError: it knows the offset of a character, not its line
        line = _line_at(data, getattr(fault, "position", 0) or 0)
        problem = str(getattr(fault, "reason", ""))
    if _starts_with_tab(data, line):
        return line, "A tab indents this line; YAML allows only spaces. Replace tabs with spaces."
    message = f"This is no valid YAML: {_FAULTS.get(problem) or _sentence(problem)}"
    return line, message + _template_hint(data)


def _template_hint(data: bytes) -> str:
    return _TEMPLATE_HINT if b"{{" in data[:_HINT_BYTES] else ""


def _sentence(problem: str) -> str:
    return f"{problem}." if problem else "the text cannot be read."


def _starts_with_tab(data: bytes, line: int) -> bool:
    lines = data.split(b"\n", line)
    text = lines[line - 1] if 0 < line <= len(lines) else b""
    return b"\t" in text[: len(text) - len(text.lstrip())]


# --- scalars --------------------------------------------------------------------------------------

_BOOLEANS: Final = {
    text: value
    for value, words in ((True, ("true", "yes", "on")), (False, ("false", "no", "off")))
    for word in words
    for text in (word, word.capitalize(), word.upper())
}
_NULLS: Final = ("", "~", "null", "Null", "NULL")
_CONSTANTS: Final[dict[str, Scalar]] = {**_BOOLEANS, **dict.fromkeys(_NULLS)}
_DECIMAL: Final = re.compile(r"[-+]?[0-9]+")
_INTEGER: Final = re.compile(
    r"(?P<sign>[-+]?)(?:0b(?P<binary>[01_]+)|0x(?P<hex>[0-9a-fA-F_]+)|0o?(?P<octal>[0-7_]+)|(?P<decimal>0|[1-9][0-9_]*))"
)
_FLOAT: Final = re.compile(r"[-+]?(?:[0-9][0-9_]*\.[0-9]*|\.[0-9]+|[0-9]+(?=[eE]))(?:[eE][-+]?[0-9]{1,3})?")
_BASES: Final = (("decimal", 10), ("octal", 8), ("hex", 16), ("binary", 2))
_NUMBER_STARTS: Final = frozenset("+-.0123456789")
_INT64: Final = 2**63
_MISSING: Final = object()


def _plain(text: str, line: int, limits: Limits) -> Scalar:
    """Resolve an unquoted scalar."""
    constant = _CONSTANTS.get(text, _MISSING)
    if constant is not _MISSING:
        return constant  # type: ignore[return-value]
    if text[0] not in _NUMBER_STARTS:
        return text
    if (match := _INTEGER.fullmatch(text)) is not None:
        return _integer(match, line, limits)
    if _FLOAT.fullmatch(text) is not None and len(text) <= limits.max_digits:
        number = float(text.replace("_", ""))
        return text if number in (float("inf"), float("-inf")) else number
    return text


def _resolved_word(word: str, limits: Limits) -> Scalar:
    """What a scalar means that stands alone: in quotes without escapes, or plain; raises _Refused."""
    if len(word) > limits.max_scalar:
        raise _Refused(0, "A value is too long.")
    return word[1:-1] if word[0] in "'\"" else _plain(word, 0, limits)


def _integer(match: re.Match[str], line: int, limits: Limits) -> int | float:
    if len(match.group()) > limits.max_digits:
        raise _Refused(line, f"The number has {len(match.group()):,} digits; quote it if it is text.")
    for name, base in _BASES:
        digits = (match[name] or "").replace("_", "")
        if digits:
            number = int(match["sign"] + digits, base)
            # As in Kubernetes, what does not fit 64 bits becomes a floating point number.
            return number if -_INT64 <= number < _INT64 else float(number)
    return 0  # only underscores: YAML 1.1 reads 0


_CORE: Final = "tag:yaml.org,2002:"
_SCALAR_TAGS: Final = frozenset({f"{_CORE}{name}" for name in ("int", "float", "bool", "null")})
_TEXT_TAGS: Final = frozenset({"!", f"{_CORE}str", f"{_CORE}binary", f"{_CORE}timestamp"})
_COLLECTION_TAGS: Final = frozenset({"!", f"{_CORE}map", f"{_CORE}seq"})
# How a compose override file replaces instead of merging.
_COMPOSE_TAGS: Final = frozenset({"!reset", "!override"})
_SPEAKABLE: Final = re.compile(r"[\w.,:/!<>$~@* -]{1,80}")


def _spoken(name: str) -> str:
    """The name in quotes when it is short and harmless enough for a message, else nothing."""
    return f' "{name}"' if _SPEAKABLE.fullmatch(name) else ""


# --- builder --------------------------------------------------------------------------------------


_NOTHING: Final = Parsed(None, 0, 0, is_bare=True)


def _built(
    data: bytes, limits: Limits, before: int = 0, plain: dict[str, Scalar] | None = None
) -> "_Builder":
    """The builder after the last event of the C parser; raises _Refused or yaml.YAMLError.

    `before` counts the lines of the file before the data; errors leave it out. `plain` holds what unquoted
    scalars of the file were found to mean.
    """
    parser = CParser(data)
    try:
        builder = _Builder(parser.get_event, limits, before, {} if plain is None else plain)
        builder.read()
    finally:
        parser.dispose()
    return builder


class _Anchored(Record, frozen=True):
    """What an anchor names: the value, the nodes it stands for, the levels it nests."""

    value: YamlValue
    nodes: int
    height: int


class _Builder:
    """Turns the events of a file into values, counting as it goes; collections are read by recursion.

    Scalars are counted and not checked: they cannot outnumber the bytes of the file. The limit is held where
    collections and aliases multiply them, and at the end of a document.
    """

    def __init__(
        self, next_event: Callable[[], Any], limits: Limits, before: int, plain: dict[str, Scalar]
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
                    raise _Refused(_line(event), f"More than {most} documents. Split the file.")
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
        raise _Refused(
            line,
            f"With its aliases expanded the text holds more than {self._max_nodes:,} values. "
            "Write out fewer aliases, or split the file.",
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
            value = self._resolved[text] = _plain(text, _line(event), self._limits)
        elif event.tag is not None:
            value = self._tagged(text, event.tag, _line(event))
        if event.anchor is not None:
            self._anchors[event.anchor] = _Anchored(value, 1, 0)
        return value

    def _refuse_text(self, event: Any, text: str) -> None:
        if len(text) > self._max_scalar:
            most = f"{self._max_scalar:,}"
            raise _Refused(_line(event), f"A value has {len(text):,} characters, more than {most}.")
        # "\0" as an escape; databases and C libraries do not take it
        raise _Refused(_line(event), "A value holds a NUL character.")

    def _tagged(self, text: str, tag: str, line: int) -> Scalar:
        if tag in _TEXT_TAGS:
            return text
        if tag not in _SCALAR_TAGS:
            self._refuse_unknown(tag, line)
            return self._compose_tag(tag, _plain(text, line, self._limits), line)  # type: ignore[return-value]
        return _plain(text, line, self._limits)

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
            raise _Refused(_line(event), f"The text nests more than {self._limits.max_depth} levels deep.")

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
                raise _Refused(
                    _line(event), f"The key{_spoken(key)} stands twice in the same mapping. Remove one."
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
            raise _Refused(_line(event), _ODD_KEY)
        value = self._aliased(event).value
        if not isinstance(value, str):
            raise _Refused(_line(event), "A key must be plain text, not an alias of something else.")
        return value

    def _bases(self, event: Any) -> list[YamlMap]:
        """The mappings that a merge key (<<) names."""
        value = self._value(event)
        bases = value if isinstance(value, YamlList) else [value]
        if all(isinstance(base, YamlMap) for base in bases):
            return bases  # type: ignore[return-value]
        raise _Refused(_line(event), "A merge key (<<) must name a mapping or a list of mappings.")

    def _merge(self, bases: list[YamlMap], node: YamlMap) -> None:
        depth, most = 1 + max(base.merge_depth for base in bases), self._limits.max_merge_depth
        if depth > most:
            raise _Refused(node.line, f"Merge keys (<<) form a chain of more than {most}.")
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
            raise _Refused(line, f"The alias{_spoken('*' + event.anchor)} has no anchor before it.")
        anchored = self._anchors[event.anchor]
        if anchored is None:
            raise _Refused(line, f"The alias{_spoken('*' + event.anchor)} stands inside its own anchor.")
        self._count(event, anchored.nodes)
        reached = self._depth + anchored.height
        if reached > self._limits.max_depth:
            most = self._limits.max_depth
            raise _Refused(line, f"With aliases expanded, more than {most} levels deep.")
        self._deepest = max(self._deepest, reached)
        return anchored

    def _refuse_unknown(self, tag: str, line: int) -> None:
        if tag not in _COMPOSE_TAGS:
            raise _Refused(line, f"The tag{_spoken(tag)} is not known; only standard YAML types are read.")

    def _compose_tag(self, tag: str, value: YamlValue, line: int) -> Tagged:
        line += self._before
        self._notes.append((line, f"The tag {tag} means something in compose files only; it is ignored."))
        return Tagged(None if tag == "!reset" else value, line)


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1
