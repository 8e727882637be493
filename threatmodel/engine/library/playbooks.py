"""Response playbooks: what is done after a compromise, as steps that are filled with the names of a model.

A playbook is a file of playbooks/, named as its id, with examples beside it. `applies_to` are the kinds of
elements that it is for. A step belongs to a phase of NIST SP 800-61; `when` names what the model has to say
of the element so that the step applies, `platform` the platform that it is of. `lists` are names that are
shown with it, `manifest` is what is generated for it.

Commands are listed by platform: a text, or a map with `run` and the list whose rows it is repeated for
(`each`), with `when` as a step has it and its opposite `unless`. `{word}` is filled from the scope of the
element (SCALARS), `{word.column}` from the row of `each` (LISTS): plain in sentences, as one quoted word of a
shell in commands.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Final, Literal

import msgspec

from threatmodel.engine.library.loader import load_references
from threatmodel.engine.model import CATALOGUE
from threatmodel.engine.model.struct_base import Record
from threatmodel.engine.model.yaml_data import read_data

FOLDER: Final = Path(__file__).parent / "playbooks"
PHASES: Final = ("analysis", "containment", "eradication", "recovery", "post-incident")
PLACEHOLDER: Final = re.compile(r"(?<!\{)\{([a-z_]+(?:\.[a-z_]+)?)\}(?!\})")
SCALARS: Final = (
    "name", "namespace", "workload", "resource", "image", "reference", "repository", "digest", "node",
    "docker_filter", "keys",
)  # fmt: skip
_WORKLOAD: Final = ("name", "namespace", "resource", "docker_filter")
_CONTAINER: Final = ("name", "namespace", "resource", "docker_filter", "image", "repository", "digest")
# The lists of a scope, each with the columns of its rows that commands may use.
LISTS: Final[Mapping[str, tuple[str, ...]]] = {
    "workloads": _WORKLOAD,
    "scalable": _WORKLOAD,
    "suspendable": _WORKLOAD,
    "containers": _CONTAINER,
    "pinned": _CONTAINER,
    "unpinned": _CONTAINER,
    "images": ("name", "repository", "digest"),
    "secrets": ("name", "namespace"),
    "accounts": ("name", "namespace"),
    "volumes": ("name",),
    "networks": ("name", "network_filter"),
    "called": ("name",),
    "sharing": ("name", "namespace"),
    "readers": ("name", "namespace"),
    "restartable": _WORKLOAD,
    "builders": ("name",),
    "derived": ("name",),
}
# What the model may say of the element beside lists and scalars that are not empty.
FLAGS: Final = ("committed", "host_network")

Platform = Literal["kubernetes", "docker"]
Phase = Literal["analysis", "containment", "eradication", "recovery", "post-incident"]
_Title = Annotated[str, msgspec.Meta(min_length=8, max_length=60)]
_Text = Annotated[str, msgspec.Meta(min_length=20, max_length=700)]


class InvalidPlaybook(ValueError):
    """The file of a playbook cannot be used; the message names the file and what to change."""


class Command(Record, frozen=True, forbid_unknown_fields=True):
    """A command, once or for each row of a list of the scope."""

    run: str
    each: str = ""
    when: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()


class PlaybookStep(Record, frozen=True, forbid_unknown_fields=True):
    """One step as its file has it."""

    id: str
    phase: Phase
    title: _Title
    text: _Text
    platform: Platform | None = None
    when: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    manifest: Literal["", "quarantine-policy"] = ""
    commands: Mapping[Platform, tuple[Command | str, ...]] = {}

    def commands_of(self, platform: str) -> Iterator[Command]:
        """Return the commands for a platform."""
        for one in self.commands.get(platform, ()):  # type: ignore[call-overload]  # any text is looked up
            yield Command(one) if isinstance(one, str) else one


class Playbook(Record, frozen=True):
    """The response to one kind of incident."""

    id: str
    title: str
    about: str
    applies_to: tuple[str, ...]
    references: tuple[str, ...]
    steps: tuple[PlaybookStep, ...]


class _Entry(Record, frozen=True, forbid_unknown_fields=True):
    """A playbook as its file has it."""

    title: _Title
    about: _Text
    applies_to: Annotated[tuple[str, ...], msgspec.Meta(min_length=1)]
    references: Annotated[tuple[str, ...], msgspec.Meta(min_length=1)]
    steps: Annotated[tuple[PlaybookStep, ...], msgspec.Meta(min_length=1, max_length=30)]


@cache
def playbooks() -> Mapping[str, Playbook]:
    """Return the playbooks that ship with Bulkhead, by id. Raises InvalidPlaybook."""
    paths = sorted(path for path in FOLDER.glob("*.yaml") if not path.name.endswith(".examples.yaml"))
    return {path.stem: read_playbook(path.stem, read_data(path)) for path in paths}


def read_playbook(name: str, raw: Any) -> Playbook:
    """Return the playbook of a file; raises InvalidPlaybook for another shape or a word that is not known."""
    try:
        entry = msgspec.convert(raw, _Entry)
    except msgspec.ValidationError as fault:
        raise InvalidPlaybook(f"{name}.yaml: {fault}") from fault
    playbook = Playbook(name, entry.title, entry.about, entry.applies_to, entry.references, entry.steps)
    for problem in _problems(playbook):
        raise InvalidPlaybook(f"{name}.yaml: {problem}")
    return playbook


def _problems(playbook: Playbook) -> Iterator[str]:
    if unknown := [kind for kind in playbook.applies_to if kind not in CATALOGUE.kinds]:
        yield f"applies_to names the unknown kind {', '.join(unknown)}"
    if unknown := [one for one in playbook.references if one not in load_references()]:
        yield f"references names the unknown reference {', '.join(unknown)}"
    ids = [step.id for step in playbook.steps]
    if twice := {one for one in ids if ids.count(one) > 1}:
        yield f"two steps have the id {', '.join(sorted(twice))}"
    for step in playbook.steps:
        yield from (f"{step.id}: {problem}" for problem in _step_problems(step))


def _step_problems(step: PlaybookStep) -> Iterator[str]:
    known = {*LISTS, *SCALARS, *FLAGS}
    commands = [one for platform in step.commands for one in step.commands_of(platform)]
    named = {*step.when, *(word for one in commands for word in (*one.when, *one.unless))}
    if unknown := sorted(named - known):
        yield f"when names {', '.join(unknown)}, which no scope has"
    if unknown := sorted({*step.lists, *(one.each for one in commands if one.each)} - LISTS.keys()):
        yield f"{', '.join(unknown)} is no list of a scope"
    yield from _unknown_words(step.text, {*SCALARS, *LISTS})
    for one in commands:
        columns = {f"{one.each}.{column}" for column in LISTS.get(one.each, ())}
        yield from _unknown_words(one.run, {*SCALARS, *columns})


def _unknown_words(text: str, known: Collection[str]) -> Iterator[str]:
    for word in PLACEHOLDER.findall(text):
        if word not in known:
            yield f"{{{word}}} cannot be filled here"
