"""The lines around places in imported files, as far as they were kept."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Final

from threatmodel.architecture.models import SourceFile
from threatmodel.engine.importers.source_lines import CONTEXT

Row = dict[str, Any]
_FILES_MOST: Final = 10
_EXCERPTS_MOST: Final = 20  # of one file


def source_rows(*, model_id: uuid.UUID, places: Iterable[tuple[str, int]]) -> list[Row]:
    """Excerpts around these lines (file, number), by file; merged where they overlap. One query.

    Places of which nothing was kept are left out.
    """
    wanted: dict[str, set[int]] = defaultdict(set)
    for file, line in places:
        if file and line > 0:
            wanted[file].add(line)
    if not wanted:
        return []
    kept = SourceFile.objects.filter(model_id=model_id, file__in=list(wanted)).order_by("file")
    rows = [
        {"file": file, "excerpts": _excerpts(lines, wanted[file])[:_EXCERPTS_MOST]}
        for file, lines in kept.values_list("file", "lines")[:_FILES_MOST]
    ]
    return [row for row in rows if row["excerpts"]]


def _excerpts(lines: Mapping[str, str], marked: set[int]) -> list[Row]:
    """The runs of lines around those that are marked; a mark without its line is none."""
    marks = sorted(number for number in marked if str(number) in lines)
    numbers = sorted({near for mark in marks for near in range(mark - CONTEXT, mark + CONTEXT + 1)})
    excerpts: list[Row] = []
    for number in (one for one in numbers if str(one) in lines):
        last = excerpts[-1] if excerpts else None
        if last is None or number != last["first"] + len(last["lines"]):
            last = {"first": number, "lines": [], "marked": []}
            excerpts.append(last)
        last["lines"].append(lines[str(number)])
        if number in marked:
            last["marked"].append(number)
    return excerpts
