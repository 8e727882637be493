"""Figures by severity and status, the worst threats, and what the report rests on."""

from collections.abc import Iterator
from typing import Final

from threatmodel.reports.document import (
    SEVERITY_ORDER,
    Block,
    Column,
    Figure,
    Figures,
    Heading,
    ListBlock,
    Paragraph,
    Section,
    Table,
    Value,
)
from threatmodel.reports.sections.labels import (
    at_risk,
    by_severity,
    counted,
    found_threats,
    open_threats,
    possible_threats,
    severity_run,
    statuses,
    words,
)
from threatmodel.reports.selectors.report_data_types import ReportContent, ThreatContent

_WORST: Final = 10


def summary_section(content: ReportContent) -> Section:
    """Return the summary for readers who read nothing else."""
    return Section("summary", "Summary", tuple(_blocks(content)))


def _blocks(content: ReportContent) -> Iterator[Block]:
    if content.earlier:
        yield Paragraph(content.earlier, "note")
    if content.description:
        yield Paragraph(content.description, "lead")
    if not content.analyzed:
        yield Paragraph("The model has not been analyzed yet, so the report has no threats.", "note")
        return
    threats = list(at_risk(content))
    yield Paragraph(_sentence(content, threats))
    counts = by_severity(threats)
    yield Figures(tuple(Figure(words(one), counts[one], one) for one in SEVERITY_ORDER))
    if found := list(found_threats(content)):
        yield Heading("Threats by severity and status")
        yield _status_table(found)
    if worst := sorted(open_threats(content), key=lambda one: (-one.score, one.number))[:_WORST]:
        yield Heading("Worst open threats")
        yield _worst_table(worst)
    if content.changes is not None:
        yield Heading(f"Changes since {content.changes.since}")
        yield ListBlock(tuple(_changes(content)))


def _sentence(content: ReportContent, threats: list[ThreatContent]) -> str:
    accepted = sum(one.status == "accepted" for one in threats)
    possible = len(list(possible_threats(content)))
    elements, flows = counted(len(content.elements), "element"), counted(len(content.flows), "data flow")
    suffix = f", {accepted:,} of them accepted" if accepted else ""
    parts = [
        f"The model has {elements} and {flows}.",
        f"Threats that count as risk: {len(threats):,}{suffix}.",
    ]
    if possible:
        parts.append(f"Possible threats, which depend on unknown facts and do not count: {possible:,}.")
    return " ".join(parts)


def _status_table(threats: list[ThreatContent]) -> Table:
    shown = [one for one in statuses() if any(threat.status == one for threat in threats)]
    rows: list[tuple[Value, ...]] = []
    for severity in SEVERITY_ORDER:
        of_severity = [one for one in threats if one.severity == severity]
        counts = [sum(one.status == status for one in of_severity) for status in shown]
        rows.append((severity_run(severity), *counts, len(of_severity)))
    totals = [sum(one.status == status for one in threats) for status in shown]
    rows.append(("All", *totals, len(threats)))
    columns = (
        Column("Severity", "severity", 1.4),
        *(Column(words(one), "number") for one in shown),
        Column("All", "number"),
    )
    return Table(columns, tuple(rows))


def _worst_table(threats: list[ThreatContent]) -> Table:
    columns = (
        Column("No.", "code", 0.7),
        Column("Severity", "severity", 1.1),
        Column("Score", "number", 0.7),
        Column("Threat", width=4.5),
        Column("Element", width=2.6),
        Column("Owner", width=1.6),
    )
    rows = tuple(
        (
            one.name,
            severity_run(one.severity),
            one.score,
            one.title,
            one.subject,
            one.owner or "None",
        )
        for one in threats
    )
    return Table(columns, rows)


def _changes(content: ReportContent) -> Iterator[str]:
    changes = content.changes
    if changes is None:
        return
    for what in ("added", "changed", "removed"):
        found = [one for one in changes.differences if one.what == what]
        elements = sum(one.on == "element" for one in found)
        if found:
            flows = counted(len(found) - elements, "flow")
            yield f"{words(what)}: {counted(elements, 'element')}, {flows}"
    if changes.problem:
        yield changes.problem
        return
    yield f"{counted(len(changes.new_threats), 'threat')} came with the changes"
    yield f"{counted(len(changes.gone_threats), 'threat')} went with them"
