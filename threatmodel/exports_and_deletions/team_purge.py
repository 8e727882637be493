"""Removes deleted teams in steps: short transactions, so that others do not wait for a long one."""

import time
from functools import partial

import structlog
from django.conf import settings
from django.db import transaction

from threatmodel.accounts.audit_recording import team_recorded
from threatmodel.accounts.models import Team
from threatmodel.architecture.api.services.permanent_deletion import model_erase_in_steps
from threatmodel.architecture.models import ThreatModel
from threatmodel.audit.actions import Action

log = structlog.get_logger(__name__)


def team_purge(*, team: Team) -> bool:
    """Remove the team and all it holds for good; return False when something is left for the next round.

    Safe to be cut short at any moment and called again. Its audit log stays.
    """
    goes_on = partial(_goes_on, team, until=time.monotonic() + settings.DELETION_ROUND_S)
    for model_id in list(ThreatModel.with_trash.filter(team=team).values_list("pk", flat=True)):
        if not goes_on() or not model_erase_in_steps(model_id=model_id, goes_on=goes_on):
            return False
    with transaction.atomic():
        row = Team.objects.select_for_update().filter(pk=team.pk, deleted_at__isnull=False).first()
        if row is None:
            return False
        team_recorded(row, Action.TEAM_PURGED)
        row.delete()
    log.info("team_purged", team=str(team.pk))
    return True


def _goes_on(team: Team, *, until: float) -> bool:
    return time.monotonic() <= until and _is_deleted(team)


def _is_deleted(team: Team) -> bool:
    return Team.objects.filter(pk=team.pk, deleted_at__isnull=False).exists()
