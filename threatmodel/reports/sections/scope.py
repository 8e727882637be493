"""What was reviewed: elements by kind, flows, data sets, files, and what was left out."""

from collections import defaultdict
from collections.abc import Iterator

from threatmodel.reports.document import (
    Block,
    Column,
    Heading,
    KeyValues,
    ListBlock,
    Paragraph,
    Section,
    Table,
)
from threatmodel.reports.sections.labels import counted, words, yes_no
from threatmodel.reports.selectors.report_data_types import ElementContent, ReportContent


def scope_section(content: ReportContent) -> Section:
    """Return what the report is about."""
    return Section("scope", "Scope", tuple(_blocks(content)))


def _blocks(content: ReportContent) -> Iterator[Block]:
    stamp = content.stamp
    yield KeyValues(
        (
            ("Model", content.name),
            ("Team", content.team),
            ("Owner", content.owner or "None"),
            ("State", stamp.label),
            ("Saved", stamp.at),
            ("Rule library", stamp.library_version or "Not analyzed yet"),
        )
    )
    if not content.elements:
        yield Paragraph("The model is empty.", "note")
        return
    yield Heading("Elements")
    yield _kinds(content)
    yield from _lists(content)
    yield Heading("Data flows")
    yield _flows(content) if content.flows else Paragraph("The model has no data flows.")


def _kinds(content: ReportContent) -> Table:
    kinds: dict[str, list[ElementContent]] = defaultdict(list)
    for one in content.elements:
        kinds[one.kind_label].append(one)
    rows = tuple(
        (label, len(some), ", ".join(one.name for one in some[:_NAMES]) + _more(len(some)))
        for label, some in sorted(kinds.items())
    )
    return Table((Column("Kind", width=1.4), Column("Number", "number", 0.7), Column("Names", width=6)), rows)


_NAMES = 25


def _more(count: int) -> str:
    return f" and {count - _NAMES:,} more" if count > _NAMES else ""


def _lists(content: ReportContent) -> Iterator[Block]:
    if content.data_sets:
        yield Heading("Data sets")
        columns = (
            Column("Data set", width=2),
            Column("Classification", width=1.2),
            Column("Personal data", width=2),
            Column("Data subjects", width=2),
            Column("Retention (days)", width=1.2),
        )
        rows = tuple(
            (
                one.name,
                words(one.classification) if one.classification else "Unknown",
                one.personal or "Unknown",
                one.subjects or "Unknown",
                one.retention or "Unknown",
            )
            for one in content.data_sets
        )
        yield Table(columns, rows)
    if content.exclusions:
        yield Heading("Out of scope")
        yield Table((Column("Elements", width=2), Column("Reason", width=3)), content.exclusions)
    if content.files:
        yield Heading("Files")
        yield Paragraph(f"The model was made from {counted(len(content.files), 'file')}.")
        yield ListBlock(content.files)


def _flows(content: ReportContent) -> Table:
    names = {one.uid: one.name for one in content.elements}
    columns = (
        Column("From", width=2.2),
        Column("To", width=2.2),
        Column("Protocol", width=1.1),
        Column("Port", width=0.7),
        Column("Encrypted", "status", 1.05),
        Column("Authenticated", "status", 1.4),
        Column("Known", width=0.9),
    )
    rows = tuple(
        (
            names.get(one.source, one.source),
            names.get(one.destination, one.destination),
            one.protocol or "Unknown",
            one.port,
            yes_no(one.encrypted),
            yes_no(one.authenticated),
            words(one.origin),
        )
        for one in content.flows
    )
    return Table(columns, rows)
