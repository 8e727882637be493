"""Takes the decision about a threat for the same threats of other models of the team."""

import uuid
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from threatmodel.accounts.choices import Role
from threatmodel.accounts.models import User
from threatmodel.architecture.models import ThreatModel
from threatmodel.threats.choices import DECIDABLE
from threatmodel.threats.threats.models import Threat
from threatmodel.threats.triage.selectors.same_threats import same_threats
from threatmodel.threats.triage.selectors.triage_fields import seen_now
from threatmodel.threats.triage.services.bulk_changes import Outcome, threats_change
from threatmodel.threats.triage.services.field_changes import InvalidChange


@dataclass(frozen=True, slots=True)
class AppliedDecision:
    """What came of it in one model; each is a group of events of its own, so it can be undone."""

    model_id: uuid.UUID
    name: str
    outcome: Outcome


@transaction.atomic
def decision_apply(
    *,
    model: ThreatModel,
    number: int,
    actor: User,
    role: Role,
    by: str,
    model_ids: Collection[uuid.UUID],
) -> list[AppliedDecision]:
    """Decide about the same open threats in these models as about this one, in all models or in none.

    `by` is one of SAME_BY. Models without such a threat are passed over, and so is what another person
    changes meanwhile. Raises InvalidChange, Threat.DoesNotExist.
    """
    threat = Threat.objects.select_related("model").get(model=model, number=number)
    change = _change(threat)
    models = ThreatModel.objects.filter(team_id=model.team_id, deleted_at=None).in_bulk(list(model_ids))
    if models.keys() != {*model_ids}:
        raise InvalidChange({"models": ["Unknown model."]})
    seen = {key: seen_now(model=one) for key, one in models.items()}  # before the threats are read
    numbers: dict[uuid.UUID, list[int]] = defaultdict(list)
    for same in same_threats(threat=threat, by=by):
        if same.model_id in models:
            numbers[same.model_id].append(same.number)
    return [
        AppliedDecision(
            key,
            models[key].name,
            threats_change(
                model=models[key],
                actor=actor,
                role=role,
                selection={"all": False, "filter": None, "groups": [], "numbers": numbers[key]},
                seen=seen[key],
                change=change,
            ),
        )
        for key in sorted(numbers)  # in one order, so that two people at once do not wait for each other
    ]


def _change(threat: Threat) -> dict[str, Any]:
    if threat.status not in DECIDABLE:
        now = f"T{threat.number} is {threat.status} here, so no decision about it is in force."
        raise InvalidChange({"detail": f"{now} Decide in the other models."})
    if threat.decided == "open":
        raise InvalidChange({"detail": f"Decide about T{threat.number} first."})
    return {"status": threat.decided, "reason": threat.status_reason}
