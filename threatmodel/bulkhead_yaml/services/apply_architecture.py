"""Writes what a file says about the architecture: one batch, laid out, with an event."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from django.db import transaction

from threatmodel.accounts.models import User
from threatmodel.architecture.models import ThreatModel
from threatmodel.architecture.operations.apply import StaleModel, apply_prepared
from threatmodel.architecture.operations.batch import Batch, check_shape
from threatmodel.architecture.operations.layout_operations import placement_ops
from threatmodel.architecture.operations.row_loading import LoadedArchitecture, architecture_load
from threatmodel.engine.model.bulkhead_yaml_statements import FACT, relation_parts
from threatmodel.engine.model.statement_merge import WHOLE, StatementChange
from threatmodel.history.services.events import event_write

_TRIES: Final = 5
_ORIGIN: Final = "decision"
ARCHITECTURE: Final = ("elements", "flows", "relations", "facts", "corrections")

Json = dict[str, Any]


def architecture_write(
    *, model: ThreatModel, actor: User, changes: Sequence[StatementChange], file: str, batch_id: str
) -> int:
    """Make the changes in one batch and record where they come from; return how many parts differ.

    The batch again changes nothing. Raises InvalidBatch; StaleModel when others kept changing the model.
    """
    for _ in range(_TRIES):
        present = architecture_load(model_id=model.pk, actor=str(actor.pk))
        ops = tuple(_ops(changes, present))
        if not ops:
            return 0
        batch = _run(present, batch_id, ops)
        touched = len({op["uid"] for op in ops if op["on"] != "relation"})
        try:
            return _write(model, actor, present, batch, file=file, touched=touched)
        except StaleModel:
            continue
    raise StaleModel("the model kept changing during the import")


def _run(present: LoadedArchitecture, batch_id: str, ops: tuple[Json, ...]) -> Batch:
    """Run the operations on the loaded rows, and those that place what is new."""
    drawn = Batch(batch_id, ops, _ORIGIN)
    check_shape(drawn)
    present.working_copy.run(drawn)
    placed = Batch(batch_id, placement_ops(present.working_copy)[0], _ORIGIN)
    check_shape(placed)
    present.working_copy.run(placed)
    return Batch(batch_id, (*ops, *placed.ops), _ORIGIN)


@transaction.atomic
def _write(
    model: ThreatModel, actor: User, present: LoadedArchitecture, batch: Batch, *, file: str, touched: int
) -> int:
    applied = apply_prepared(loaded=present, actor=actor, batch=batch)
    if not applied.changed:
        return 0
    event_write(
        model_id=model.pk,
        actor=actor,
        subject_type="import",
        what=f"imported statements from {file.rpartition('/')[2]}",
        after={"seq": applied.seq, "files": [file], "file_count": 1, "changed": touched},
    )
    return touched


# --- operations --------------------------------------------------------------------------------


def _ops(changes: Sequence[StatementChange], present: LoadedArchitecture) -> Iterator[Json]:
    """What is added and changed first, then what is deleted: flows and links before their ends."""
    kept = [one for one in changes if not _deletes(one)]
    for section in ("elements", "flows", "corrections", "facts", "relations"):
        yield from _sets([one for one in kept if one.section == section], present)
    for section in ("relations", "flows", "elements"):
        yield from (_removal(one) for one in changes if one.section == section and _deletes(one))


def _deletes(change: StatementChange) -> bool:
    """Whether a drawn part or link is to be deleted, and not only what is said of it."""
    return change.name == WHOLE and change.given is None and change.section != "facts"


def _sets(changes: Iterable[StatementChange], present: LoadedArchitecture) -> Iterator[Json]:
    """One operation for each element, flow and link, with all that changes of it."""
    props: dict[str, Json] = {}
    for one in changes:
        if one.section == "relations":
            type_, source, target = relation_parts(one.key)
            yield {"op": "set", "on": "relation", "type": type_, "source": source, "target": target}
            continue
        wanted = props.setdefault(one.key, {})
        for name, value in _properties(one).items():
            if name.startswith(FACT):
                wanted.setdefault("facts", {})[name[len(FACT) :]] = value
            elif value is not None:
                wanted[name] = (value or None) if name == "parent" else value
    for uid, wanted in props.items():
        is_flow = uid in present.working_copy.flows or "destination" in wanted
        yield {"op": "set", "on": "flow" if is_flow else "element", "uid": uid, "props": wanted}


def _properties(change: StatementChange) -> Json:
    """The properties with their new values, None where one is taken back."""
    if change.name != WHOLE:
        return {change.name: change.given}
    return dict(change.given) if change.given is not None else dict.fromkeys(change.present)


def _removal(change: StatementChange) -> Json:
    if change.section == "relations":
        type_, source, target = relation_parts(change.key)
        return {"op": "del", "on": "relation", "type": type_, "source": source, "target": target}
    return {"op": "del", "on": "flow" if change.section == "flows" else "element", "uid": change.key}
