"""What changed since an earlier state: elements and flows, and the threats that came and went with that."""

from collections.abc import Iterator

from threatmodel.reports.document import Block, Column, Heading, Paragraph, Section, Table
from threatmodel.reports.sections.labels import severity_run, words
from threatmodel.reports.selectors.report_data_types import ChangesContent, ReportContent


def changes_section(content: ReportContent) -> Section:
    """Return the differences from the state that was chosen."""
    changes = content.changes
    if changes is None:
        return Section("changes", "Changes", (Paragraph("No earlier state was chosen to compare with."),))
    return Section("changes", f"Changes since {changes.since}", tuple(_blocks(changes)), landscape=True)


def _blocks(changes: ChangesContent) -> Iterator[Block]:
    saved = f", saved {changes.at:%Y-%m-%d %H:%M} UTC" if changes.at else ""
    yield Paragraph(
        f"Compared with {changes.since}{saved}. Threats of both states are those that the present rules find."
    )
    if changes.problem:
        yield Paragraph(changes.problem, "note")
    yield Heading("Architecture")
    if changes.differences:
        yield Table(
            (
                Column("Change", width=0.9),
                Column("Kind", width=1.3),
                Column("Name", width=2.6),
                Column("What", width=5),
            ),
            tuple((words(one.what), one.kind, one.name, one.detail) for one in changes.differences),
        )
    else:
        yield Paragraph("Nothing differs.")
    if changes.problem:
        return
    for title, found in (("New threats", changes.new_threats), ("Threats gone", changes.gone_threats)):
        yield Heading(title)
        if not found:
            yield Paragraph("None.")
            continue
        yield Table(
            (
                Column("No.", "code", 0.7),
                Column("Severity", "severity", 1),
                Column("Threat", width=4.5),
                Column("Element", width=2.5),
            ),
            tuple(
                (f"T{number}" if number else "", severity_run(severity), threat, subject)
                for number, severity, threat, subject in found
            ),
        )
