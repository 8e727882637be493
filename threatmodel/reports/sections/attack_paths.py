"""What attackers reach, by which steps, and the trees of the worst goals."""

import re
from collections.abc import Iterator
from typing import Final

from threatmodel.reports.document import Block, Column, Heading, Paragraph, Picture, Section, Table, Value
from threatmodel.reports.sections.labels import severity_run
from threatmodel.reports.selectors.report_data_types import GoalContent, ReportContent

_SIZE: Final = re.compile(rb'<svg width="(\d+(?:\.\d+)?)pt" height="(\d+(?:\.\d+)?)pt"')
_THEN: Final = (
    "Computed from the architecture of the version, for the attackers, crown jewels and changes of attack "
    "trees that it had."
)
_COLUMNS: Final = (
    Column("Goal", width=2.6),
    Column("Element", width=2.4),
    Column("Worth", "severity", 1),
    Column("Score", "number", 0.7),
    Column("Paths", "number", 0.7),
    Column("Possible", "number", 0.8),
    Column("Attackers", width=2),
)


def attack_paths_section(content: ReportContent) -> Section:
    """Return goals of attackers, the worst first."""
    return Section("attack-paths", "Attack paths and trees", tuple(_blocks(content)), landscape=True)


def _blocks(content: ReportContent) -> Iterator[Block]:
    if content.earlier:
        yield Paragraph(_THEN, "note")
    if not content.goals:
        yield Paragraph("No attack paths have been computed, or the model has no goal of attackers.")
        return
    yield Paragraph(
        "A path leads from where an attacker can begin to a goal. Possible paths depend on facts that are "
        "not known, and are not scored."
    )
    yield Table(_COLUMNS, tuple(_row(one) for one in content.goals))
    shown, every = sum(one.goals for one in content.goals), content.goals[0].of_goals
    if shown < every:
        yield Paragraph(
            f"These are the {shown:,} worst of {every:,} goals. The others are on the page Attack paths."
        )
    for one in content.goals:
        if one.steps:
            yield from _goal(one)


def _row(one: GoalContent) -> tuple[Value, ...]:
    return (
        one.title,
        one.element,
        severity_run(one.worth),
        one.score,
        one.paths,
        one.possible,
        ", ".join(one.attackers) or "None",
    )


def _goal(one: GoalContent) -> Iterator[Block]:
    yield Heading(f"{one.title}: {one.element}")
    yield Paragraph("The likeliest path:")
    rows = tuple((number, *step) for number, step in enumerate(one.steps, start=1))
    columns = (
        Column("Step", "number", 0.5),
        Column("What the attacker does", width=3.4),
        Column("From", width=2.4),
        Column("To", width=2.4),
        Column("ATT&CK", "code", 1),
    )
    yield Table(columns, rows)
    if size := _SIZE.search(one.tree):
        alt = f"Attack tree of {one.title}: {one.element}"
        yield Picture(one.tree, alt, float(size[1]), float(size[2]), alt)
