"""What an importer says about input it could not use, or did not understand."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Literal

from threatmodel.engine.model.struct_base import Record

Severity = Literal["error", "warning", "info"]


class Problem(Record, frozen=True):
    """One message about one place of the input; `line` counts from 1, 0 when there is none.

    error: this input was not used. warning: part of it was not understood. info: worth knowing.
    The message names the remedy where there is one, and never repeats a value that may be secret.
    """

    file: str
    line: int
    severity: Severity
    message: str


def doubtful_lines(problems: Iterable[Problem]) -> dict[str, set[int]]:
    """Return where something could not be read as it was meant to be: lines by file."""
    doubts: dict[str, set[int]] = defaultdict(set)
    for problem in problems:
        if problem.severity != "info" and problem.line:
            doubts[problem.file].add(problem.line)
    return doubts
