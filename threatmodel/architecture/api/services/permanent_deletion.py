"""Deletes models for good, in short steps that do not block a shared database."""

import time
import uuid
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final

import structlog
from django.conf import settings
from django.db import models, transaction

from threatmodel.architecture.api.selectors.trash import models_to_erase
from threatmodel.architecture.api.services.model_audit import model_audit_record
from threatmodel.architecture.models import ThreatModel
from threatmodel.audit.actions import Action

_ROWS: Final = 500  # of one step; what hangs on them goes along
Table = type[models.Model]
log = structlog.get_logger(__name__)


def trash_empty() -> int:
    """Delete models that can no longer be restored, within the time of one task; return how many.

    Concurrent calls are safe: each deletes what it finds.
    """
    until = time.monotonic() + settings.DELETION_ROUND_S
    erased = 0
    for model_id in models_to_erase():
        _purge(model_id)
        if not model_erase_in_steps(model_id=model_id, goes_on=lambda: time.monotonic() <= until):
            break
        erased += 1
        log.info("model_erased", model=str(model_id))
    return erased


def model_erase_in_steps(*, model_id: uuid.UUID, goes_on: Callable[[], bool]) -> bool:
    """Delete a model and everything in it, as long as it `goes_on`; return whether all of it is deleted.

    It may be interrupted at any moment and called again.
    """
    for table, column in _tables_of_models():
        while keys := _some(table, column, model_id):
            if not goes_on():
                return False
            with transaction.atomic():
                table._base_manager.filter(pk__in=keys).delete()  # noqa: SLF001 (Django's public name of it)
    ThreatModel.with_trash.filter(pk=model_id).delete()
    return True


@transaction.atomic
def _purge(model_id: uuid.UUID) -> None:
    """Record that the model can no longer be restored, unless a person has purged it before."""
    model = ThreatModel.with_trash.select_for_update().filter(pk=model_id).first()
    if model is not None and not model.purging:  # else another worker has erased it
        model.purging = True
        model.save(update_fields=["purging"])
        model_audit_record(model, Action.MODEL_PURGED, actor=None)


def _some(table: Table, column: str, model_id: uuid.UUID) -> list[Any]:
    rows = table._base_manager.filter(**{column: model_id})  # noqa: SLF001 (as above)
    return list(rows.values_list("pk", flat=True)[:_ROWS])


@lru_cache(maxsize=1)
def _tables_of_models() -> tuple[tuple[Table, str], ...]:
    """Return each table with rows of models, and the column: none comes before one that points to it."""
    left: dict[Table, str] = {
        relation.related_model: relation.field.name
        for relation in ThreatModel._meta.related_objects  # noqa: SLF001 (Django's public _meta)
    }
    ordered: list[tuple[Table, str]] = []
    while left:
        pointed_at = {end for table in left for end in _referenced_tables(table)}
        free = [table for table in left if table not in pointed_at] or list(left)
        ordered += [(table, left.pop(table)) for table in free]
    return tuple(ordered)


def _referenced_tables(table: Table) -> set[Any]:
    keys = (field.related_model for field in table._meta.concrete_fields if field.is_relation)  # noqa: SLF001
    return {end for end in keys if end is not table}
