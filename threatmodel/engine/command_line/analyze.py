"""`bulkhead analyze`: analyze files, write reports, and decide whether a pipeline may go on.

`python manage.py analyze` is the same.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Final

from threatmodel.engine.analysis.report_diff import Baseline, InvalidBaseline, read_baseline
from threatmodel.engine.command_line.gated_report import (
    GateOptions,
    InvalidDate,
    find_policy,
    gated,
    parse_date,
)
from threatmodel.engine.command_line.input_files import InputFiles, UnusableInput, read_inputs
from threatmodel.engine.command_line.mapping_file import read_mapping_file
from threatmodel.engine.command_line.messages import (
    print_error,
    print_fault,
    print_losses,
    print_problems,
    unusable,
)
from threatmodel.engine.command_line.report_builder import build_report
from threatmodel.engine.command_line.server_fault import ServerFault
from threatmodel.engine.exporters import FORMATS, Report
from threatmodel.engine.exporters.interchange import EXPORT_FORMATS
from threatmodel.engine.gate.failure_thresholds import BARS, NONE, MissingBaseline
from threatmodel.engine.gate.policy import InvalidPolicy, Policy
from threatmodel.engine.gate.repository import Repository, find_repository
from threatmodel.engine.gate.verdict import Verdict
from threatmodel.engine.importers.limits import InputLimits, InvalidLimit, limits_from
from threatmodel.engine.importers.table_mapping import InvalidMapping, TableMapping
from threatmodel.engine.library.methods import METHODS
from threatmodel.engine.model.deferred import deferred
from threatmodel.engine.model.gc_control import gc_paused, keep_until_exit
from threatmodel.engine.model.struct_base import Record

OK: Final = 0
FAILED: Final = 1
UNUSABLE: Final = 2
ON_SERVER: Final = "server:"
_ALL_FORMATS: Final = (*FORMATS, *EXPORT_FORMATS)
_content_of = deferred("threatmodel.engine.exporters.interchange.from_report", "content_of_report")


class InvalidOption(ValueError):
    """An option cannot be used; the message names it and the remedy."""


class Inputs(Record, frozen=True):
    """All that is read before the analysis."""

    files: InputFiles
    limits: InputLimits
    policy: Policy
    repository: Repository
    gate: GateOptions
    mappings: tuple[TableMapping, ...] = ()


_FAULTS: Final = (
    UnusableInput, ServerFault, InvalidBaseline, InvalidLimit, InvalidMapping, InvalidPolicy, InvalidDate,
    InvalidOption, MissingBaseline,
)  # fmt: skip


def main(argv: Sequence[str] | None = None, *, prog: str = "bulkhead analyze") -> int:
    """Analyze the named paths, write the reports and return the exit code.

    0: the gate is passed, or there is none. 1: it failed. 2: options, policy or input could not be used.
    """
    parser = argparse.ArgumentParser(prog=prog, description=ABOUT)
    add_options(parser)
    return run(parser.parse_args(argv))


def run(options: argparse.Namespace) -> int:
    """Do what the options of `add_options` say, and return the exit code."""
    with gc_paused():
        try:
            return _run(options)
        except _FAULTS as fault:
            print_fault(fault)
            return UNUSABLE


def _run(options: argparse.Namespace) -> int:
    outputs, inputs = _outputs(options), _inputs(options)
    inputs.gate.bars(inputs.policy)  # what is missing is said before the analysis
    report = build_report(
        inputs.files,
        inputs.gate.methods or inputs.policy.methods or METHODS,
        frozenset(options.profile or inputs.policy.profiles),
        inputs.gate.baseline,
        limits=inputs.limits,
        today=inputs.gate.today,
        mappings=inputs.mappings,
    )
    print_problems(report.problems)
    if not _usable(inputs.files, report):
        return UNUSABLE
    read = len(report.problems)
    files = [file.name for file in inputs.files.files]
    report = gated(report, inputs.policy, inputs.gate, repository=inputs.repository, files=files)
    print_problems(report.problems[read:])
    for form, output in outputs:
        _write(_rendered(form, report), output)
    keep_until_exit(report)
    return _exit_code(report.verdict)


def _rendered(form: str, report: Report) -> bytes:
    """The report in this format. What a format of another tool has no place for is said."""
    if form in FORMATS:
        return FORMATS[form](report)
    written = EXPORT_FORMATS[form].write(_content_of(report))
    print_losses(form, written.losses)
    return written.data


def _exit_code(verdict: Verdict | None) -> int:
    if verdict is None or verdict.passed:
        return OK
    for line in verdict.lines():
        print_error(line)
    return FAILED


def _inputs(options: argparse.Namespace) -> Inputs:
    limits, folder = limits_from(os.environ), Path.cwd()
    repository = find_repository(folder)
    policy = find_policy(repository, options.policy)
    gate = GateOptions(
        tuple(options.fail_on or ()),
        parse_date(options.date),
        tuple(options.method or ()),
        options.ignore_suppressions,
        _baseline(options),
    )
    mappings = tuple([one for path in options.mapping or () for one in read_mapping_file(path)])
    files = read_inputs(options.paths, limits, excluded=lambda name: policy.excludes(repository.folder, name))
    return Inputs(files, limits, policy, repository, gate, mappings)


def _baseline(options: argparse.Namespace) -> Baseline | None:
    """The report of a file, or of a model on a server."""
    if not options.baseline:
        return None
    if not options.baseline.startswith(ON_SERVER):
        return read_baseline(options.baseline)
    # Loaded only where it is needed: what speaks to servers doubles the time of a start.
    connection = import_module("threatmodel.engine.command_line.server_baseline")
    found: Baseline = connection.read_server_baseline(
        options.baseline.removeprefix(ON_SERVER), options.server, os.environ
    )
    return found


def _outputs(options: argparse.Namespace) -> list[tuple[str, str | None]]:
    """The formats to write, each with its file: that of --format first, then those of --report."""
    outputs: list[tuple[str, str | None]] = [(options.format, options.output)]
    for word in options.report or ():
        form, _, output = word.partition("=")
        if form not in _ALL_FORMATS or not output:
            raise InvalidOption(
                f"--report {word}: write FORMAT=FILE, with {', '.join(_ALL_FORMATS)} as FORMAT"
            )
        outputs.append((form, output))
    return outputs


def _usable(given: InputFiles, report: Report) -> bool:
    """A file named by hand must be readable; of a folder, something must be."""
    if not (report.model.elements or report.imported_threats):
        print_error(
            "error: the input contains no compose file, Kubernetes manifest, Dockerfile, scanner report, "
            "model of another threat modeling tool or table of threats"
        )
        return False
    return not unusable(given.named, report.problems)


def _write(text: bytes, output: str | None) -> None:
    if output:
        try:
            Path(output).write_bytes(text)
        except OSError as fault:
            raise InvalidOption(f"{output}: {fault.strerror or fault}") from fault
    else:
        sys.stdout.buffer.write(text)
        sys.stdout.buffer.flush()


# --- options -----------------------------------------------------------------------------------

ABOUT: Final = "Find the threats in compose files, Kubernetes manifests and Dockerfiles."


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command to a parser."""
    parser.add_argument("paths", nargs="+", metavar="PATH", help="file or folder; - for standard input")
    _add_report_options(parser)
    _add_gate_options(parser)


