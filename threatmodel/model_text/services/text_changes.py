"""What a bulkhead.yaml would change of a model: merged with what people said in the application since."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils import timezone
from msgspec.structs import replace

from threatmodel.architecture.engine_mapper import engine_model
from threatmodel.architecture.models import ThreatModel
from threatmodel.architecture.operations.row_loading import architecture_load
from threatmodel.engine.importers.model_text.applying import apply_statements
from threatmodel.engine.importers.problems import Problem
from threatmodel.engine.model import Model
from threatmodel.engine.model.statement_merge import WHOLE, StatementChange, merge
from threatmodel.engine.model.statements import Statement, Statements, in_order
from threatmodel.model_text.selectors.statements import base_statements, model_statements

# What people did with an acceptance follows from its page alone; a file only asks for one.
_OF_ACCEPTANCES: Final = frozenset({"requested_by", "approved_by"})
_CORRECTED: Final = "A correction is taken back in the application; it is not imported."


@dataclass(frozen=True, slots=True)
class TextChanges:
    """The changes, what cannot be imported of the file, and what both sides say; see `merge`."""

    changes: tuple[StatementChange, ...]
    problems: tuple[Problem, ...]
    present: Statements
    given: Statements
    base_known: bool
    places: Mapping[tuple[str, str], Statement]  # of the file

    def line_of(self, change: StatementChange) -> int:
        """The line of the file on which a change is; 0 for what the file leaves out."""
        return _line_of(self.places, change)


def text_changes(*, model: ThreatModel, given: Statements) -> TextChanges:
    """Compare the file with the model as it is now. Writes nothing."""
    present, base = model_statements(model=model), base_statements(model=model, digest=given.base)
    given = _with_known_numbers(given, present, base)
    problems = _problems(model, present, given)
    faulty = {one.line for one in problems}
    places = {(one.section, one.key): one for one in given.items}
    changes, more = [], []
    for change in merge(base, present, given):
        line = _line_of(places, change)
        if change.section == "corrections" and change.given is None:
            more.append(Problem(given.file, line, "warning", f"{change.key}: {_CORRECTED}"))
        elif _is_relevant(change) and not (line and line in faulty):
            changes.append(change)
    return TextChanges(tuple(changes), (*problems, *more), present, given, base is not None, places)


def _line_of(places: Mapping[tuple[str, str], Statement], change: StatementChange) -> int:
    found = places.get((change.section, change.key))
    return found.line_of(change.name) if found else 0


def _problems(model: ThreatModel, present: Statements, given: Statements) -> tuple[Problem, ...]:
    """What the file says of elements, flows and facts that cannot be."""
    drawn = {one.key for one in present.of("elements", "flows")}
    whole = engine_model(architecture_load(model_id=model.pk).working_copy)
    files = Model(
        {uid: one for uid, one in whole.elements.items() if uid not in drawn},
        whole.relations,
        {uid: one for uid, one in whole.flows.items() if uid not in drawn},
    )
    return apply_statements(files, given, today=timezone.localdate())[1]


def _is_relevant(change: StatementChange) -> bool:
    if change.section != "acceptances" or change.name == WHOLE:
        return True
    if change.name == "threats":
        return set(change.present or ()) != set(change.given or ())
    return change.name not in _OF_ACCEPTANCES


# --- numbers -----------------------------------------------------------------------------------


def _with_known_numbers(given: Statements, present: Statements, base: Statements | None) -> Statements:
    """The file with the numbers that the model gave to mitigations and acceptances that the file brought.

    So the same file again brings nothing.
    """
    known = {**present.values(), **(base.values() if base is not None else {})}
    keys = {(one.section, one.key) for one in given.items}
    free = [one for one in present.of("mitigations", "acceptances") if (one.section, one.key) not in keys]
    items = []
    for one in given.items:
        found = None
        if one.section in ("mitigations", "acceptances") and (one.section, one.key) not in known:
            found = next((other for other in free if _is_alike(one, other)), None)
        if found is not None:
            free.remove(found)
            one = replace(one, key=found.key)  # noqa: PLW2901
        items.append(one)
    return replace(given, items=in_order(items))


def _is_alike(one: Statement, other: Statement) -> bool:
    names = ("title", "control") if one.section == "mitigations" else ("justification", "expires")
    return one.section == other.section and all(one.values[name] == other.values[name] for name in names)


def chosen(changes: Iterable[StatementChange], choices: Mapping[str, Any]) -> list[StatementChange]:
    """The changes that are to be made: of conflicts those for which a person chose the file."""
    return [one for one in changes if not one.is_conflict or choices.get(one.id) == "file"]
