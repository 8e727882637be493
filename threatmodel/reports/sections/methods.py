"""The tables of the methods: STRIDE and LINDDUN by element, PASTA by stage, and how much is settled."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from threatmodel.engine.model import CATALOGUE
from threatmodel.reports.document import Block, Column, Heading, ListBlock, Paragraph, Section, Table, Value
from threatmodel.reports.sections.labels import counted, words
from threatmodel.reports.selectors.report_data_types import GridContent, GridLine, ReportContent, StageContent

_STATES: Final = {
    "threats": "Threats",
    "waiting": "Waiting for answers",
    "considered": "Considered, no threat",
    "unknown": "Nothing known",
    "outside": "Out of scope",
}
_MARKS: Final = {"waiting": "?", "considered": "ok", "unknown": "-", "outside": "x"}
_LINES_MOST: Final = 500
_LEGEND: Final = (
    "A number is how many threats there are. ok: considered, no threat; ?: waiting for an answer; "
    "-: nothing known; x: out of scope; empty: the category does not apply."
)


def stride_section(content: ReportContent) -> Section:
    """Return the table of STRIDE."""
    return _grid_section(content, "stride")


def linddun_section(content: ReportContent) -> Section:
    """Return the table of LINDDUN."""
    return _grid_section(content, "linddun")


def _grid_section(content: ReportContent, method: str) -> Section:
    grid = next((one for one in content.grids if one.method == method), None)
    title = f"{grid.name} by element" if grid else f"{method.upper()} by element"
    blocks = tuple(_grid(content, grid)) if grid else (Paragraph("The model was not analyzed yet."),)
    return Section(method, title, blocks, landscape=True)


def _grid(content: ReportContent, grid: GridContent) -> Iterator[Block]:
    if not grid.lines:
        yield Paragraph("The method applies to nothing in this model.")
        return
    counts = Counter(
        (one.subject_uid, category)
        for one in content.threats
        if one.certainty == "found" and one.status != "resolved"
        for category in one.categories
    )
    yield Paragraph(f"{_settled(grid)} {_LEGEND}")
    lines = _shown(grid, counts)
    if len(lines) < len(grid.lines):
        listed = f"{len(lines):,} of {len(grid.lines):,} elements and flows"
        yield Paragraph(f"The {listed} with the most threats are listed.", "note")
    columns = (
        Column("Element or flow", width=3.5),
        Column("Kind", width=1.6),
        *(Column(name, "number") for _, _, name in grid.categories),
    )
    rows = tuple(
        (
            name,
            _kind(kind),
            *(_cell(states.get(category, ""), counts[uid, category]) for category, _, _ in grid.categories),
        )
        for uid, kind, name, states in lines
    )
    yield Table(columns, rows)


def _shown(grid: GridContent, counts: Mapping[tuple[str, str], int]) -> Sequence[GridLine]:
    """All lines in their order; of more than a person reads those with the most threats."""
    if len(grid.lines) <= _LINES_MOST:
        return grid.lines
    threats = {uid: sum(counts[uid, category] for category in states) for uid, _, _, states in grid.lines}
    ranked = sorted(grid.lines, key=lambda line: (-threats[line[0]], line[0]))
    kept = {line[0] for line in ranked[:_LINES_MOST]}
    return [line for line in grid.lines if line[0] in kept]


def _cell(state: str, count: int) -> str | int:
    if state == "threats" and count:
        return count
    return _MARKS.get(state, "")


def _kind(kind: str) -> str:
    known = CATALOGUE.kinds.get(kind)
    return known.label if known else words(kind)


def _settled(grid: GridContent) -> str:
    percent = 100 if not grid.applicable else 100 * grid.settled // grid.applicable
    return f"{grid.settled:,} of {counted(grid.applicable, 'cell')} are settled ({percent} %)."


def coverage_section(content: ReportContent) -> Section:
    """Return how much each method has settled."""
    rows: list[tuple[Value, ...]] = []
    for grid in content.grids:
        states = Counter(state for _, _, _, cells in grid.lines for state in cells.values())
        percent = 100 if not grid.applicable else 100 * grid.settled // grid.applicable
        rows.append(
            (grid.name, grid.applicable, grid.settled, percent, *(states[state] for state in _STATES))
        )
    columns = (
        Column("Method", width=1.2),
        Column("Cells", "number", 0.8),
        Column("Settled", "number", 0.8),
        Column("Settled (%)", "number", 0.9),
        *(Column(label, "number") for label in _STATES.values()),
    )
    about = Paragraph(
        "A cell is a category of a method for an element or flow to which it applies. It is settled when "
        "there is a threat, or when all rules of the category were evaluated and found none."
    )
    table = Table(columns, tuple(rows)) if rows else Paragraph("The model was not analyzed yet.")
    return Section("coverage", "Coverage", (about, table))


def pasta_section(content: ReportContent) -> Section:
    """Return the stages of PASTA."""
    blocks = [block for stage in content.stages for block in _stage(stage)]
    return Section("pasta", "PASTA by stage", tuple(blocks), landscape=True)


def _stage(stage: StageContent) -> Iterator[Block]:
    yield Heading(f"Stage {stage.number}: {stage.name}")
    yield Paragraph(f"Status: {words(stage.status)}.")
    if stage.checks:
        yield ListBlock(
            tuple(_check(title, missing, is_met=is_met) for title, is_met, missing in stage.checks)
        )
    for title, columns, rows, count in stage.tables:
        yield Heading(title, level=3)
        if not rows:
            yield Paragraph("None.")
            continue
        first, *others = columns
        yield Table((Column(first, width=2.5), *(Column(one) for one in others)), rows)
        if count > len(rows):
            yield Paragraph(f"The first {len(rows):,} of {count:,} are listed.", "note")


def _check(title: str, missing: str, *, is_met: bool) -> str:
    if is_met:
        return f"{title}: met"
    return f"{title}: not met" + (f" ({missing})" if missing else "")