def _add_report_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--format", choices=_ALL_FORMATS, default="table", help="format of the report")
    parser.add_argument(
        "--output", metavar="FILE", help="write the report to this file instead of standard output"
    )
    parser.add_argument(
        "--report", action="append", metavar="FORMAT=FILE", help="write one more report (repeatable)"
    )
    parser.add_argument(
        "--method", action="append", choices=[*METHODS], help="only threats of this method (repeatable)"
    )
    parser.add_argument(
        "--profile",
        action="append",
        metavar="NAME",
        help="a compose profile to enable (repeatable; * for all)",
    )
    parser.add_argument(
        "--mapping",
        action="append",
        metavar="FILE",
        help="what the columns of tables (CSV, XLSX) hold, as YAML (repeatable)",
    )


def _add_gate_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--fail-on",
        action="append",
        choices=[*BARS, NONE],
        metavar="BAR",
        help="exit with 1 if a threat of this severity or higher is found, beside a baseline a new one: "
        "critical, high, medium, low; new-high: needs a baseline; any-high: known ones too; none: no "
        "gate (repeatable)",
    )
    parser.add_argument(
        "--baseline",
        metavar="FILE",
        help="an earlier JSON report, or server:MODEL for a model on a server: the reports list what changed",
    )
    parser.add_argument(
        "--server",
        metavar="URL",
        help="the server of --baseline server:MODEL (default: BULKHEAD_SERVER); BULKHEAD_TOKEN has the token",
    )
    parser.add_argument(
        "--policy",
        metavar="FILE",
        help=".bulkhead.yaml is found in this folder or above; this names another file",
    )
    parser.add_argument(
        "--ignore-suppressions", action="store_true", help="count threats that the policy suppresses"
    )
    parser.add_argument(
        "--date",
        metavar="YYYY-MM-DD",
        help="the day of the analysis, by which suppressions and dates such as that of a restore test are "
        "judged (default: today, UTC)",
    )
