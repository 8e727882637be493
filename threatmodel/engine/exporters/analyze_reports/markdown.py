"""The report as a comment on a pull request: what the change adds, removes and verifies.

Names in it are written by whoever wrote the manifests: they are text, never links, mentions or markup.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from threatmodel.engine.analysis.analyzer_version import VERSION
from threatmodel.engine.analysis.platforms import fixes_on, platform_of_subject
from threatmodel.engine.analysis.report_diff import ReportDiff, ThreatLine, place_text, shown_place
from threatmodel.engine.analysis.rule_evaluation import Threat
from threatmodel.engine.exporters.analyze_reports.report import Report
from threatmodel.engine.exporters.scenarios import listed
from threatmodel.engine.gate.repository import Repository
from threatmodel.engine.importers.import_problems import Problem
from threatmodel.engine.library.loader import load_library
from threatmodel.engine.library.rules import FIX_FORMATS
from threatmodel.engine.library.taxonomies import SEVERITIES
from threatmodel.engine.markdown import code, counted, fenced, folded, inert, inert_code, table, text
from threatmodel.engine.model import Model

MOST_CHARACTERS: Final = 65_000  # GitHub takes 65,536
MARKER: Final = "<!-- bulkhead -->"
"""The first line of each comment, by which the next run finds it to replace it."""
_ROWS: Final = (200, 100, 50, 25, 10, 5, 2, 1)  # of each list; the first that fits is taken


def render_markdown(report: Report) -> bytes:
    """Return the comment as UTF-8 of at most MOST_CHARACTERS characters: lists are cut where they must be."""
    return _fitting(lambda rows: _blocks(report, rows))


def render_markdown_diff(changes: ReportDiff) -> bytes:
    """Return what differs between two reports, in the same form."""
    return _fitting(lambda rows: [MARKER, "## Bulkhead", *_change_blocks(changes, Repository(), rows)])


def _fitting(blocks: Callable[[int], Iterable[str]]) -> bytes:
    shown = ""
    for rows in _ROWS:
        shown = "\n\n".join(block for block in blocks(rows) if block) + "\n"
        if len(shown) <= MOST_CHARACTERS:
            break
    return shown[:MOST_CHARACTERS].encode()


def _blocks(report: Report, rows: int) -> Iterator[str]:
    verdict, threats = report.verdict, report.judged()
    yield MARKER
    yield f"## Bulkhead: gate {'passed' if verdict.passed else 'failed'}" if verdict else "## Bulkhead"
    if verdict is not None:
        yield text(verdict.summary)
        yield _faults(verdict.faults, report.repository, rows)
    failed = {one.fingerprint for one in verdict.failed} if verdict else set()
    shown = sorted(threats, key=lambda one: one.fingerprint not in failed)
    if report.changes is not None:
        new = {line.fingerprint for line in report.changes.new_threats}
        yield from _change_blocks(report.changes, report.repository, rows)
        shown = [one for one in shown if one.fingerprint in new or one.fingerprint in failed]
        yield from _known_failures(report, new, rows)
    else:
        yield _section("Threats", _threat_rows(shown, report.repository, rows), len(shown), rows)
    yield _fixes(report.model, shown, rows)
    yield _suppressed(report, rows)
    yield _decided(report, rows)
    yield _footer(report)


def _change_blocks(changes: ReportDiff, repository: Repository, rows: int) -> Iterator[str]:
    """What the change adds, verifies and removes; attack scenarios apart, as they are made up of it."""
    new, resolved = changes.new_threats, changes.resolved_threats
    if not new and not resolved:
        yield "This change adds and removes no threats."
        return
    verified = [one for one in resolved if one.verified]
    yield _lines("Added by this change", [one for one in new if not one.is_scenario], repository, rows)
    shown = [_verified_row(one, repository) for one in verified[:rows]]
    head = ("Severity", "Threat", "Verified by")
    yield _section("Verified by this change", shown, len(verified), rows, head)
    removed = [one for one in resolved if not one.verified and not one.is_scenario]
    yield _lines("No longer found", removed, repository, rows)
    yield _lines("Attack scenarios added", [one for one in new if one.is_scenario], repository, rows)
    yield _lines("Attack scenarios removed", [one for one in resolved if one.is_scenario], repository, rows)


def _lines(title: str, lines: Sequence[ThreatLine], repository: Repository, rows: int) -> str:
    shown = [
        (inert(one.severity), inert(one.title), _place(one.place, repository), inert_code(one.rule))
        for one in lines[:rows]
    ]
    return _section(title, shown, len(lines), rows)


def _section(
    title: str,
    rows: Sequence[Sequence[str]],
    count: int,
    most: int,
    head: Sequence[str] = ("Severity", "Threat", "Place", "Rule"),
) -> str:
    """A heading with the number of all rows, and a table of the first; nothing without rows."""
    if not rows:
        return ""
    more = f"\n\n… and {count - most} more; the JSON report lists all." if count > most else ""
    return f"### {title}: {count}\n\n{table(head, rows)}{more}"


def _verified_row(line: ThreatLine, repository: Repository) -> tuple[str, ...]:
    """The control that the files show, with the facts that do and their places."""
    control = load_library().controls[line.verified].title
    facts = [
        f"{code(one.fact)} in {_place(place_text(one.file, one.line), repository)}" for one in line.proof[:3]
    ]
    return inert(line.severity), inert(line.title), f"{text(control)}: {', '.join(facts)}"


def _threat_rows(threats: Sequence[Threat], repository: Repository, rows: int) -> list[tuple[str, ...]]:
    return [
        (one.severity, inert(one.title), _threat_place(one, repository), inert_code(one.rule))
        for one in threats[:rows]
    ]


def _known_failures(report: Report, new: set[str], rows: int) -> Iterator[str]:
    """Threats that were there before and fail the gate."""
    failed = report.verdict.failed if report.verdict else ()
    known = [threat for threat in failed if threat.fingerprint not in new]
    yield _section(
        "Known threats that miss the bar", _threat_rows(known, report.repository, rows), len(known), rows
    )


def _threat_place(threat: Threat, repository: Repository) -> str:
    shown = shown_place(threat)
    return _place(place_text(shown.file, shown.line) if shown else "", repository) or inert_code(
        threat.element
    )


def _place(place: str, repository: Repository) -> str:
    return inert_code(repository.path(place)) if place else ""


def _fixes(model: Model, threats: Sequence[Threat], rows: int) -> str:
    """Of each rule of these threats: why it matters, what to do there, and the manifest as it should be."""
    by_rule: dict[str, list[Threat]] = {}
    for threat in threats:
        by_rule.setdefault(threat.rule, []).append(threat)
    rules = [rule for name in by_rule if (rule := load_library().rule(name))]
    blocks = []
    for rule in rules[: min(rows, 20)]:
        found = by_rule[rule.id]
        named = dict.fromkeys(control for threat in found for control in threat.controls)
        controls = ", ".join(text(load_library().controls[control].title) for control in [*named][:3])
        fix = fixes_on({platform_of_subject(model, threat.element) for threat in found}, rule.fix)
        formats = ((*FIX_FORMATS[name], patch) for name, patch in fix.items())
        patches = [f"{label}:\n\n{fenced(patch, language)}" for label, language, patch in formats]
        blocks += [f"**{code(rule.id)}** {text(rule.why)} Controls: {controls}.", *patches]
    return folded("How to fix", "\n\n".join(blocks)) if blocks else ""


def _faults(faults: Sequence[Problem], repository: Repository, rows: int) -> str:
    """Suppressions that are not valid; each fails the gate."""
    lines = [
        f"- {_place(place_text(one.file, one.line), repository)}: {inert(one.message, most=400)}"
        for one in faults[:rows]
    ]
    return "\n".join(["### Suppressions that are not valid", "", *lines]) if lines else ""


def _suppressed(report: Report, rows: int) -> str:
    shown = [
        (
            one.threat.severity,
            inert(one.threat.title),
            inert(one.by.expires),
            inert(one.by.owner),
            inert(one.by.reason),
        )
        for one in report.suppressed[:rows]
    ]
    head = ("Severity", "Threat", "Until", "Owner", "Reason")
    listed_rows = table(head, shown)
    return folded(f"Suppressed by the policy: {len(report.suppressed)}", listed_rows) if shown else ""


def _decided(report: Report, rows: int) -> str:
    shown = [
        (one.threat.severity, inert(one.threat.title), one.status, inert(one.until), inert(one.reason))
        for one in report.decided[:rows]
    ]
    listed_rows = table(("Severity", "Threat", "Status", "Until", "Reason"), shown)
    return folded(f"Decided in bulkhead.yaml: {len(report.decided)}", listed_rows) if shown else ""


def _footer(report: Report) -> str:
    threats = listed(report.analysis.threats)
    count = Counter(threat.severity for threat in threats)
    severities = ", ".join(f"{count[name]} {name}" for name in SEVERITIES if count[name])
    words = [
        counted(len(report.model.elements), "element"),
        counted(len(report.model.flows), "flow"),
        counted(len(threats), "threat") + (f" ({severities})" if severities else ""),
        counted(len(report.analysis.questions), "open question"),
    ]
    day = f" As of {report.model.as_of}." if report.model.as_of else ""
    return f"{', '.join(words)}.{day} Bulkhead {VERSION}."
