"""Decisions about requests to accept risk: by another person, about many at once or none."""

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from threatmodel.accounts.models import Team, User
from threatmodel.architecture.api.errors import OutdatedEdit
from threatmodel.audit.actions import Action
from threatmodel.threats.acceptances.models import RiskAcceptance
from threatmodel.threats.acceptances.selectors import current_day
from threatmodel.threats.acceptances.selectors.covered_threats import threats_of
from threatmodel.threats.acceptances.services.acceptance_checks import InvalidAcceptance
from threatmodel.threats.acceptances.services.acceptance_events import acceptance_record
from threatmodel.threats.acceptances.services.notices import acceptance_notify, request_settle
from threatmodel.threats.analysis.services.model_counters import counters_lock
from threatmodel.threats.decisions.services.status_recompute import statuses_recompute
from threatmodel.threats.threats.services.manual_threats import threats_announce

DECISIONS: Final = ("approve", "reject", "ask-back")
DECIDED_MOST: Final = 200  # in one decision
_STATUS: Final = {"approve": "active", "reject": "rejected", "ask-back": "asked-back"}
_ACTION: Final = {
    "approve": (Action.ACCEPTANCE_APPROVED, "accepted the risk", "approved"),
    "reject": (Action.ACCEPTANCE_REJECTED, "rejected the request to accept risk", "rejected"),
    "ask-back": (Action.ACCEPTANCE_ASKED_BACK, "asked back about the request to accept risk", "asked-back"),
}


@transaction.atomic
def acceptances_decide(
    *, team: Team, actor: User, versions: Mapping[uuid.UUID, int], decision: str, note: str
) -> None:
    """Approve, reject or ask back requests, each at the version that the actor saw: all of them or none.

    The actor may approve in the team. Raises InvalidAcceptance, which names each that cannot be decided like
    this, OutdatedEdit, and RiskAcceptance.DoesNotExist for what is none of the team's.
    """
    if decision != "approve" and not note.strip():
        raise InvalidAcceptance({"note": ["Enter a note: the requester has to know why."]})
    requests = _locked(team, versions)
    outdated = [f"A{one.number}" for one in requests if one.version != versions[one.pk]]
    if outdated:
        raise OutdatedEdit(", ".join(outdated))
    problems = [problem for one in requests if (problem := _problem(one, actor, team, decision))]
    if problems:
        raise InvalidAcceptance({"acceptances": problems})
    for acceptance in requests:
        _decide(acceptance, actor, decision, note.strip())
    for model_id, decided in _by_model(requests).items():
        if decision == "approve":
            accepted = [key for one in decided for key in threats_of(one)]
            statuses_recompute(model_id=model_id, threat_ids=accepted, actor=actor)
        threats_announce(model_id)


def _locked(team: Team, versions: Mapping[uuid.UUID, int]) -> list[RiskAcceptance]:
    """Lock the models of the requests, always in the same order, and return the requests."""
    wanted = RiskAcceptance.objects.filter(
        pk__in=list(versions), model__team=team, model__deleted_at__isnull=True
    )
    for model_id in sorted(set(wanted.values_list("model_id", flat=True))):
        counters_lock(model_id)
    found = list(wanted.select_related("model").order_by("model_id", "number"))
    if len(found) != len(versions):
        raise RiskAcceptance.DoesNotExist
    return found


def _problem(acceptance: RiskAcceptance, actor: User, team: Team, decision: str) -> str:
    """Return why the request cannot be decided like this; empty when it can."""
    named = f"A{acceptance.number} of {acceptance.model.name}"
    if acceptance.status != "proposed":
        return f"{named} is {acceptance.status.replace('-', ' ')}: there is nothing to decide."
    if acceptance.requested_by_id == actor.pk:
        return f"{named} is your own request: another person has to decide."
    if decision != "approve":
        return ""
    today = current_day.today()
    if acceptance.expires_on <= today:
        return f"{named} would end on {acceptance.expires_on:%Y-%m-%d}: ask back for another day."
    if acceptance.expires_on > today + timedelta(days=team.max_acceptance_days):
        return f"{named} exceeds the {team.max_acceptance_days} days of the team: ask back for another day."
    changed = list(acceptance.accepted.exclude(change="").values_list("number", flat=True)[:5])
    if changed:
        numbers = ", ".join(f"T{number}" for number in sorted(changed))
        return (
            f"{named}: {numbers} changed since the request: ask back, so that it is made for today's facts."
        )
    return ""


def _decide(acceptance: RiskAcceptance, actor: User, decision: str, note: str) -> None:
    acceptance.status, acceptance.decision_note = _STATUS[decision], note
    acceptance.decided_by, acceptance.decided_at = actor, timezone.now()
    acceptance.decided_seq = acceptance.model.seq
    acceptance.version += 1
    acceptance.save()
    action, what, kind = _ACTION[decision]
    after = {"note": note, "expires_on": acceptance.expires_on.isoformat()}
    acceptance_record(acceptance, action=action, what=what, actor=actor, after=after)
    request_settle(acceptance=acceptance)
    acceptance_notify(acceptance=acceptance, event=kind, to=[acceptance.requested_by_id], actor=actor)


def _by_model(requests: Sequence[RiskAcceptance]) -> dict[uuid.UUID, list[RiskAcceptance]]:
    grouped: dict[uuid.UUID, list[RiskAcceptance]] = defaultdict(list)
    for acceptance in requests:
        grouped[acceptance.model_id].append(acceptance)
    return grouped
