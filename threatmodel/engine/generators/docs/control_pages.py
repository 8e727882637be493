"""A page for each stage of the lifecycle with its controls, and one that lists them all."""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from threatmodel.engine.generators.docs.page_input import DocsData, control_link, reference_line, rule_link
from threatmodel.engine.library.loader import Control
from threatmodel.engine.library.taxonomies import CONTROL_CATEGORIES, LIFECYCLE
from threatmodel.engine.markdown import code, counted, link, listed, page, table, text

_UP: Final = "../"


def control_pages(data: DocsData) -> dict[str, str]:
    """Return the pages of controls, by path."""
    stages = {f"controls/{stage}.md": _stage_page(data, stage) for stage in LIFECYCLE}
    return {"controls/README.md": _index(data), **stages}


def _index(data: DocsData) -> str:
    controls = data.library.controls.values()
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
        table(("Control", "Stage", "Category", "Rules"), _rows(data), numbers=[3]),
    )


def _rows(data: DocsData) -> Iterator[tuple[str, ...]]:
    for control in sorted(data.library.controls.values(), key=lambda one: one.title.lower()):
        number = len(data.rules_of_control.get(control.id, ()))
        yield control_link(control, _UP), control.lifecycle, control.category, str(number)


def _stage_page(data: DocsData, stage: str) -> str:
    controls = [one for one in data.library.controls.values() if one.lifecycle == stage]
    blocks = [block for control in controls for block in _control(data, control)]
    return page(
        link("All controls", "README.md"),
        f"# Controls: {stage}",
        f"{counted(len(controls), 'control')}.",
        *blocks,
    )


def _control(data: DocsData, control: Control) -> Iterator[str]:
    rules = data.rules_of_control.get(control.id, ())
    yield f'<a id="{control.id}"></a>\n\n## {text(control.title)}'
    yield f"{code(control.id)}, {control.category}"
    yield f"**Implementation.** {text(control.how)}"
    yield f"**Verification.** {text(control.verify)}"
    if rules:
        yield f"**Addresses** {counted(len(rules), 'rule')}:"
        yield listed(f"{rule_link(data, rule, _UP)} ({rule.severity})" for rule in rules)
    if control.references:
        yield "**References**"
        yield listed(reference_line(data.library.references[name]) for name in control.references)
