"""Removes deleted teams in steps: each is a short transaction, so that nobody else waits for a large one."""

from typing import Any, Final

import structlog
from django.db import transaction
from django.db.models import QuerySet

from threatmodel.accounts.models import Team
from threatmodel.accounts.recording import team_recorded
from threatmodel.architecture.models import ThreatModel
from threatmodel.audit.actions import Action

log = structlog.get_logger(__name__)

_STEP: Final = 500
# The many rows of a model, those that refer to others first.
_MANY: Final = (
    "mitigations",
    "questions",
    "threats",
    "comments",
    "events",
    "touches",
    "snapshots",
    "changes",
    "relations",
    "flows",
    "elements",
)


def team_purge(*, team: Team) -> bool:
    """Remove the team and all it holds for good; return False when it was restored meanwhile.

    Safe to be cut short at any moment and called again. Its audit log stays.
    """
    for model_id in list(ThreatModel.objects.filter(team=team).values_list("pk", flat=True)):
        if not _is_deleted(team) or not _model_purge(team, model_id):
            return False
    with transaction.atomic():
        row = Team.objects.select_for_update().filter(pk=team.pk, deleted_at__isnull=False).first()
        if row is None:
            return False
        team_recorded(row, Action.TEAM_PURGED)
        row.delete()
    log.info("team_purged", team=str(team.pk))
    return True


def _model_purge(team: Team, model_id: Any) -> bool:
    model = ThreatModel.objects.get(pk=model_id)
    for relation in _MANY:
        while _step(getattr(model, relation).all()):
            if not _is_deleted(team):
                return False
    model.delete()
    return True


@transaction.atomic
def _step(rows: QuerySet[Any]) -> int:
    """Delete some rows with what hangs on them; return how many there were."""
    some = list(rows.order_by("pk").values_list("pk", flat=True)[:_STEP])
    rows.model._default_manager.filter(pk__in=some).delete()  # noqa: SLF001 (Django's public _default_manager)
    return len(some)


def _is_deleted(team: Team) -> bool:
    return Team.objects.filter(pk=team.pk, deleted_at__isnull=False).exists()
