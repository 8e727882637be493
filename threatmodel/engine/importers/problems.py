"""What an importer says about input it could not use, or did not understand."""

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One message about one place of the input; `line` counts from 1, 0 when there is none.

    error: this input was not used. warning: part of it was not understood. info: worth knowing.
    The message names the remedy where there is one, and never repeats a value that may be secret.
    """

    file: str
    line: int
    severity: Severity
    message: str
