"""Lines of YAML and JSON, redacted: each is put together again from its scalars as they may be shown.

The parser says where each scalar stands. What stands between them is structure, of which only punctuation
is kept: comments, tags, names of anchors and directives go. Lines of a longer text are an ellipsis.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
    SequenceStartEvent,
)

from threatmodel.engine.importers.redaction import REDACTED
from threatmodel.engine.importers.source_lines.allowed_values import Values

_PUNCTUATION: Final = re.compile(r"[^\s:,?\[\]{}*|>+-]")
_DEPTH_MOST: Final = 200
Span = tuple[int, int, str]  # first column, column after the last, what is shown there


def redacted_yaml(lines: Sequence[str], numbers: Iterable[int], values: Values) -> Mapping[int, str]:
    """Return these lines, redacted; none of a text that cannot be parsed."""
    spans: dict[int, list[Span]] = defaultdict(list)
    try:
        for line, span in _spans("\n".join(lines), values):
            spans[line].append(span)
    except (yaml.YAMLError, _TooDeep):
        return {}
    return {number: _line(lines[number - 1], spans.get(number, ())) for number in numbers}


class _TooDeep(ValueError):
    """The text nests deeper than any manifest."""


def _line(text: str, spans: Iterable[Span]) -> str:
    parts, at = [], 0
    for start, end, shown in spans:
        parts += [_structure(text[at:start]), shown]
        at = end
    return "".join([*parts, _structure(text[at:])])


def _structure(text: str) -> str:
    """What stands between scalars, without comments, tags and names of anchors."""
    return _PUNCTUATION.sub("", text.partition("#")[0])


def _spans(text: str, values: Values) -> Iterator[tuple[int, Span]]:
    """Yield what is shown of each scalar, by the line it stands on."""
    parser = CParser(text)
    try:
        path = _Path()
        while (event := parser.get_event()) is not None:
            if isinstance(event, ScalarEvent):
                is_key = path.is_key
                shown = values.key(event.value) if is_key else values.value(event.value, path.keys)
                yield from _scalar(event, shown)
                path.scalar(event.value)
            else:
                path.follow(event)
    finally:
        parser.dispose()


def _scalar(event: Any, shown: str) -> Iterator[tuple[int, Span]]:
    first, last = event.start_mark, event.end_mark
    if first.line == last.line:
        if first.column < last.column:
            quote = event.style if event.style in ("'", '"') else ""
            yield first.line + 1, (first.column, last.column, f"{quote}{shown}{quote}")
        return
    whole = 1 << 30
    head = f"{event.style} {REDACTED}" if event.style in ("|", ">") else REDACTED
    yield first.line + 1, (first.column, whole, head)
    for line in range(first.line + 1, last.line):
        yield line + 1, (0, whole, REDACTED)
    if last.column:
        yield last.line + 1, (0, last.column, REDACTED)


class _Path:
    """The keys above the next scalar."""

    def __init__(self) -> None:
        self._open: list[
            str | None
        ] = []  # "": a mapping that waits for a key, a key: for its value; None: a list

    @property
    def is_key(self) -> bool:
        """Whether the next scalar is a key."""
        return bool(self._open) and self._open[-1] == _WAITS

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys above it, from the outermost."""
        return tuple([key for key in self._open if key])

    def scalar(self, value: str) -> None:
        """Go on behind a scalar or alias."""
        if self.is_key:
            self._open[-1] = value or " "
        else:
            self._valued()

    def follow(self, event: Any) -> None:
        """Go on behind any other event."""
        if isinstance(event, AliasEvent):
            self.scalar(" ")
        elif isinstance(event, MappingStartEvent | SequenceStartEvent):
            if self.is_key:  # a collection as a key
                self._open[-1] = " "
            self._open.append(_WAITS if isinstance(event, MappingStartEvent) else None)
            if len(self._open) > _DEPTH_MOST:
                raise _TooDeep
        elif isinstance(event, MappingEndEvent | SequenceEndEvent):
            self._open.pop()
            self._valued()
        elif isinstance(event, DocumentStartEvent):
            self._open.clear()

    def _valued(self) -> None:
        if self._open and self._open[-1] is not None:
            self._open[-1] = _WAITS


_WAITS: Final = ""
