"""The lines of files that threats can point to, redacted: what may be kept of an import beside its model.

Nothing of a file passes as it is. Keys that look like names, structure, and values that the model has too or
platforms define are kept; every other value is an ellipsis (allowed_values.py).
"""

from collections.abc import Iterable, Mapping
from typing import Final

from threatmodel.engine.importers.source_lines.allowed_values import Values, words_of
from threatmodel.engine.importers.source_lines.dockerfiles import is_dockerfile, redacted_instructions
from threatmodel.engine.importers.source_lines.env_files import is_env_file, redacted_variables
from threatmodel.engine.importers.source_lines.evidence_lines import (
    CONTEXT,
    LINES_MOST,
    places_of_evidence,
    with_context,
)
from threatmodel.engine.importers.source_lines.yaml_files import redacted_yaml
from threatmodel.engine.importers.text_file import TextFile
from threatmodel.engine.library.rules import Rule
from threatmodel.engine.model import Model

__all__ = ["CONTEXT", "LINES_MOST", "SourceLines", "source_lines"]

SourceLines = Mapping[str, Mapping[int, str]]
"""Redacted lines by file and number; numbers count from 1."""

LENGTH_MOST: Final = 200  # of one line


def source_lines(files: Iterable[TextFile], model: Model, rules: Iterable[Rule]) -> SourceLines:
    """Return the lines around the facts that the rules show as evidence; at most LINES_MOST of all files.

    A file that cannot be redacted line by line has none. Cost: one pass over the events of each file.
    """
    wanted = places_of_evidence(model, rules)
    values = Values(words_of(model))
    found: dict[str, Mapping[int, str]] = {}
    for file in files:
        if file.name in wanted and (lines := _lines(file)):
            numbers = with_context(wanted[file.name], last=len(lines))
            redacted = _redacted(file.name, lines, numbers, values)
            found[file.name] = {number: _cut(text) for number, text in redacted.items()}
    return found


def _lines(file: TextFile) -> list[str]:
    """The lines of a file; none where it is not known how its readers count them."""
    try:
        text = file.data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        return []
    lines = text.split("\n")
    return lines if len(text.splitlines()) in (len(lines), len(lines) - 1) else []


def _redacted(name: str, lines: list[str], numbers: list[int], values: Values) -> Mapping[int, str]:
    if is_dockerfile(name):
        return redacted_instructions(lines, numbers, values)
    if is_env_file(name):
        return redacted_variables(lines, numbers)
    return redacted_yaml(lines, numbers, values)


def _cut(text: str) -> str:
    text = text.rstrip()
    return text if len(text) <= LENGTH_MOST else f"{text[: LENGTH_MOST - 1]}…"
