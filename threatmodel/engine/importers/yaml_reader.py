"""YAML and JSON text as bounded Python values that know their lines: the first step of every importer.

PyYAML's C parser supplies events; the builder here counts nodes (aliases by what they expand to), depth
and documents as it goes, so hostile input is refused while it is read and never walked. Scalars resolve
as Kubernetes and compose read them: YAML 1.1 booleans (yes, no, on, off, true, false; not y and n) and
integers, no timestamps, no base 60. Keys always keep their text, so `NO: x` has the key "NO".
A file is used whole or not at all: one problem of severity error means that no document is returned.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import yaml
from yaml._yaml import CParser

from threatmodel.engine.importers.problems import Problem
from threatmodel.engine.importers.text_file import TextFile

Scalar: TypeAlias = bool | int | float | str | None
YamlValue: TypeAlias = "Scalar | YamlMap | YamlList"


class YamlMap(dict[str, YamlValue]):
    """A mapping that knows the line of itself and of each of its keys."""

    __slots__ = ("_by_key", "line", "lines", "merge_depth")

    def __init__(self, line: int = 0) -> None:
        super().__init__()
        self.line = line
        self.lines: list[int] = []  # of the keys, in their order
        self._by_key: dict[str, int] | None = None
        self.merge_depth = 0  # how many merge keys (<<) its keys came through, at most

    def put(self, key: str, value: YamlValue, line: int) -> None:
        """Add a key that is not there yet, with its line."""
        self[key] = value
        self.lines.append(line)

    def line_of(self, key: str) -> int:
        """Line of the key, or of the mapping itself when the key is absent."""
        if self._by_key is None:
            self._by_key = dict(zip(self, self.lines, strict=False))
        return self._by_key.get(key, self.line)


class YamlList(list[YamlValue]):
    """A sequence that knows the line of itself and of each of its items."""

    __slots__ = ("line", "lines")

    def __init__(self, line: int = 0) -> None:
        super().__init__()
        self.line = line
        self.lines: list[int] = []

    def put(self, value: YamlValue, line: int) -> None:
        """Append an item with its line."""
        self.append(value)
        self.lines.append(line)

    def line_at(self, index: int) -> int:
        """Line of the item, or of the sequence itself when there is no such item."""
        return self.lines[index] if -len(self.lines) <= index < len(self.lines) else self.line


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may hold. `max_nodes` counts scalars and collections, aliases by what they stand for."""

    max_bytes: int = 5 * 1024 * 1024
    max_nodes: int = 1_000_000  # 5 MiB of dense Kubernetes YAML has about 400,000
    max_depth: int = 100  # the deepest manifests in the wild, OpenAPI schemas in CRDs, stay below 40
    max_documents: int = 10_000
    max_scalar: int = 1024 * 1024  # Kubernetes refuses ConfigMaps and Secrets above 1 MiB
    max_digits: int = 40  # int() is quadratic; 64 bits need 20
    max_merge_depth: int = 20  # each link of a chain of << copies all keys of the links below


LIMITS: Final = Limits()


@dataclass(frozen=True, slots=True)
class Documents:
    """The documents of one file (empty ones left out), the line each starts on, and what went wrong."""

    documents: tuple[YamlValue, ...] = ()
    lines: tuple[int, ...] = ()
    problems: tuple[Problem, ...] = ()


def read_documents(file: TextFile, limits: Limits = LIMITS) -> Documents:
    """Read every document of a YAML or JSON file; never raises for bad input.

    Cost: O(bytes), about 1.7 times the bare event stream. With an error there are no documents.
    """
    try:
        data = _checked_bytes(file.data, limits)
        builder = _Builder(limits)
        _feed(builder, data)
    except _Refused as refused:
        message = refused.message + (_template_hint(file.data) if refused.message == _ODD_KEY else "")
        return Documents(problems=(Problem(file.name, refused.line, "error", message),))
    except yaml.YAMLError as fault:
        line, message = _explain(fault, file.data)
        return Documents(problems=(Problem(file.name, line, "error", message),))
    if not builder.documents:
        nothing = "only comments or separators" if data.strip() else "it is empty"
        return Documents(
            problems=(Problem(file.name, 0, "error", f"The file holds no document: {nothing}."),)
        )
    notes = tuple(Problem(file.name, line, "warning", text) for line, text in builder.notes)
    return Documents(tuple(builder.documents), tuple(builder.lines), notes)


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
    if isinstance(value, str) and len(value) <= LIMITS.max_digits and _DECIMAL.fullmatch(value):
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
        raise _Refused(0, f"The file has {len(data):,} bytes, more than {limits.max_bytes:,}. Split it.")
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


# Stands for an unquoted << as a key; no text is it, for text holds no NUL.
_MERGE: Final = "\0<<"


