"""What an importer says about input it could not use, or did not understand."""

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
