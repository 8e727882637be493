"""Reads the architecture as it was: from the rows of today or the nearest snapshot, back along the log."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from threatmodel.architecture.consistent_reads import read_at_one_revision
from threatmodel.architecture.models import Change, Element, Flow, Relation
from threatmodel.architecture.operations.batch import Json
from threatmodel.history.architecture_state import (
    ELEMENT_PROPS,
    EMPTY,
    FLOW_PROPS,
    Recorded,
    State,
    states_backwards,
    unpack,
)
from threatmodel.history.models import Snapshot

SNAPSHOT_EVERY: Final = 500  # changes between snapshots
_CHUNK: Final = 50  # changes in memory: those of imports are megabytes


class NoSuchState(ValueError):
    """The model never had this state, or the log no longer reaches it."""


def state_now(*, model_id: uuid.UUID, newest: int | None = None) -> tuple[int, State]:
    """Return the architecture with its seq. Five queries whatever the size; four from a known `newest` seq.

    Raises ThreatModel.DoesNotExist.
    """
    return read_at_one_revision(model_id=model_id, read=lambda: _rows(model_id), newest=newest)


def state_at(*, model_id: uuid.UUID, seq: int) -> State:
    """Return the architecture as the change `seq` left it; seq 0 is before the first.

    Raises NoSuchState, ThreatModel.DoesNotExist.
    """
    return states_at(model_id=model_id, seqs=[seq])[seq]


def states_at(*, model_id: uuid.UUID, seqs: Iterable[int], newest: int | None = None) -> dict[int, State]:
    """Return the architecture at each of these seqs; the changes between them are read once.

    `newest` is a recent seq of the model where the caller knows one: no snapshot is looked up when the rows
    are near. Raises NoSuchState, ThreatModel.DoesNotExist.
    """
    wanted = sorted(set(seqs))
    found = {0: EMPTY} if 0 in wanted else {}
    legs: dict[int | None, list[int]] = defaultdict(list)  # by the nearest snapshot; None: from the rows
    kept = _kept(model_id, wanted, newest)
    for seq in wanted:
        if seq != 0:
            legs[next((one for one in kept if one >= seq), None)].append(seq)
    for snapshot, some in legs.items():
        found |= _segment(model_id, snapshot, some, newest)
    return found


def is_known(*, model_id: uuid.UUID, seq: int) -> bool:
    """Whether the log, or a snapshot, still leads to the state at `seq`. At most two queries."""
    first = Change.objects.filter(model_id=model_id).order_by("seq").values_list("seq", flat=True).first()
    if seq == 0 or first is None or seq >= first - 1:
        return True
    return Snapshot.objects.filter(model_id=model_id, seq=seq).exists()


def _kept(model_id: uuid.UUID, wanted: Sequence[int], newest: int | None) -> list[int]:
    """Seqs of the snapshots that may be nearer to these states than the rows are, the earliest first."""
    if not wanted or (newest is not None and newest - wanted[0] <= SNAPSHOT_EVERY):
        return []
    kept = Snapshot.objects.filter(model_id=model_id, seq__gte=wanted[0])
    return list(kept.order_by("seq").values_list("seq", flat=True))


def _segment(
    model_id: uuid.UUID, snapshot: int | None, seqs: Sequence[int], newest: int | None
) -> dict[int, State]:
    """Go from one snapshot, or from the rows, back to each of these states."""
    if snapshot is None:
        last, state = state_now(model_id=model_id, newest=newest)
    else:
        content = Snapshot.objects.values_list("content", flat=True).get(model_id=model_id, seq=snapshot)
        last, state = snapshot, unpack(bytes(content))
    if not 0 <= seqs[0] <= seqs[-1] <= last:
        raise NoSuchState(f"unknown change {seqs[-1] if seqs[-1] > last else seqs[0]}")
    changes = _changes(model_id, seqs[0], last) if seqs[0] < last else ()
    return dict(states_backwards(last, state, changes, frozenset(seqs)))


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
        raise NoSuchState(
            f"change {expected} was removed, because this instance keeps changes for a limited time"
        )


def _rows(model_id: uuid.UUID) -> State:
    # Flows before elements: a deleted element deletes its flows, and read_at_one_revision reads again.
    flows = Flow.objects.filter(model_id=model_id).values_list(
        "uid", "source__uid", "destination__uid", "name", "facts", "origin", "why", "provenance", "gone_at"
    )
    links = Relation.objects.filter(model_id=model_id).values_list(
        "type", "source__uid", "target__uid", "origin"
    )
    elements = Element.objects.filter(model_id=model_id).values_list(
        "uid", "kind", "name", "parent__uid", "facts", "source", "x", "y", "width", "height", "gone_at"
    )
    # As the cursor brings them: all rows at once would be a second copy of the model, undecoded.
    return State(
        flows={uid: _values(FLOW_PROPS, rest) for uid, *rest in flows.iterator()},
        relations={(type_, source, target): origin for type_, source, target, origin in links.iterator()},
        elements={uid: _values(ELEMENT_PROPS, rest) for uid, *rest in elements.iterator()},
    )


def _values(names: Sequence[str], row: Sequence[Any]) -> Json:
    """Name the columns of a row; the last one is the time at which it was marked as gone."""
    return dict(zip(names, (*row[:-1], row[-1] is not None), strict=True))
