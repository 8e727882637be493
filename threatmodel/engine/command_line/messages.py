"""What commands say on standard error, and whether what they read can be used."""

import re
import sys
from collections.abc import Collection, Iterable
from pathlib import PurePath
from typing import Final

from threatmodel.engine.analysis.report_diff import place_text
from threatmodel.engine.importers.import_problems import Problem
from threatmodel.engine.model.bulkhead_yaml_statements import STATEMENT_FILES
from threatmodel.engine.model.name_validation import visible_name

# Build servers obey `##[command]` and `##vso[command]` anywhere in a line.
_COMMAND: Final = re.compile(r"#(?=#)")


def print_error(line: str) -> None:
    """Write one line: names in it, which others have written, begin no line and drive no terminal."""
    sys.stderr.write(_COMMAND.sub("# ", visible_name(line)) + "\n")


def print_fault(fault: Exception) -> None:
    """Write the message of a fault, each line of it as an error."""
    for line in str(fault).splitlines():
        print_error(f"error: {line}")


def print_problems(problems: Iterable[Problem]) -> None:
    """Write problems of files with their places."""
    for problem in problems:
        print_error(f"{problem.severity}: {place_text(problem.file, problem.line)}: {problem.message}")


def print_losses(form: str, losses: Iterable[str]) -> None:
    """Write what a file in the format of another tool does not hold."""
    for line in losses:
        print_error(f"info: {form}: {line}")


def unusable(named: Collection[str], problems: Iterable[Problem]) -> list[str]:
    """Return the files with an error that were named by hand, or that say what people decided.

    Without a bulkhead.yaml the elements, facts and threats in it would be missing, and a gate might pass.
    """
    faulty = {one.file for one in problems if one.severity == "error"}
    return sorted(one for one in faulty if one in named or PurePath(one).name in STATEMENT_FILES)
