"""Fills the steps of a playbook: sentences with plain names, commands with quoted words of a shell."""

import re
import shlex
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from threatmodel.engine.analysis.incident_response.incident_scope import Row, Scope, response_scope
from threatmodel.engine.analysis.incident_response.quarantine import quarantine_policy
from threatmodel.engine.library.playbooks import PLACEHOLDER, Command, Playbook, PlaybookStep
from threatmodel.engine.model import Model
from threatmodel.engine.model.name_validation import visible_name
from threatmodel.engine.model.struct_base import Record

NAMED_MOST: Final = 5  # names of a list in a sentence
LISTED_MOST: Final = 50  # rows of a list with a step
COMMANDS_MOST: Final = 100  # repetitions of a command


class ListedElement(Record, frozen=True):
    """An element that is named with a step."""

    uid: str
    name: str
    kind: str


class ElementList(Record, frozen=True):
    """Elements that a step is about; `more` were left out."""

    list: str
    elements: tuple[ListedElement, ...]
    more: int


class FilledStep(Record, frozen=True):
    """A step of a playbook with the names of the model. `manifest` is a file in YAML, or empty."""

    id: str
    phase: str
    title: str
    text: str
    commands: tuple[str, ...]
    manifest: str
    lists: tuple[ElementList, ...]


def filled_steps(model: Model, uid: str, playbook: Playbook) -> tuple[FilledStep, ...]:
    """Return the steps that apply to the element. Raises KeyError where the model has none of this uid."""
    scope = response_scope(model, uid)
    return tuple(_filled(step, scope) for step in playbook.steps if _applies(step, scope))


def _applies(step: PlaybookStep, scope: Scope) -> bool:
    on_platform = step.platform is None or step.platform == scope.platform
    return on_platform and all(map(scope.has, step.when))


def _filled(step: PlaybookStep, scope: Scope) -> FilledStep:
    has_manifest = step.manifest and scope.platform == "kubernetes"
    return FilledStep(
        id=step.id,
        phase=step.phase,
        title=step.title,
        text=_replaced(step.text, lambda word: visible_name(_words(scope, word))),
        commands=tuple(_commands(step, scope)),
        manifest=quarantine_policy(scope) if has_manifest else "",
        lists=tuple(_listed(name, scope.lists[name]) for name in step.lists if scope.lists[name]),
    )


def _words(scope: Scope, word: str) -> str:
    """A text, or the first names of a list."""
    if word in scope.texts:
        return scope.texts[word] or "not known"
    names = [one["called"] for one in scope.lists[word]]
    more = len(names) - NAMED_MOST
    shown = ", ".join(names[:NAMED_MOST]) or "none in the model"
    return f"{shown} and {more} more" if more > 0 else shown


def _listed(name: str, rows: tuple[Row, ...]) -> ElementList:
    shown = [
        ListedElement(one["uid"], visible_name(one["called"]), one["kind"]) for one in rows[:LISTED_MOST]
    ]
    return ElementList(name, tuple(shown), max(len(rows) - LISTED_MOST, 0))


def _commands(step: PlaybookStep, scope: Scope) -> Iterator[str]:
    for command in step.commands_of(scope.platform):
        if all(map(scope.has, command.when)) and not any(map(scope.has, command.unless)):
            yield from _repeated(command, scope)


def _repeated(command: Command, scope: Scope) -> Iterator[str]:
    """The command once, or for each different row of its list."""
    if not command.each:
        yield _replaced(command.run, _quoting(scope.texts))
        return
    rows = scope.lists[command.each]
    filled = dict.fromkeys(_replaced(command.run, _quoting(_named(command.each, row, scope))) for row in rows)
    yield from list(filled)[:COMMANDS_MOST]
    if (left := len(filled) - COMMANDS_MOST) > 0:
        yield f"# and {left} more"


def _named(name: str, row: Row, scope: Scope) -> Mapping[str, str]:
    return {**scope.texts, **{f"{name}.{column}": value for column, value in row.items()}}


def _quoting(words: Mapping[str, str]) -> Callable[[str], str]:
    """Names as words of a shell. Commands put them behind `--` or a word of ours: they are no options."""
    return lambda word: shlex.quote(visible_name(words[word]))


def _replaced(text: str, fill: Callable[[str], str]) -> str:
    return PLACEHOLDER.sub(lambda found: fill(found[1]), re.sub(r"\s+", " ", text).strip())
