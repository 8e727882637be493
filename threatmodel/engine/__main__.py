"""The whole path: files in, model, threats, report out. Start reading here.

Runs as `python -m threatmodel.engine` and as `python manage.py analyze`.
"""

import argparse
import os
import sys
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from time import perf_counter

from msgspec.structs import replace

from threatmodel.engine.analysis.diff import Baseline, InvalidBaseline, diff_from_baseline, read_baseline
from threatmodel.engine.analysis.paths.attack_analysis import AttackAnalysis
from threatmodel.engine.analysis.rules import Threat
from threatmodel.engine.analysis.scenarios import analyze_by
from threatmodel.engine.exporters import FORMATS, Report
from threatmodel.engine.exporters.attack_paths import PATHS_SHOWN
from threatmodel.engine.importers import (
    KnownImage,
    KnownService,
    match_known_images,
    match_known_projects,
    read,
)
from threatmodel.engine.importers.compose.project_matching import SERVICE, container_of
from threatmodel.engine.importers.file_discovery import InputFiles, UnusableInput, read_inputs
from threatmodel.engine.importers.known_images import known_image
from threatmodel.engine.importers.limits import InputLimits, InvalidLimit, limits_from
from threatmodel.engine.library.frameworks import SEVERITIES
from threatmodel.engine.library.loader import load_library
from threatmodel.engine.library.methods import METHODS
from threatmodel.engine.model.gc_control import gc_paused

OK, THREATS_FOUND, UNUSABLE = 0, 1, 2


def main(argv: Sequence[str] | None = None, *, prog: str = "python -m threatmodel.engine") -> int:
    """Analyze the named paths, write the report and return the exit code.

    0: fine. 1: a threat reaches --fail-on. 2: the input could not be used; then nothing is written.
    """
    options = _parser(prog).parse_args(argv)
    with gc_paused():
        return _run(options)


def _run(options: argparse.Namespace) -> int:
    try:
        limits = limits_from(os.environ)
        baseline = read_baseline(options.baseline) if options.baseline else None
        given = read_inputs(options.paths, limits)
    except (UnusableInput, InvalidBaseline, InvalidLimit) as fault:
        _print_error(f"error: {fault}")
        return UNUSABLE
    report = build_report(
        given,
        options.method or METHODS,
        frozenset(options.profile or ()),
        baseline,
        limits=limits,
    )
    _print_problems(report)
    if not _usable(given, report):
        return UNUSABLE
    new: Sequence[Threat] = report.analysis.threats
    if baseline is not None:
        changes = diff_from_baseline(baseline, report.model, new)
        report, new = replace(report, changes=changes), changes.new_threats
    _write(FORMATS[options.format](report), options.output)
    if not options.method:  # a scenario is made up of weaknesses that are counted themselves
        new = [threat for threat in new if threat.scenario is None]
    return THREATS_FOUND if _reaches(new, options.fail_on) else OK


def build_report(
    given: InputFiles,
    methods: Collection[str] = METHODS,
    profiles: frozenset[str] = frozenset(),
    baseline: Baseline | None = None,
    *,
    limits: InputLimits | None = None,
) -> Report:
    """Read the files, with these compose profiles switched on, into a model and analyze it.

    Compose projects and images are called as they are in the report that is the baseline.
    """
    with gc_paused():
        started = perf_counter()
        reading = read(given.files, profiles=profiles, limits=limits)
        files = [file.name for file in given.files]
        if baseline is not None:
            reading = match_known_projects(reading, _services(baseline), files=files, whole=True)
            reading = match_known_images(reading, _images(baseline))
        read_at = perf_counter()
        attacks = AttackAnalysis(reading.model)
        paths = attacks.results(PATHS_SHOWN)
        found_at = perf_counter()
        analysis = analyze_by(methods, attacks, load_library())
        seconds = {
            "read": read_at - started,
            "analyse": perf_counter() - found_at,
            "paths": found_at - read_at,
        }
    problems = (*given.problems, *reading.problems)
    return Report(reading.model, analysis, problems, seconds, paths=paths)


def _services(baseline: Baseline) -> Iterator[KnownService]:
    """The compose services of an earlier report."""
    for uid, element in baseline.elements.items():
        if element.get("kind") == "workload" and uid.startswith(SERVICE):
            stated = str(element["facts"].get("compose_project", ""))
            image = baseline.images.get(container_of(uid), "")
            yield KnownService(uid, str(element.get("file", "")), stated, image)


def _images(baseline: Baseline) -> Iterator[KnownImage]:
    """The images of an earlier report."""
    users: dict[str, list[str]] = defaultdict(list)
    for user, used in baseline.images.items():
        users[used].append(user)
    for uid, element in baseline.elements.items():
        if element.get("kind") == "image" and (one := known_image(uid, element["facts"], users[uid])):
            yield one


def _usable(given: InputFiles, report: Report) -> bool:
    """A file named by hand must be readable; of a folder, something must be."""
    refused = {problem.file for problem in report.problems if problem.severity == "error"}
    return bool(report.model.elements) and not refused & given.named


def _reaches(threats: Sequence[Threat], bar: str | None) -> bool:
    return bar is not None and any(SEVERITIES.index(t.severity) <= SEVERITIES.index(bar) for t in threats)


def _print_problems(report: Report) -> None:
    for problem in report.problems:
        place = f"{problem.file}:{problem.line}" if problem.line else problem.file
        _print_error(f"{problem.severity}: {place}: {problem.message}")
    if not report.model.elements:
        _print_error(
            "error: the input contains no compose file, Kubernetes manifest, Dockerfile or scanner report"
        )


def _print_error(message: str) -> None:
    sys.stderr.write(message + "\n")


def _write(text: bytes, output: str | None) -> None:
    if output:
        Path(output).write_bytes(text)
    else:
        sys.stdout.buffer.write(text)
        sys.stdout.buffer.flush()


def _parser(prog: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=prog, description="Find the threats in compose files, Kubernetes manifests and Dockerfiles."
    )
    parser.add_argument("paths", nargs="+", metavar="PATH", help="file or folder; - for standard input")
    parser.add_argument("--format", choices=sorted(FORMATS), default="table", help="format of the report")
    parser.add_argument(
        "--method", action="append", choices=[*METHODS], help="only threats of this method (repeatable)"
    )
    parser.add_argument(
        "--fail-on",
        choices=SEVERITIES[:4],
        help="exit with 1 if a threat of this severity or higher is found",
    )
    parser.add_argument(
        "--profile",
        action="append",
        metavar="NAME",
        help="a compose profile to enable (repeatable; * for all)",
    )
    parser.add_argument(
        "--baseline",
        metavar="FILE",
        help="an earlier JSON report: --fail-on counts only new threats, and the report lists what changed",
    )
    parser.add_argument(
        "--output", metavar="FILE", help="write the report to this file instead of standard output"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