# --- builder --------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Frame:
    """A collection that is still open."""

    node: YamlMap | YamlList
    anchor: str | None
    nodes_before: int
    key: str | None = None
    key_line: int = 0
    merges: list[YamlMap] | None = None
    height: int = 1


@dataclass(frozen=True, slots=True)
class _Anchored:
    """What an anchor names: the value, the nodes it stands for, the levels it nests."""

    value: YamlValue
    nodes: int
    height: int


class _Builder:
    """Turn events into values, counting as it goes."""

    def __init__(self, limits: Limits) -> None:
        self.documents: list[YamlValue] = []
        self.lines: list[int] = []
        self.notes: list[tuple[int, str]] = []
        self.limits = limits
        self.max_scalar = limits.max_scalar
        self.nodes = 0
        self.count = 0
        self.stack: list[_Frame] = []
        self.anchors: dict[str, _Anchored | None] = {}  # None while the anchored collection is open
        self.resolved: dict[str, Scalar] = {}

    def document(self, event: Any) -> None:
        self.count += 1
        if self.count > self.limits.max_documents:
            raise _Refused(
                _line(event), f"More than {self.limits.max_documents:,} documents. Split the file."
            )
        self.anchors.clear()

    def scalar(self, event: Any) -> None:
        text: str = event.value
        line = event.start_mark.line + 1
        self.nodes += 1
        if self.nodes > self.limits.max_nodes:
            self._too_many(line)
        if len(text) > self.limits.max_scalar:
            raise _Refused(
                line, f"A value has {len(text):,} characters, more than {self.limits.max_scalar:,}."
            )
        if "\0" in text:  # "\0" as an escape; databases and C libraries do not take it
            raise _Refused(line, "A value holds a NUL character.")
        frame = self.stack[-1] if self.stack else None
        if frame is not None and frame.key is None and frame.node.__class__ is YamlMap:
            value: Scalar = text
            if text in frame.node or text == "<<":
                self._unusual_key(frame, text, line, plain=event.implicit[0])
            else:
                frame.key = text
                frame.key_line = line
        else:
            value = self._scalar_value(event, text, line)
            self._place(frame, value, line)
        if event.anchor is not None:
            self.anchors[event.anchor] = _Anchored(value, 1, 0)

    def ordinary_scalar(self, event: Any) -> bool:
        """Take the scalar if it is one like nearly all, else leave it to `scalar`.

        The same in one piece: most of the reading is done here.
        """
        text, stack = event.value, self.stack
        if not stack or event.anchor is not None or len(text) > self.max_scalar or "\0" in text:
            return False
        frame = stack[-1]
        node: Any = frame.node
        key = frame.key
        if key is None and node.__class__ is YamlMap:
            if text in node or text == "<<":
                return False
            frame.key = text
            frame.key_line = event.start_mark.line + 1
        else:
            if event.implicit[0]:
                value: Any = self.resolved.get(text, _MISSING)
                if value is _MISSING:
                    value = self.resolved[text] = _plain(text, event.start_mark.line + 1, self.limits)
            elif event.tag is None:
                value = text
            else:
                return False
            if key is None:
                node.append(value)
                node.lines.append(event.start_mark.line + 1)
            elif key is not _MERGE:
                node[key] = value
                node.lines.append(frame.key_line)
                frame.key = None
            else:
                return False
        self.nodes += 1
        if self.nodes > self.limits.max_nodes:
            self._too_many(event.start_mark.line + 1)
        return True

    def _scalar_value(self, event: Any, text: str, line: int) -> Scalar:
        if event.implicit[0]:
            value = self.resolved.get(text, _MISSING)
            if value is _MISSING:
                value = self.resolved[text] = _plain(text, line, self.limits)
            return value  # type: ignore[return-value]
        tag = event.tag
        if tag is None or tag in _TEXT_TAGS:
            return text
        if tag in _SCALAR_TAGS:
            return _plain(text, line, self.limits)
        self._unusual_tag(tag, line)
        return None if tag == "!reset" else _plain(text, line, self.limits)

    def _unusual_key(self, frame: _Frame, text: str, line: int, *, plain: bool) -> None:
        if text in frame.node or (text == "<<" and frame.merges):
            raise _Refused(line, f"The key{_spoken(text)} stands twice in the same mapping. Remove one.")
        frame.key = _MERGE if plain and text == "<<" else text
        frame.key_line = line

    def _place(self, frame: _Frame | None, value: YamlValue, line: int) -> None:
        """Put a finished value, or a collection that was just opened, where it belongs."""
        if frame is None:
            if value is not None:
                self.documents.append(value)
                self.lines.append(line)
        elif frame.node.__class__ is YamlList:
            frame.node.put(value, line)
        elif frame.key is _MERGE:
            self._merge_value(frame, value, line)
            frame.key = None
        else:
            frame.node.put(frame.key, value, frame.key_line)  # type: ignore[arg-type, call-arg]
            frame.key = None

    def _merge_value(self, frame: _Frame, value: YamlValue, line: int) -> None:
        bases = value if isinstance(value, YamlList) else [value]
        for base in bases:
            if not isinstance(base, YamlMap):
                raise _Refused(line, "A merge key (<<) must name a mapping or a list of mappings.")
            frame.merges = [*(frame.merges or ()), base]

    def open(self, event: Any) -> None:
        line = event.start_mark.line + 1
        self.nodes += 1
        if self.nodes > self.limits.max_nodes:
            self._too_many(line)
        if len(self.stack) >= self.limits.max_depth:
            raise _Refused(line, f"The text nests more than {self.limits.max_depth} levels deep.")
        frame = self.stack[-1] if self.stack else None
        if frame is not None and frame.key is None and frame.node.__class__ is YamlMap:
            raise _Refused(line, _ODD_KEY)
        if event.tag is not None and event.tag not in _COLLECTION_TAGS:
            self._unusual_tag(event.tag, line)
        node = YamlMap(line) if event.__class__ is yaml.MappingStartEvent else YamlList(line)
        if event.anchor is not None:
            self.anchors[event.anchor] = None
        self.stack.append(_Frame(node, event.anchor, self.nodes - 1))

    def close(self, _event: Any) -> None:
        frame = self.stack.pop()
        node = frame.node
        if frame.merges and isinstance(node, YamlMap):
            self._merge(frame, node)
        if frame.anchor is not None:
            self.anchors[frame.anchor] = _Anchored(node, self.nodes - frame.nodes_before, frame.height)
        parent = self.stack[-1] if self.stack else None
        if parent is not None and parent.height <= frame.height:
            parent.height = frame.height + 1
        self._place(parent, node, node.line)

    def _merge(self, frame: _Frame, node: YamlMap) -> None:
        merges = frame.merges or []
        depth = 1 + max(base.merge_depth for base in merges)
        if depth > self.limits.max_merge_depth:
            raise _Refused(
                node.line, f"Merge keys (<<) form a chain of more than {self.limits.max_merge_depth}."
            )
        node.merge_depth = depth
        for base in merges:
            self.nodes += len(base)
            if self.nodes > self.limits.max_nodes:
                self._too_many(node.line)
            for key, value in base.items():
                if key not in node:
                    node.put(key, value, base.line_of(key))

    def alias(self, event: Any) -> None:
        line = event.start_mark.line + 1
        if event.anchor not in self.anchors:
            raise _Refused(line, f"The alias{_spoken('*' + event.anchor)} has no anchor before it.")
        anchored = self.anchors[event.anchor]
        if anchored is None:
            raise _Refused(line, f"The alias{_spoken('*' + event.anchor)} stands inside its own anchor.")
        value, height = anchored.value, anchored.height
        self.nodes += anchored.nodes
        if self.nodes > self.limits.max_nodes:
            self._too_many(line)
        if len(self.stack) + height > self.limits.max_depth:
            raise _Refused(line, f"With aliases expanded, more than {self.limits.max_depth} levels deep.")
        frame = self.stack[-1] if self.stack else None
        if frame is None:
            raise _Refused(line, "A document cannot be an alias.")
        if frame.key is None and frame.node.__class__ is YamlMap:
            if not isinstance(value, str):
                raise _Refused(line, "A key must be plain text, not an alias of something else.")
            self._unusual_key(frame, value, line, plain=False)
            return
        frame.height = max(frame.height, height + 1)
        self._place(frame, value, line)

    def _unusual_tag(self, tag: str, line: int) -> None:
        if tag not in _COMPOSE_TAGS:
            raise _Refused(line, f"The tag{_spoken(tag)} is not known; only standard YAML types are read.")
        self.notes.append((line, f"The tag {tag} is not applied: its value is merged like any other."))

    def _too_many(self, line: int) -> None:
        raise _Refused(
            line,
            f"With its aliases expanded the text holds more than {self.limits.max_nodes:,} values. "
            "Write out fewer aliases, or split the file.",
        )


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


def _feed(builder: _Builder, data: bytes) -> None:
    """Drive the C parser over the data; raises _Refused or yaml.YAMLError."""
    handlers: dict[type, Callable[[Any], None]] = {
        yaml.ScalarEvent: builder.scalar,
        yaml.MappingStartEvent: builder.open,
        yaml.SequenceStartEvent: builder.open,
        yaml.MappingEndEvent: builder.close,
        yaml.SequenceEndEvent: builder.close,
        yaml.AliasEvent: builder.alias,
        yaml.DocumentStartEvent: builder.document,
    }
    parser = CParser(data)
    next_event, find, ordinary = parser.get_event, handlers.get, builder.ordinary_scalar
    try:
        while (event := next_event()) is not None:
            kind = event.__class__
            if kind is yaml.ScalarEvent and ordinary(event):
                continue
            handler = find(kind)
            if handler is not None:
                handler(event)
    finally:
        parser.dispose()
