"""Keeps snapshots of the architecture, so that reading an old state stays cheap."""

import uuid
from typing import Final

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from threatmodel.architecture.models import ThreatModel
from threatmodel.history.architecture_state import pack
from threatmodel.history.models import Snapshot
from threatmodel.history.selectors.history_reader import SNAPSHOT_EVERY, state_now

_TAKEN_AT_ONCE: Final = 20  # snapshots; the next round takes the others


def snapshots_take() -> int:
    """Keep the state of models that have changed often since their last snapshot; return how many."""
    due = list(_due()[:_TAKEN_AT_ONCE])
    for model_id in due:
        seq, state = state_now(model_id=model_id)
        Snapshot.objects.bulk_create(
            [Snapshot(model_id=model_id, seq=seq, content=pack(state))], ignore_conflicts=True
        )
    return len(due)


def _due() -> QuerySet[ThreatModel, uuid.UUID]:
    newest = Snapshot.objects.filter(model=OuterRef("pk")).order_by("-seq").values("seq")[:1]
    models = ThreatModel.objects.annotate(kept=Coalesce(Subquery(newest), 0))
    return models.filter(seq__gte=F("kept") + SNAPSHOT_EVERY).order_by("pk").values_list("pk", flat=True)
