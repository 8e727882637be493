"""Lines of Dockerfiles, redacted: instructions with what the model has too, and names of variables."""

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Final

from threatmodel.engine.importers.redaction import REDACTED
from threatmodel.engine.importers.source_lines.allowed_values import Values
from threatmodel.engine.importers.source_lines.shell_commands import bare_command

_INSTRUCTION: Final = re.compile(
    r"\s*(ADD|ARG|CMD|COPY|ENTRYPOINT|ENV|EXPOSE|FROM|HEALTHCHECK|LABEL|ONBUILD|RUN|SHELL|STOPSIGNAL|USER|VOLUME"
    r"|WORKDIR)\b(.*)",
    re.IGNORECASE,
)
_VARIABLE: Final = re.compile(r"\s*([A-Za-z_][A-Za-z0-9_]{0,100})(?==|\s|$)")
_SHOWN: Final = frozenset({"EXPOSE", "FROM", "USER", "WORKDIR", "VOLUME"})
_NAMED: Final = frozenset({"ARG", "ENV"})
_MOST_LINES_BACK: Final = 200
_NUMBER: Final = re.compile(r"\d{1,5}")  # a port or user id
_CONNECTIVES: Final = frozenset({"AS", "as", "scratch", "root"})


def is_dockerfile(name: str) -> bool:
    """Whether a file is a Dockerfile by its name."""
    called = PurePosixPath(name).name.lower()
    return called.startswith(("dockerfile", "containerfile")) or called.endswith(
        (".dockerfile", ".containerfile")
    )


def redacted_instructions(lines: Sequence[str], numbers: Iterable[int], values: Values) -> Mapping[int, str]:
    """Return these lines, redacted. Of commands that are run, programs and options are left."""
    return {number: _line(lines, number - 1, values) for number in numbers}


def _line(lines: Sequence[str], index: int, values: Values) -> str:
    text = lines[index]
    if not text.strip() or text.lstrip().startswith("#"):
        return ""
    found = _INSTRUCTION.match(text)
    if found is None or _goes_on(lines, index):
        return bare_command(text) if _instruction_of(lines, index) == "RUN" else REDACTED
    word, rest = found[1], found[2]
    if word.upper() == "RUN":
        return f"{word} {bare_command(rest)}"
    if word.upper() in _SHOWN:
        return f"{word} {' '.join(_piece(piece, values) for piece in rest.split())}"
    variable = _VARIABLE.match(rest) if word.upper() in _NAMED else None
    return f"{word} {variable[1]}={REDACTED}" if variable else f"{word} {REDACTED}"


def _goes_on(lines: Sequence[str], index: int) -> bool:
    """Whether a line goes on with the one before it; comments between do not count."""
    for before in reversed(lines[max(0, index - _MOST_LINES_BACK) : index]):
        if not before.lstrip().startswith("#"):
            return before.rstrip().endswith(("\\", "`"))
    return False


def _instruction_of(lines: Sequence[str], index: int) -> str:
    """The instruction that a line goes on with, if it is not too far above; empty when unknown."""
    for start in range(index, max(-1, index - _MOST_LINES_BACK), -1):
        if not _goes_on(lines, start) and not lines[start].lstrip().startswith("#"):
            found = _INSTRUCTION.match(lines[start])
            return found[1].upper() if found else ""
    return ""


def _piece(text: str, values: Values) -> str:
    return text if values.has(text) or text in _CONNECTIVES or _NUMBER.fullmatch(text) else REDACTED
