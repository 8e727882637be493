"""A page for each stage of the lifecycle with its controls, and one that lists them all."""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from threatmodel.engine.exporters.docs_generator.docs_data import (
    DocsData,
    control_link,
    reference_line,
    rule_link,
)
from threatmodel.engine.exporters.docs_generator.markdown import (
    code,
    counted,
    link,
    listed,
    page,
    table,
    text,
)
from threatmodel.engine.library.frameworks import CONTROL_CATEGORIES, LIFECYCLE
from threatmodel.engine.library.loader import Control

_UP: Final = "../"


def control_pages(shelf: DocsData) -> dict[str, str]:
    """Return the pages of controls, by path."""
    stages = {f"controls/{stage}.md": _stage_page(shelf, stage) for stage in LIFECYCLE}
    return {"controls/README.md": _index(shelf), **stages}


def _index(shelf: DocsData) -> str:
    controls = shelf.library.controls.values()
    counts = Counter((one.lifecycle, one.category) for one in controls)
    rows = (
        (
            link(stage, f"{stage}.md"),
            *(str(counts[stage, category] or "") for category in CONTROL_CATEGORIES),
            str(sum(one.lifecycle == stage for one in controls)),
        )
        for stage in LIFECYCLE
    )
    return page(
        "# Controls",
        f"{counted(len(controls), 'control')} that address the {link('rules', '../rules/README.md')}: how to "
        "implement and verify each, with references to public catalogs. By lifecycle stage and category:",
        table(
            ("Stage", *(name.capitalize() for name in CONTROL_CATEGORIES), "All"),
            rows,
            numbers=range(1, len(CONTROL_CATEGORIES) + 2),
        ),
        "## Every control",
        table(("Control", "Stage", "Category", "Rules"), _rows(shelf), numbers=[3]),
    )


def _rows(shelf: DocsData) -> Iterator[tuple[str, ...]]:
    for control in sorted(shelf.library.controls.values(), key=lambda one: one.title.lower()):
        number = len(shelf.rules_of_control.get(control.id, ()))
        yield control_link(control, _UP), control.lifecycle, control.category, str(number)


def _stage_page(shelf: DocsData, stage: str) -> str:
    controls = [one for one in shelf.library.controls.values() if one.lifecycle == stage]
    blocks = [block for control in controls for block in _control(shelf, control)]
    return page(
        link("All controls", "README.md"),
        f"# Controls: {stage}",
        f"{counted(len(controls), 'control')}.",
        *blocks,
    )


def _control(shelf: DocsData, control: Control) -> Iterator[str]:
    rules = shelf.rules_of_control.get(control.id, ())
    yield f'<a id="{control.id}"></a>\n\n## {text(control.title)}'
    yield f"{code(control.id)}, {control.category}"
    yield f"**Implementation.** {text(control.how)}"
    yield f"**Verification.** {text(control.verify)}"
    if rules:
        yield f"**Addresses** {counted(len(rules), 'rule')}:"
        yield listed(f"{rule_link(shelf, rule, _UP)} ({rule.severity})" for rule in rules)
    if control.references:
        yield "**References**"
        yield listed(reference_line(shelf.library.references[name]) for name in control.references)
