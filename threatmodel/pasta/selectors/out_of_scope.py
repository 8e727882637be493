"""What stage 2 leaves out: listed at the end of each stage after it, never dropped in silence."""

from dataclasses import replace
from typing import Final

from threatmodel.pasta.choices import STAGE_RECORDS
from threatmodel.pasta.selectors.stage_content import Section, Stage
from threatmodel.pasta.selectors.stage_inputs import System

_FIRST: Final = 3  # the stage from which scope counts


def exclusions_section(system: System) -> Section:
    """Return the section of stage 2 that people write."""
    return Section(
        "scope_exclusions",
        STAGE_RECORDS[2]["scope_exclusions"],
        "scope exclusion",
        (),
        tuple(system.row_of(str(one.pk), "", one.reason, tuple(one.elements)) for one in system.exclusions),
        written=True,
    )


def scoped(system: System, stage: Stage) -> Stage:
    """Return the stage without rows about what is out of scope, and with a section that names that."""
    if stage.number < _FIRST or not system.excluded:
        return stage
    left_out: dict[str, list[str]] = {uid: [] for uid in dict.fromkeys(system.excluded.values())}
    kept = [_scoped(system, section, left_out) for section in stage.sections]
    return replace(stage, sections=(*kept, _left_out(system, stage.number, left_out)))


def _scoped(system: System, section: Section, left_out: dict[str, list[str]]) -> Section:
    """The section without what is out of scope, which is noted by the exclusion."""
    if section.written and not section.scoped:
        return section
    kept, counts = [], dict.fromkeys(left_out, 0)
    for row in section.rows:
        if (named := system.excluded_by(row.uid)) is None:
            kept.append(row)
        else:
            counts[named] += 1
    for uid, count in counts.items():
        if count:
            left_out[uid].append(section.count_of(count))
    return replace(section, rows=tuple(kept))


def _left_out(system: System, number: int, left_out: dict[str, list[str]]) -> Section:
    reasons = {uid: one.reason for one in reversed(system.exclusions) for uid in one.elements}
    rows = [
        system.row(system.graph.elements[uid], ", ".join(counts) or "nothing", reasons[uid])
        for uid, counts in left_out.items()
    ]
    return Section(
        f"out_of_scope_{number}",
        "Out of scope",
        "element out of scope",
        ("Left out of this stage", "Reason"),
        tuple(rows),
        about="Stage 2 leaves these out, with all that is in them. Paths that lead through them still count.",
        plural="elements out of scope",
    )
