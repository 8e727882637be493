"""A page for each group of attack steps, and one that lists them all with attackers and goals."""

from collections.abc import Iterator, Mapping
from typing import Final

from threatmodel.engine.generators.docs.page_input import DocsData, control_link, kind_link, reference_line
from threatmodel.engine.library.attack_steps import PLACES, AttackStep, Position, load_steps, step_files
from threatmodel.engine.library.attackers_and_goals import load_attackers, load_goals
from threatmodel.engine.markdown import code, counted, fenced, link, listed, page, table, text

_UP: Final = "../"


def step_pages(data: DocsData) -> dict[str, str]:
    """Return the pages of attack steps, by path."""
    groups = _groups()
    pages = {f"attack-steps/{group}.md": _group_page(data, group, steps) for group, steps in groups.items()}
    return {"attack-steps/README.md": _index(groups), **pages}


def _groups() -> Mapping[str, list[AttackStep]]:
    folders = {path.stem: path.parent.name for path in step_files()}
    groups: dict[str, list[AttackStep]] = {}
    for step in load_steps():
        groups.setdefault(folders[step.id], []).append(step)
    return dict(sorted(groups.items()))


def _index(groups: Mapping[str, list[AttackStep]]) -> str:
    rows = (
        (link(text(step.title), f"{group}.md#{step.id}"), group, step.technique, step.difficulty, step.grade)
        for group, steps in groups.items()
        for step in steps
    )
    return page(
        "# Attack steps",
        f"{counted(sum(map(len, groups.values())), 'step')} that lead from one level of control over an "
        "element to another. Attack paths are made of them. A step that waits for an unknown fact is "
        "possible: it is shown, and never counted.",
        table(("Step", "Group", "ATT&CK", "Difficulty", "Grade"), rows),
        "## Attackers",
        listed(f"**{text(one.name)}**: {text(one.about)}" for one in load_attackers()),
        "## Goals",
        listed(f"{text(one.title)} ({one.worth})" for one in load_goals()),
    )


def _group_page(data: DocsData, group: str, steps: list[AttackStep]) -> str:
    blocks = [block for step in steps for block in _step(data, step)]
    return page(
        link("All attack steps", "README.md"),
        f"# Attack steps: {group}",
        f"{counted(len(steps), 'step')}.",
        *blocks,
    )


def _step(data: DocsData, step: AttackStep) -> Iterator[str]:
    yield f'<a id="{step.id}"></a>\n\n## {text(step.title)}'
    kinds = ", ".join(kind_link(kind, _UP) for kind in step.applies_to)
    yield f"{code(step.id)}, {step.difficulty}, {step.grade}. Applies to {kinds}."
    yield f"From {_position(step.start)}, to {_position(step.end)}."
    if step.when != "true":
        yield fenced(step.when, "cel")
    yield f"**Needs.** {text(step.needs)}"
    yield f"**How.** {text(step.how)}"
    yield f"**Detection.** {text(step.detection)}"
    if step.controls:
        yield "**Stopped by** any of:"
        yield listed(control_link(data.library.controls[name], _UP) for name in step.controls)
    if step.references:
        yield "**References**"
        yield listed(reference_line(data.library.references[name]) for name in step.references)


def _position(position: Position) -> str:
    return f"{' and '.join(position.levels)} on {PLACES[position.at]}"
