"""Reads of the architecture into memory: the part a batch touches, or all of it with its seq."""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, TypeVar

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from threatmodel.architecture.batch import Batch, Json
from threatmodel.architecture.models import Element, Flow, Relation, ThreatModel
from threatmodel.architecture.overlay import Node, Overlay
from threatmodel.architecture.telling import referred

# Above this many operations it is cheaper to load the whole model than to name rows one by one.
_LOAD_ALL_FROM: Final = 200
_READINGS: Final = 3
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Present:
    """The whole architecture of a model as it was at `seq`, or a little later.

    What is written from it must check that the model has not moved: see operations.apply_prepared.
    """

    seq: int
    overlay: Overlay


def present_load(*, model_id: uuid.UUID, actor: str = "") -> Present:
    """Load every row of a model. Four queries whatever the size. Raises ThreatModel.DoesNotExist.

    The seq is read first: rows that are newer than it make a later check fail, never pass wrongly.
    """
    seq = _seq(model_id)
    return Present(seq, _overlay(model_id, actor=actor, now=timezone.now(), rows=_all_rows(model_id)))


def at_one_seq(*, model_id: uuid.UUID, read: Callable[[], T], newest: int | None = None) -> tuple[int, T]:
    """Return what `read` reads, and the seq to which all of it belongs. Raises ThreatModel.DoesNotExist.

    `newest` is the seq of the model as the caller has just read it, where they have.

    Every change counts the seq together with its rows: when it is the same before and after, nothing has
    changed in between. Where changes come faster than they can be read, the model is locked.
    """
    before = _seq(model_id) if newest is None else newest
    for _ in range(_READINGS):
        found = read()
        after = _seq(model_id)
        if after == before:
            return after, found
        before = after
    with transaction.atomic():
        locked = ThreatModel.objects.select_for_update().only("id", "seq").get(pk=model_id)
        return locked.seq, read()


def _seq(model_id: uuid.UUID) -> int:
    return ThreatModel.objects.values_list("seq", flat=True).get(pk=model_id)


def overlay_load(*, model_id: uuid.UUID, batch: Batch, actor: str, now: datetime) -> Overlay:
    """Load what the batch touches: the named rows in full, every other element by kind and parent."""
    if len(batch.ops) > _LOAD_ALL_FROM:
        return _overlay(model_id, actor=actor, now=now, rows=_all_rows(model_id))
    nodes = list(Element.objects.filter(model_id=model_id).values_list("uid", "id", "kind", "parent_id"))
    return _overlay(model_id, actor=actor, now=now, rows=_touched_rows(model_id, batch), nodes=nodes)


def names_load(overlay: Overlay) -> dict[str, str]:
    """Names of the elements that a change leads to without touching them. No query when it has none."""
    wanted = referred(overlay)
    if not wanted:
        return {}
    rows = Element.objects.filter(model_id=overlay.model_id, uid__in=wanted)
    return dict(rows.values_list("uid", "name"))


@dataclass(frozen=True, slots=True)
class _Rows:
    elements: list[Element]
    flows: list[Flow]
    relations: list[Relation]


def _all_rows(model_id: uuid.UUID) -> _Rows:
    # Flows before elements: an element deleted in between leaves a flow that is skipped, not a broken one.
    flows = list(Flow.objects.filter(model_id=model_id).order_by("uid"))
    relations = list(Relation.objects.filter(model_id=model_id))
    return _Rows(list(Element.objects.filter(model_id=model_id).order_by("uid")), flows, relations)


def _touched_rows(model_id: uuid.UUID, batch: Batch) -> _Rows:
    deleted = {op["uid"] for op in batch.ops if op["op"] == "del" and op["on"] == "element"}
    named = _named(batch.ops, "element")
    elements = Element.objects.filter(Q(uid__in=named) | Q(parent__uid__in=deleted), model_id=model_id)
    at_deleted = Q(source__uid__in=deleted) | Q(destination__uid__in=deleted)
    flows = Flow.objects.filter(Q(uid__in=_named(batch.ops, "flow")) | at_deleted, model_id=model_id)
    ends = Q(source__uid__in=deleted) | Q(target__uid__in=deleted)
    sources = {op["source"] for op in batch.ops if op["on"] == "relation"}
    relations = Relation.objects.filter(ends | Q(source__uid__in=sources), model_id=model_id)
    return _Rows(
        list(elements) if named else [],
        _if_touched(flows, "flow", batch, deleted),
        _if_touched(relations, "relation", batch, deleted),
    )


def _named(ops: Iterable[Json], on: str) -> set[str]:
    return {op["uid"] for op in ops if op["on"] == on}


def _if_touched(rows: QuerySet[Any], on: str, batch: Batch, deleted: set[str]) -> list[Any]:
    return list(rows) if deleted or any(op["on"] == on for op in batch.ops) else []


def _overlay(
    model_id: uuid.UUID, *, actor: str, now: datetime, rows: _Rows, nodes: list[tuple[Any, ...]] | None = None
) -> Overlay:
    if nodes is None:
        nodes = [(element.uid, element.pk, element.kind, element.parent_id) for element in rows.elements]
    uids = {key: uid for uid, key, _, _ in nodes}
    flows = {flow.uid: flow for flow in rows.flows if flow.source_id in uids and flow.destination_id in uids}
    return Overlay(
        model_id=model_id,
        now=now,
        actor=actor,
        nodes={
            uid: Node(key, kind, uids.get(parent) if parent else None) for uid, key, kind, parent in nodes
        },
        elements={element.uid: element for element in rows.elements},
        flows=flows,
        ends={uid: (uids[flow.source_id], uids[flow.destination_id]) for uid, flow in flows.items()},
        relations={
            (link.type, uids[link.source_id], uids[link.target_id]): link
            for link in rows.relations
            if link.source_id in uids and link.target_id in uids
        },
    )
