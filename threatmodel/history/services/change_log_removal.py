"""Removes changes and snapshots that are older than they are to be kept, a few at a time.

The log is shortened from its beginning, so that what is left leads back to every state since. States that a
version names stay: each has a snapshot of its own before the changes that lead to it go.
"""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet, Subquery

from threatmodel.architecture.models import Change, ChangedSubject, ThreatModel
from threatmodel.history.architecture_state import pack
from threatmodel.history.models import Snapshot, Version
from threatmodel.history.selectors.history_reader import SNAPSHOT_EVERY, state_at

# The newest changes stay whatever their age: browsers catch up with them, and they can be undone.
NEWEST_KEPT: Final = SNAPSHOT_EVERY
_TOGETHER: Final = 500  # rows in one transaction
_MODELS_AT_ONCE: Final = 50
_SNAPSHOTS_AT_ONCE: Final = 200


def changes_remove(*, before: datetime) -> int:
    """Remove the oldest changes made before this moment, of several models in turn; return how many."""
    return sum(_cut_log(model_id, before) for model_id in _models_with_older(before)[:_MODELS_AT_ONCE])


def snapshots_remove(*, before: datetime) -> int:
    """Remove snapshots taken before this moment which only save time: their states take longer to read then.

    Return how many.
    """
    named = Version.objects.filter(model=OuterRef("model"), seq=OuterRef("seq"))
    saving = Snapshot.objects.filter(~Exists(named), created_at__lt=before)
    keys = list(saving.order_by("created_at").values_list("pk", flat=True)[:_SNAPSHOTS_AT_ONCE])
    Snapshot.objects.filter(pk__in=keys).delete()
    return len(keys)


def _models_with_older(before: datetime) -> QuerySet[ThreatModel, uuid.UUID]:
    """Ids of models whose oldest change is older than that and not among the newest."""
    oldest = Change.objects.filter(model=OuterRef("pk")).order_by("seq")
    models = ThreatModel.objects.annotate(
        first=Subquery(oldest.values("seq")[:1]), first_at=Subquery(oldest.values("created_at")[:1])
    )
    due = models.filter(first_at__lt=before, first__lte=F("seq") - NEWEST_KEPT)
    return due.order_by("first_at").values_list("pk", flat=True)


@transaction.atomic
def _cut_log(model_id: uuid.UUID, before: datetime) -> int:
    """Remove the first changes of a model, up to some hundred; return how many."""
    model = ThreatModel.objects.select_for_update(no_key=True).only("id", "seq").filter(pk=model_id).first()
    if model is None:
        return 0
    older = Change.objects.filter(model=model, seq__lte=model.seq - NEWEST_KEPT).order_by("seq")
    first = list(older.values_list("seq", "created_at")[:_TOGETHER])
    seqs = _beginning(first, before)
    if not seqs:
        return 0
    _keep_versions(model_id, seqs)
    Change.objects.filter(model=model, seq__lte=seqs[-1]).delete()
    ChangedSubject.objects.filter(model=model, seq__lte=seqs[-1]).delete()
    named = Version.objects.filter(model=model).values("seq")
    Snapshot.objects.filter(model=model, seq__lt=seqs[-1]).exclude(seq__in=named).delete()
    return len(seqs)


def _beginning(first: Sequence[tuple[int, datetime]], before: datetime) -> list[int]:
    """Return the seqs up to the first change that is to be kept."""
    seqs: list[int] = []
    for seq, at in first:
        if at >= before:
            break
        seqs.append(seq)
    return seqs


def _keep_versions(model_id: uuid.UUID, seqs: Sequence[int]) -> None:
    """Give each state that a version names a snapshot, as long as the log still leads to it."""
    named = set(Version.objects.filter(model_id=model_id, seq__in=seqs).values_list("seq", flat=True))
    named -= set(Snapshot.objects.filter(model_id=model_id, seq__in=named).values_list("seq", flat=True))
    for seq in sorted(named):
        content = pack(state_at(model_id=model_id, seq=seq))
        Snapshot.objects.create(model_id=model_id, seq=seq, content=content)
