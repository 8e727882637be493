"""The report as JUnit XML, which every build server shows: a test for each threat, and one for the gate.

Where there is a gate, only what fails it is a failure; other threats are skipped tests. Else all fail.
"""

from collections.abc import Iterator
from html import escape

from threatmodel.engine.analysis.report_diff import place_text, shown_place
from threatmodel.engine.analysis.rule_evaluation import Threat
from threatmodel.engine.exporters.analyze_reports.report import Report
from threatmodel.engine.gate.verdict import Verdict
from threatmodel.engine.library.loader import load_library
from threatmodel.engine.xml_characters import xml_text


def render_junit(report: Report) -> bytes:
    """Return the report as UTF-8 XML. Equal input gives equal bytes."""
    gate = report.verdict
    threats = report.judged()
    failed = {one.fingerprint for one in (gate.failed if gate else threats)}
    cases = [*_gate_cases(gate), *(_case(report, one, fails=one.fingerprint in failed) for one in threats)]
    faults = len(gate.faults) + (not gate.passed) if gate else 0
    counts = (
        f'tests="{len(cases)}" failures="{len(failed) + faults}" errors="0" '
        f'skipped="{sum(one.fingerprint not in failed for one in threats)}"'
    )
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<testsuites name="Bulkhead" {counts}>',
        f'<testsuite name="Bulkhead" {counts}>',
        *cases,
        "</testsuite>",
        "</testsuites>",
    ]
    return ("\n".join(lines) + "\n").encode()


def _gate_cases(gate: Verdict | None) -> Iterator[str]:
    """The verdict, and each suppression that is not valid."""
    if gate is None:
        return
    yield _element("gate", "Gate", "" if gate.passed else _failure("gate", gate.summary, gate.summary))
    for fault in gate.faults:
        place = place_text(fault.file, fault.line)
        yield _element(
            "suppressions", place, _failure("suppression", fault.message, f"{place}: {fault.message}")
        )


def _case(report: Report, threat: Threat, *, fails: bool) -> str:
    shown = shown_place(threat)
    path = report.repository.path(shown.file) if shown else ""
    place = place_text(path, shown.line) if shown else threat.element
    message = f"{threat.severity}: {threat.title}"
    if fails:
        inner = _failure(threat.severity, message, "\n".join(_details(threat, place)))
    else:
        inner = f'<skipped message="{_text(f"{message} (below the bar, or known)")}"/>'
    return _element(threat.rule, f"{threat.title} ({place})", inner)


def _details(threat: Threat, place: str) -> Iterator[str]:
    yield f"{place}: {threat.title}"
    yield f"Element: {threat.element}"
    yield f"Fingerprint: {threat.fingerprint}"
    yield threat.why
    library = load_library()
    for name in threat.controls[:3]:
        yield f"- {library.controls[name].title}: {library.controls[name].how}"


def _element(name: str, title: str, inner: str) -> str:
    return f'<testcase classname="bulkhead.{_text(name)}" name="{_text(title)}">{inner}</testcase>'


def _failure(kind: str, message: str, text: str) -> str:
    return f'<failure type="{_text(kind)}" message="{_text(message)}">{_text(text)}</failure>'


def _text(text: str) -> str:
    """The text for an attribute or an element, without the characters that XML does not have."""
    return escape(xml_text(text))
