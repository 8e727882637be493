"""Lines of files of variables, redacted: the names alone."""

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Final

from threatmodel.engine.importers.redaction import REDACTED

_VARIABLE: Final = re.compile(r"\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_.]{0,100})\s*=")


def is_env_file(name: str) -> bool:
    """Whether a file lists variables by its name."""
    called = PurePosixPath(name).name
    return called.startswith(".env") or called.endswith(".env")


def redacted_variables(lines: Sequence[str], numbers: Iterable[int]) -> Mapping[int, str]:
    """Return these lines with … for each value; comments are left out, other lines are an ellipsis."""
    return {number: _line(lines[number - 1]) for number in numbers}


def _line(text: str) -> str:
    if not text.strip() or text.lstrip().startswith("#"):
        return ""
    found = _VARIABLE.match(text)
    return f"{found[1]}={REDACTED}" if found else REDACTED
