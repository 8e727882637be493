"""Reads of a model that must belong to one moment."""

import uuid
from collections.abc import Callable
from typing import Final, TypeVar

from django.db import transaction

from threatmodel.architecture.models import ThreatModel

_READINGS: Final = 3
T = TypeVar("T")


def read_at_one_revision(
    *, model_id: uuid.UUID, read: Callable[[], T], newest: int | None = None
) -> tuple[int, T]:
    """Return what `read` reads, and the seq to which all of it belongs. Raises ThreatModel.DoesNotExist.

    `newest` is the seq of the model as the caller has just read it, where they have.

    Every change counts the seq together with its rows: when it is the same before and after, nothing has
    changed in between. Where changes come faster than they can be read, the model is locked.
    """
    before = model_seq(model_id) if newest is None else newest
    for _ in range(_READINGS):
        found = read()
        after = model_seq(model_id)
        if after == before:
            return after, found
        before = after
    with transaction.atomic():
        locked = ThreatModel.objects.select_for_update(no_key=True).only("id", "seq").get(pk=model_id)
        return locked.seq, read()


def model_seq(model_id: uuid.UUID) -> int:
    """Return the seq of the newest change of the model. Raises ThreatModel.DoesNotExist."""
    return ThreatModel.objects.values_list("seq", flat=True).get(pk=model_id)
