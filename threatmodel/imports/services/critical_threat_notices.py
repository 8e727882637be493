"""Tells people of critical threats that an import found."""

import uuid
from typing import Final

from threatmodel.accounts.choices import Role
from threatmodel.accounts.models import Membership, User
from threatmodel.accounts.permissions import roles_including
from threatmodel.architecture.models import ThreatModel
from threatmodel.notifications.services.notices import Content, notify
from threatmodel.threats.analysis.models import ModelCounters
from threatmodel.threats.threats.models import Threat

_NUMBERS_MOST: Final = 200  # in the facts


def last_threat_number(*, model_id: uuid.UUID) -> int:
    """The highest number of a threat of the model; what an analysis finds anew has a higher one."""
    return ModelCounters.objects.values_list("last_threat", flat=True).get(pk=model_id)


def new_critical_notify(*, model_id: uuid.UUID, actor: User | None, after: int, batch_id: str) -> None:
    """Tell who imported, and who approves in the team, of critical threats with a number above `after`."""
    critical = Threat.objects.filter(model=model_id, severity="critical", number__gt=after)
    found = list(critical.order_by("-score", "number").values_list("number", "title"))
    if not found:
        return
    model = ThreatModel.objects.get(pk=model_id)
    approvers = Membership.objects.filter(team_id=model.team_id, role__in=roles_including(Role.APPROVER))
    number, title = found[0]
    is_one = len(found) == 1
    threats = f"the critical threat T{number}" if is_one else f"{len(found):,} critical threats"
    content = Content(
        kind="new-critical",
        key=f"import:{model_id}:{batch_id}",
        team_id=model.team_id,
        model_id=model_id,
        subject=f"T{number}" if is_one else f"{len(found):,} threats",
        what=f"An import into {model.name} found {threats}",
        detail=f"T{number} {title}" + ("" if is_one else f", and {len(found) - 1:,} more"),
        link=f"/m/{model_id}/threats/{number}" if is_one else f"/m/{model_id}/threats?severity=critical",
        facts={"threats": [one for one, _ in found[:_NUMBERS_MOST]], "count": len(found)},
    )
    people = list(approvers.values_list("user_id", flat=True))
    notify(content, to=[*people, actor.pk if actor else None])
