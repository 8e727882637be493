"""What a bulkhead.yaml would change of a model: merged with what people said in the application since."""

from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils import timezone
from msgspec.structs import replace

from threatmodel.architecture.engine_mapper import engine_model
from threatmodel.architecture.models import ThreatModel
from threatmodel.architecture.operations.row_loading import architecture_load
from threatmodel.bulkhead_yaml.selectors.people import MemberNames, member_names
from threatmodel.bulkhead_yaml.selectors.statements import base_statements, model_statements
from threatmodel.engine.importers.bulkhead_yaml.apply_statements import Place, statement_faults
from threatmodel.engine.importers.import_problems import Problem
from threatmodel.engine.model import Model
from threatmodel.engine.model.bulkhead_yaml_statements import Statement, Statements, in_order
from threatmodel.engine.model.statement_merge import WHOLE, StatementChange, merge

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


def text_changes(*, model: ThreatModel, given: Statements, imported: Model | None = None) -> TextChanges:
    """Compare the file with the model as it is now. Writes nothing.

    `imported` is the architecture as the other files of the upload would leave it, for a preview of both.
    """
    present, base = model_statements(model=model), base_statements(model=model, digest=given.base)
    names = member_names(team_id=model.team_id)
    base = _with_known_owners(base, names) if base is not None else None
    given = _with_known_numbers(_with_known_owners(given, names), present, base)
    problems, left_out = _faults(model, present, given, imported)
    places = {(one.section, one.key): one for one in given.items}
    changes, more = [], []
    for change in merge(base, present, given):
        if change.section == "corrections" and change.given is None:
            line = _line_of(places, change)
            more.append(Problem(given.file, line, "warning", f"{change.key}: {_CORRECTED}"))
        elif _is_relevant(change) and (usable := _usable(change, left_out)) is not None:
            changes.append(usable)
    return TextChanges(tuple(changes), (*problems, *more), present, given, base is not None, places)


def _line_of(places: Mapping[tuple[str, str], Statement], change: StatementChange) -> int:
    found = places.get((change.section, change.key))
    return found.line_of(change.name) if found else 0


def _usable(change: StatementChange, left_out: Collection[Place]) -> StatementChange | None:
    """The change without what cannot be; None where nothing is left of it."""
    place = change.section, change.key
    if change.given is None:
        return change
    if (*place, WHOLE) in left_out or (*place, change.name) in left_out:
        return None
    if change.name != WHOLE:
        return change
    kept = {name: value for name, value in change.given.items() if (*place, name) not in left_out}
    if "parent" in change.given and change.section == "elements":
        kept.setdefault("parent", "")
    return replace(change, given=kept) if kept or not change.given else None


def _faults(
    model: ThreatModel, present: Statements, given: Statements, imported: Model | None
) -> tuple[tuple[Problem, ...], Collection[Place]]:
    """What the file says of elements, flows and facts that cannot be."""
    drawn = {one.key for one in present.of("elements", "flows")}
    whole = imported or engine_model(architecture_load(model_id=model.pk).working_copy)
    files = Model(
        {uid: one for uid, one in whole.elements.items() if uid not in drawn},
        whole.relations,
        {uid: one for uid, one in whole.flows.items() if uid not in drawn},
    )
    return statement_faults(files, given, today=timezone.localdate())


def _is_relevant(change: StatementChange) -> bool:
    if change.section != "acceptances" or change.name == WHOLE:
        return True
    if change.name == "threats":
        return set(change.present or ()) != set(change.given or ())
    return change.name not in _OF_ACCEPTANCES


# --- people and numbers -----------------------------------------------------------------------------------


def _with_known_owners(given: Statements, names: MemberNames) -> Statements:
    """A version with owners as the model calls them: another spelling or an address is no change."""
    items = [
        replace(one, values={**one.values, "owner": names.same(one.values["owner"])})
        if "owner" in one.values
        else one
        for one in given.items
    ]
    return replace(given, items=tuple(items))


def _with_known_numbers(given: Statements, present: Statements, base: Statements | None) -> Statements:
    """The file with the numbers that the model gave to mitigations and acceptances that the file brought.

    So the same file again brings nothing; nor does one that brought back what the model had deleted.
    """
    numbered = {(one.section, one.key) for one in present.of("mitigations", "acceptances")}
    before = base.values() if base is not None else {}
    keys = {(one.section, one.key) for one in given.items}
    free: dict[tuple[str, ...], deque[Statement]] = defaultdict(deque)
    for one in present.of("mitigations", "acceptances"):
        if (one.section, one.key) not in keys:
            free[_likeness(one)].append(one)
    items = []
    for one in given.items:
        place = one.section, one.key
        found = None
        is_brought = one.section in ("mitigations", "acceptances") and place not in numbered
        if is_brought and before.get(place) != one.values:
            found = _taken(free[_likeness(one)], besides=before if place in before else {})
        items.append(one if found is None else replace(one, key=found.key))
    return replace(given, items=in_order(items))


def _taken(alike: deque[Statement], *, besides: Collection[tuple[str, str]]) -> Statement | None:
    """The first of these that is none of the others, which is then taken."""
    found = next((one for one in alike if (one.section, one.key) not in besides), None)
    if found is not None:
        alike.remove(found)
    return found


def _likeness(one: Statement) -> tuple[str, ...]:
    names = ("title", "control") if one.section == "mitigations" else ("justification", "expires")
    return (one.section, *(str(one.values[name]) for name in names))


def chosen(changes: Iterable[StatementChange], choices: Mapping[str, Any]) -> list[StatementChange]:
    """The changes that are to be made: of conflicts those for which a person chose the file."""
    return [one for one in changes if not one.is_conflict or choices.get(one.id) == "file"]
