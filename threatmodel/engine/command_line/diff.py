"""`bulkhead diff A B`: what differs between two reports, or between the files of two folders."""

import argparse
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Final

import orjson

from threatmodel.engine.analysis.report_diff import (
    Baseline,
    InvalidBaseline,
    ReportDiff,
    diff_of_reports,
    parse_baseline,
)
from threatmodel.engine.command_line.gated_report import InvalidDate, parse_date
from threatmodel.engine.command_line.input_files import UnusableInput, read_inputs
from threatmodel.engine.command_line.messages import print_fault, print_problems, unusable
from threatmodel.engine.command_line.report_builder import build_report
from threatmodel.engine.exporters.analyze_reports.json import changes_to_json, render_json
from threatmodel.engine.exporters.analyze_reports.markdown import render_markdown_diff
from threatmodel.engine.exporters.analyze_reports.table import render_diff
from threatmodel.engine.importers.limits import InvalidLimit, limits_from
from threatmodel.engine.model.gc_control import gc_paused

OK: Final = 0
UNUSABLE: Final = 2
_FORMATS: Final[Mapping[str, Callable[[ReportDiff], bytes]]] = {
    "table": render_diff,
    "json": lambda changes: orjson.dumps(changes_to_json(changes), option=orjson.OPT_APPEND_NEWLINE),
    "markdown": render_markdown_diff,
}


def main(argv: Sequence[str] | None = None, *, prog: str = "bulkhead diff") -> int:
    """Compare A with B, write what differs to standard output, and return the exit code.

    0: done, whatever differs. 2: A or B could not be used.
    """
    options = _parser(prog).parse_args(argv)
    with gc_paused():
        try:
            today = parse_date(options.date)
            before = _report(options.before, None, today)
            changes = diff_of_reports(before, _report(options.after, before, today))
        except (InvalidBaseline, InvalidDate, UnusableInput, InvalidLimit) as fault:
            print_fault(fault)
            return UNUSABLE
        sys.stdout.buffer.write(_FORMATS[options.format](changes))
        sys.stdout.buffer.flush()
    return OK


def _report(path: str, before: Baseline | None, today: date) -> Baseline:
    """The JSON report of this path, else that of the manifests there, with the names of the earlier one.

    Manifests are analyzed for the day; a report is that of its own one.
    """
    if Path(path).is_file():
        try:
            return parse_baseline(Path(path).read_bytes())
        except InvalidBaseline:
            pass  # then it is a manifest
        except OSError as fault:
            raise UnusableInput(f"{path}: {fault.strerror or fault}") from fault
    limits = limits_from(os.environ)
    given = read_inputs([path], limits)
    report = build_report(given, baseline=before, limits=limits, today=today)
    print_problems(report.problems)
    if not report.model.elements:
        raise UnusableInput(f"{path}: neither a JSON report nor a file or folder with manifests")
    if unusable(given.named, report.problems):
        raise UnusableInput(f"{path}: cannot be read whole, so it is not compared")
    return parse_baseline(render_json(report))


def _parser(prog: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=prog, description="Show what differs between two reports.")
    parser.add_argument("before", metavar="A", help="a JSON report, a file or a folder")
    parser.add_argument("after", metavar="B", help="the later one")
    parser.add_argument(
        "--date", metavar="YYYY-MM-DD", help="the day for which manifests are analyzed (default: today, UTC)"
    )
    parser.add_argument("--format", choices=[*_FORMATS], default="table", help="format of the output")
    return parser
