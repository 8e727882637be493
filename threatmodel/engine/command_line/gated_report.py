"""A report with what the policy of the repository makes of it: suppressions, changes, the verdict."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from msgspec.structs import replace

from threatmodel.engine.analysis.report_diff import Baseline, diff_from_baseline
from threatmodel.engine.analysis.rule_evaluation import Threat
from threatmodel.engine.analysis.threat_verification import FileEvidence
from threatmodel.engine.exporters import Report
from threatmodel.engine.gate.failure_thresholds import NONE, Bar, failing, parse_bars, require_baseline
from threatmodel.engine.gate.policy import NAME, Policy, read_policy
from threatmodel.engine.gate.repository import Repository, find_above, path_from
from threatmodel.engine.gate.suppressions import Suppression, suppressed
from threatmodel.engine.gate.verdict import Verdict
from threatmodel.engine.importers.import_problems import Problem, doubtful_lines
from threatmodel.engine.library.loader import load_library
from threatmodel.engine.model.struct_base import Record


class InvalidDate(ValueError):
    """The date of the run is none."""


class GateOptions(Record, frozen=True):
    """What the command line says of the gate; its bars and methods replace those of the policy."""

    fail_on: tuple[str, ...]
    today: date
    methods: tuple[str, ...] = ()
    ignore_suppressions: bool = False
    baseline: Baseline | None = None

    def bars(self, policy: Policy) -> tuple[Bar, ...]:
        """Return the bars of the gate. Raises MissingBaseline when one needs a baseline and there is none."""
        bars = parse_bars(self.fail_on or policy.fail_on)
        if self.baseline is None:
            require_baseline(bars)
        return bars

    def is_off(self) -> bool:
        """Whether there is no gate, whatever the policy says."""
        return NONE in self.fail_on


def parse_date(text: str | None) -> date:
    """Return the date of the run, which is today (UTC) where none is given. Raises InvalidDate."""
    if text is None:
        return datetime.now(UTC).date()
    try:
        day = date.fromisoformat(text)
    except ValueError as fault:
        raise InvalidDate(f"--date {text}: write YYYY-MM-DD") from fault
    if day.isoformat() != text:
        raise InvalidDate(f"--date {text}: write YYYY-MM-DD")
    return day


def find_policy(repository: Repository, named: str | None) -> Policy:
    """Return the policy in this file, else that of the repository, else an empty one.

    Raises InvalidPolicy.
    """
    path = Path(named) if named else find_above(repository, NAME)
    if path is None:
        return Policy()
    if path.is_relative_to(repository.folder):  # messages name it as people do
        path = path.relative_to(repository.folder)
    return read_policy(path, {rule.id for rule in load_library().rules})


def gated(
    report: Report,
    policy: Policy,
    options: GateOptions,
    *,
    repository: Repository,
    files: Iterable[str],
) -> Report:
    """Return the report without suppressed threats, with what changed since the baseline, and the verdict.

    `files` are those that were read. Attack scenarios count only where a method is named: they are made up of
    threats that count. Raises MissingBaseline.
    """
    report = _without_suppressed(replace(report, repository=repository), policy, options)
    if options.baseline is not None:
        report = _with_changes(report, options.baseline, frozenset(files))
    return replace(report, verdict=None if options.is_off() else _verdict(report, policy, options))


def _without_suppressed(report: Report, policy: Policy, options: GateOptions) -> Report:
    if options.ignore_suppressions or not policy.suppressions:
        return report
    valid = [one for one in policy.suppressions if not one.fault(options.today)]
    threats = report.analysis.threats
    left_out = suppressed(
        threats, valid, lambda name: path_from(policy.folder, report.repository.folder, name)
    )
    covered = {one.threat.fingerprint for one in left_out}
    left = tuple([threat for threat in threats if threat.fingerprint not in covered])
    unused = _unused(policy, valid, [one.by for one in left_out])
    return replace(
        report,
        analysis=replace(report.analysis, threats=left),
        suppressed=left_out,
        problems=(*report.problems, *unused),
    )


def _unused(policy: Policy, valid: Sequence[Suppression], used: Iterable[Suppression]) -> Iterable[Problem]:
    lines = {one.line for one in used}
    for one in valid:
        if one.line not in lines:
            message = f"The suppression of {one.target} covers no threat; remove it."
            yield Problem(policy.file, one.line, "info", message)


def _with_changes(report: Report, baseline: Baseline, files: frozenset[str]) -> Report:
    evidence = FileEvidence(report.model, files, whole=True, doubts=doubtful_lines(report.problems))
    changes = diff_from_baseline(
        baseline,
        report.model,
        report.analysis.threats,
        suppressed=[*(one.threat for one in report.suppressed), *(one.threat for one in report.decided)],
        files=evidence,
    )
    return replace(report, changes=changes)


def _verdict(report: Report, policy: Policy, options: GateOptions) -> Verdict | None:
    bars, known = options.bars(policy), options.baseline.knows if options.baseline else None
    faults = () if options.ignore_suppressions else policy.faults(options.today)
    if not bars and not faults:
        return None
    counted: Sequence[Threat] = report.analysis.threats
    if not (options.methods or policy.methods):
        counted = [threat for threat in counted if threat.scenario is None]
    return Verdict(tuple([bar.word for bar in bars]), failing(bars, counted, known), faults)
