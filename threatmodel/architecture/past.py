"""Reads the architecture as it was: from the rows of today or the nearest snapshot, back along the log."""

import uuid
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from threatmodel.architecture.batch import Json
from threatmodel.architecture.models import Change, Element, Flow, Relation, Snapshot, ThreatModel
from threatmodel.architecture.selectors import at_one_seq
from threatmodel.architecture.states import (
    ELEMENT_PROPS,
    EMPTY,
    FLOW_PROPS,
    Recorded,
    State,
    folded_back,
    packed,
    unpacked,
)

SNAPSHOT_EVERY: Final = 500  # changes
_TAKEN_AT_ONCE: Final = 20  # snapshots; the next round takes the others
_CHUNK: Final = 50  # changes in memory: those of imports are megabytes


class NoSuchState(ValueError):
    """The model has never been there, or the log no longer leads there."""


def state_now(*, model_id: uuid.UUID) -> tuple[int, State]:
    """Return the architecture with its seq. Five queries whatever the size.

    Raises ThreatModel.DoesNotExist.
    """
    return at_one_seq(model_id=model_id, read=lambda: _rows(model_id))


def state_at(*, model_id: uuid.UUID, seq: int) -> State:
    """Return the architecture as the change `seq` left it; seq 0 is before the first.

    Raises NoSuchState, ThreatModel.DoesNotExist.
    """
    return states_at(model_id=model_id, seqs=[seq])[seq]


def states_at(*, model_id: uuid.UUID, seqs: Iterable[int]) -> dict[int, State]:
    """Return the architecture at each of these seqs; what lies between them is gone through once.

    Raises NoSuchState, ThreatModel.DoesNotExist.
    """
    found: dict[int, State] = {}
    base: tuple[int, State] | None = None
    for seq in sorted(set(seqs), reverse=True):
        nearer = _snapshot(model_id, seq, before=base[0] if base else None) if seq else (0, EMPTY)
        base = nearer or base or state_now(model_id=model_id)
        base = seq, _back(model_id, base, seq)
        found[seq] = base[1]
    return found


def snapshots_take() -> int:
    """Keep the state of models that have changed often since their last snapshot; return how many."""
    due = list(_due()[:_TAKEN_AT_ONCE])
    for model_id in due:
        seq, state = state_now(model_id=model_id)
        Snapshot.objects.bulk_create(
            [Snapshot(model_id=model_id, seq=seq, content=packed(state))], ignore_conflicts=True
        )
    return len(due)


def _due() -> QuerySet[ThreatModel, uuid.UUID]:
    newest = Snapshot.objects.filter(model=OuterRef("pk")).order_by("-seq").values("seq")[:1]
    models = ThreatModel.objects.annotate(kept=Coalesce(Subquery(newest), 0))
    return models.filter(seq__gte=F("kept") + SNAPSHOT_EVERY).order_by("pk").values_list("pk", flat=True)


def _snapshot(model_id: uuid.UUID, seq: int, *, before: int | None) -> tuple[int, State] | None:
    """Return the nearest snapshot at or after `seq`, if it is nearer than what is known already."""
    kept = Snapshot.objects.filter(model_id=model_id, seq__gte=seq)
    if before is not None:
        kept = kept.filter(seq__lt=before)
    row = kept.order_by("seq").values_list("seq", "content").first()
    return (row[0], unpacked(bytes(row[1]))) if row else None


def _back(model_id: uuid.UUID, base: tuple[int, State], seq: int) -> State:
    newest, state = base
    if not 0 <= seq <= newest:
        raise NoSuchState(f"there is no change {seq}")
    return folded_back(state, _changes(model_id, seq, newest)) if seq < newest else state


def _changes(model_id: uuid.UUID, after: int, last: int) -> Iterator[Recorded]:
    """Yield the changes after a seq up to another, newest first. Raises NoSuchState when one is missing."""
    rows = Change.objects.filter(model_id=model_id, seq__gt=after, seq__lte=last).order_by("-seq")
    expected = last
    for seq, ops, before in rows.values_list("seq", "ops", "before").iterator(chunk_size=_CHUNK):
        if seq != expected:
            break
        expected -= 1
        yield ops, before
    if expected != after:
        raise NoSuchState(f"change {expected} is no longer known")


def _rows(model_id: uuid.UUID) -> State:
    # Flows before elements: an element deleted in between takes its flows along, and at_one_seq reads again.
    flows = Flow.objects.filter(model_id=model_id).values_list(
        "uid", "source__uid", "destination__uid", "name", "facts", "origin", "why", "provenance", "gone_at"
    )
    links = Relation.objects.filter(model_id=model_id).values_list(
        "type", "source__uid", "target__uid", "origin"
    )
    elements = Element.objects.filter(model_id=model_id).values_list(
        "uid", "kind", "name", "parent__uid", "facts", "source", "x", "y", "width", "height", "gone_at"
    )
    return State(
        flows={uid: _values(FLOW_PROPS, rest) for uid, *rest in flows},
        relations={(type_, source, target): origin for type_, source, target, origin in links},
        elements={uid: _values(ELEMENT_PROPS, rest) for uid, *rest in elements},
    )


def _values(names: Sequence[str], row: Sequence[Any]) -> Json:
    """Name the columns of a row, of which the last says when it was marked as gone."""
    return dict(zip(names, (*row[:-1], row[-1] is not None), strict=True))
