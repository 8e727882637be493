"""Follows threats that changed: what is more severe or has other facts than those accepted is open again."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from django.utils import timezone

from threatmodel.audit.actions import Action
from threatmodel.threats.acceptances.models import AcceptedThreat, RiskAcceptance
from threatmodel.threats.acceptances.selectors.covered_threats import change_since
from threatmodel.threats.acceptances.services.acceptance_events import acceptance_record
from threatmodel.threats.acceptances.services.notices import acceptance_notify
from threatmodel.threats.choices import ACCEPTANCE_WAITING
from threatmodel.threats.decisions.services.status_recompute import statuses_recompute
from threatmodel.threats.threats.models import Threat

# Columns of a threat that an acceptance depends on.
MATERIAL: Final = frozenset({"severity", "evidence", "certainty", "subject_uid"})
_NUMBERS_MOST: Final = 200  # that an event names


def acceptances_follow(*, model_id: uuid.UUID, threat_ids: Iterable[uuid.UUID]) -> None:
    """Compare these threats with what was accepted, and note what differs; the counters are locked.

    A threat that is again as it was accepted is accepted again. One query where nothing is accepted.
    """
    rows = AcceptedThreat.objects.filter(
        acceptance__model_id=model_id, acceptance__status__in=("active", *ACCEPTANCE_WAITING)
    )
    changed = set(threat_ids)
    wanted = [pk for pk, key in rows.values_list("pk", "threat_id") if key in changed]
    if not wanted:
        return
    differing = []
    found = AcceptedThreat.objects.filter(pk__in=wanted).select_related("threat", "acceptance__model")
    for row in found:
        change = change_since(row, row.threat) if row.threat else row.change
        if change != row.change:
            row.change, row.changed_at = change, timezone.now() if change else None
            differing.append(row)
    AcceptedThreat.objects.bulk_update(differing, ["change", "changed_at"])
    _record(differing)
    touched = [row.threat_id for row in differing if row.threat_id is not None]
    statuses_recompute(model_id=model_id, threat_ids=touched, actor=None)


def acceptances_relink(*, threat: Threat) -> None:
    """Let the acceptances of a deleted threat cover it again, now that it is restored with its number."""
    rows = AcceptedThreat.objects.filter(acceptance__model_id=threat.model_id, threat=None)
    rows.filter(number=threat.number).update(threat=threat)
    acceptances_follow(model_id=threat.model_id, threat_ids=[threat.pk])


def _record(differing: Iterable[AcceptedThreat]) -> None:
    """Record for each active acceptance which of its threats changed, and tell who asked and who decided."""
    by_acceptance: dict[RiskAcceptance, list[AcceptedThreat]] = defaultdict(list)
    for row in differing:
        if row.acceptance.status == "active":
            by_acceptance[row.acceptance].append(row)
    for acceptance, rows in by_acceptance.items():
        changed = sorted(row.number for row in rows if row.change)
        same = sorted(row.number for row in rows if not row.change)
        if changed:
            _event(acceptance, "no longer covers threats that have changed", changed)
            told = (acceptance.requested_by_id, acceptance.decided_by_id)
            acceptance_notify(acceptance=acceptance, event="changed", to=told)
        if same:
            _event(acceptance, "covers threats again that are as they were accepted", same)


def _event(acceptance: RiskAcceptance, what: str, numbers: list[int]) -> None:
    after = {"threats": numbers[:_NUMBERS_MOST]}
    action = Action.ACCEPTANCE_CHANGED
    acceptance_record(acceptance, action=action, what=what, actor=None, after=after)
