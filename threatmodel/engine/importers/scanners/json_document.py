"""JSON reports of scanners as plain values, read fast and within limits, with the lines of their items.

A report may be twenty times as large as a manifest, so orjson reads it. Lines come from the text: the n-th
time it has a key belongs to the n-th object that has the key. Where that is not known, the line is 0.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import orjson

from threatmodel.engine.importers.limits import megabytes
from threatmodel.engine.importers.scanners.recognition import BYTE_ORDER_MARK
from threatmodel.engine.importers.text_file import TextFile
from threatmodel.engine.model.struct_base import Record

Json = dict[str, Any]


class ReportLimits(Record, frozen=True):
    """What one report may hold; a value is a scalar or a collection."""

    max_bytes: int = 24 * 1024 * 1024
    max_values: int = 4_000_000  # 20 MB of Trivy have about 500,000
    max_depth: int = 60  # orjson itself stops at 1,024; reports nest about 12 levels


class JsonDocument:
    """One report: its content, and the line of each item."""

    def __init__(self, file: str, content: Json, lines: Mapping[int, int]) -> None:
        self.file = file
        self.content = content
        self._lines = lines

    def line_of(self, item: Mapping[str, Any]) -> int:
        """The line of an object that has one of the marking keys; 0 when it is not known."""
        return self._lines.get(id(item), 0)


class InvalidReport(ValueError):
    """A report cannot be read; `line` is 0 when none is known."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


def read_json(file: TextFile, markers: Iterable[str], limits: ReportLimits) -> JsonDocument:
    """Read a report; `markers` are the keys whose objects shall know their line.

    Raises InvalidReport. Cost: O(bytes).
    """
    data = file.data.removeprefix(BYTE_ORDER_MARK)
    if len(data) > limits.max_bytes:
        bound = megabytes(limits.max_bytes)
        raise InvalidReport(
            0,
            (
                f"The report has {len(data):,} bytes; the limit of an import is {bound}. Report "
                "severe findings only."
            ),
        )
    try:
        content = orjson.loads(data)
    except orjson.JSONDecodeError as fault:
        raise InvalidReport(fault.lineno, "Invalid JSON; write the report again.") from None
    if not isinstance(content, dict):
        raise InvalidReport(1, "A report must be a JSON object.")
    marked = _walk(content, frozenset(markers), limits)
    return JsonDocument(file.name, content, _lines(data, marked))


def _walk(content: Json, markers: frozenset[str], limits: ReportLimits) -> dict[str, list[int]]:
    """Count the values and their depth; return the objects that have each marker, in the text's order."""
    marked: dict[str, list[int]] = {marker: [] for marker in markers}
    count = 1
    waiting: list[Iterator[Any]] = [_parts(content, markers, marked)]
    while waiting:
        value = next(waiting[-1], None)
        if value is None:
            waiting.pop()
            continue
        count += len(value)
        if count > limits.max_values:
            raise InvalidReport(0, f"The report has more than {limits.max_values:,} values. Split it.")
        if len(waiting) >= limits.max_depth:
            raise InvalidReport(0, f"The report nests more than {limits.max_depth} levels deep.")
        waiting.append(_parts(value, markers, marked))
    return marked


def _parts(value: Any, markers: frozenset[str], marked: dict[str, list[int]]) -> Iterator[Any]:
    """The collections inside one, in the order of the text; the object's markers are noted as they pass."""
    if isinstance(value, dict):
        for key, part in value.items():
            if key in markers:
                marked[key].append(id(value))
            if isinstance(part, dict | list):
                yield part
    else:
        for part in value:
            if isinstance(part, dict | list):
                yield part


def _lines(data: bytes, marked: Mapping[str, list[int]]) -> dict[int, int]:
    ends = [match.start() for match in re.finditer(rb"\n", data)]
    found: dict[int, int] = {}
    for marker, objects in marked.items():
        places = [match.start() for match in re.finditer(rb'"%s"\s*:' % re.escape(marker.encode()), data)]
        if len(places) == len(objects):  # else a key is written in another way, and no line is known
            for item, place in zip(objects, places, strict=True):
                found.setdefault(item, bisect_right(ends, place) + 1)
    return found
