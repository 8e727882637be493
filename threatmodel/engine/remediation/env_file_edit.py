"""Edits of a file of variables by line: a variable leaves it."""

import re
from typing import Final

from threatmodel.engine.remediation.source_text import SourceText, UneditableText

_ASSIGNMENT: Final = re.compile(r"\s*(?:export\s+)?([A-Za-z_][\w.-]*)\s*[=:](.*)")
_QUOTES: Final = "\"'"


def remove_variable(text: SourceText, origin: int) -> None:
    """Remove the variable that was written on a line of the file, from 0. Raises UneditableText.

    In the place of the only one is a comment: services do not start without the file that they name.
    """
    at = text.index_of(origin)
    match = _ASSIGNMENT.fullmatch(text.bare(at))
    if match is None:
        raise UneditableText(f"{text.name}: no variable is written on line {origin + 1}")
    value = match[2].strip()
    if value and value[0] in _QUOTES and value.count(value[0]) == 1:
        raise UneditableText(f"{text.name}: the variable on line {origin + 1} has several lines")
    others = any(_ASSIGNMENT.fullmatch(text.bare(line)) for line in range(len(text.lines)) if line != at)
    text.replace(at, at + 1, [] if others else [f"# {match[1]} is set where the project is started."])
