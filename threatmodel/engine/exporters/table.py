"""The report as text for a terminal: threats worst first, each with the place that caused it."""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from threatmodel.engine.analysis.rules import Threat
from threatmodel.engine.exporters.report import Report
from threatmodel.engine.library.frameworks import LINDDUN, SEVERITIES, STRIDE

_SHOWN_QUESTIONS: Final = 10


def render_table(report: Report) -> bytes:
    """Return the report as UTF-8 text without colour, ending in a newline."""
    lines = [*_threats(report), "", *_questions(report), _summary(report)]
    return ("\n".join(lines) + "\n").encode()


def _threats(report: Report) -> Iterator[str]:
    if not report.analysis.threats:
        yield "No threats found."
        return
    for threat in report.analysis.threats:
        weight = f"{threat.severity.upper():<8}  {threat.score:>3}"
        yield f"{weight}  {_letters(threat):<9}  {_plain(threat.title)}"
        yield f"{'':<26}{_place(threat)}  [{threat.rule}]"


def _letters(threat: Threat) -> str:
    stride = "".join(STRIDE[category].letter for category in threat.stride)
    linddun = " ".join(LINDDUN[category].letter for category in threat.linddun)
    return f"{stride} {linddun}".strip()


def _place(threat: Threat) -> str:
    for evidence in threat.evidence:
        if evidence.file:
            return _plain(f"{evidence.file}:{evidence.line}" if evidence.line else evidence.file)
    return _plain(threat.element)


def _questions(report: Report) -> Iterator[str]:
    questions = report.analysis.questions
    if not questions:
        return
    yield f"Questions that would tell more ({len(questions)}, the weightiest first):"
    for question in questions[:_SHOWN_QUESTIONS]:
        yield f"  ? {_plain(question.text)}"
    if len(questions) > _SHOWN_QUESTIONS:
        yield f"  … and {len(questions) - _SHOWN_QUESTIONS} more (--format json lists them all)"
    yield ""


def _summary(report: Report) -> str:
    count = Counter(threat.severity for threat in report.analysis.threats)
    by_severity = ", ".join(f"{count[severity]} {severity}" for severity in SEVERITIES if count[severity])
    return (
        f"{len(report.model.elements)} elements, {len(report.model.flows)} flows, "
        f"{len(report.analysis.threats)} threats{f' ({by_severity})' if by_severity else ''}, "
        f"{len(report.analysis.questions)} questions"
    )


def _plain(text: str) -> str:
    """The text without control characters: names in a manifest must not drive the terminal."""
    return "".join(char if char.isprintable() else "�" for char in text)
