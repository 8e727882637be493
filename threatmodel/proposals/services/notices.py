"""Tells editors of proposals that wait for a decision: one notice for all that wait at a time.

It says how many there are, and is read once none is left. Texts of agents are not part of it.
"""

import uuid
from typing import Final

from threatmodel.accounts.choices import Role
from threatmodel.accounts.models import Membership
from threatmodel.accounts.permissions import roles_including
from threatmodel.architecture.models import ThreatModel
from threatmodel.notifications.selectors.inbox import last_notice_key
from threatmodel.notifications.services.notices import Content, notices_rewrite, notices_settle, notify
from threatmodel.proposals.choices import ANSWER, FLOW, KINDS, MITIGATION
from threatmodel.proposals.models import Proposal
from threatmodel.proposals.selectors import proposal_counts

KIND: Final = "proposals"
_NAMED: Final = {
    ANSWER: ("answer", "answers"),
    MITIGATION: ("mitigation", "mitigations"),
    FLOW: ("flow", "flows"),
}


def proposals_notify(proposal: Proposal) -> None:
    """Tell the editors of the model that a proposal waits; the first one of several writes the notice."""
    model = proposal.model
    counts = proposal_counts(model=model)
    key = _present_key(model.pk) if counts["pending"] > 1 else None
    what, detail = _text(model, counts)
    if key is not None:
        notices_rewrite(key=key, what=what, detail=detail, unread=True)
    content = Content(
        kind=KIND,
        key=key or f"proposals:{proposal.pk}",
        team_id=model.team_id,
        model_id=model.pk,
        subject="Proposals",
        what=what,
        detail=detail,
        link=f"/m/{model.pk}/proposals",
        facts={"pending": counts["pending"]},
    )
    editors = Membership.objects.filter(team_id=model.team_id, role__in=roles_including(Role.EDITOR))
    notify(content, to=list(editors.values_list("user_id", flat=True)))


def proposals_recount(proposal: Proposal) -> None:
    """Have the notice say how many proposals are left; once none is, it is read."""
    model = proposal.model
    key = _present_key(model.pk)
    if key is None:
        return
    counts = proposal_counts(model=model)
    if counts["pending"]:
        what, detail = _text(model, counts)
        notices_rewrite(key=key, what=what, detail=detail, unread=False)
    else:
        notices_settle(keys=[key])


def _present_key(model_id: uuid.UUID) -> str | None:
    return last_notice_key(model_id=model_id, kind=KIND)


def _text(model: ThreatModel, counts: dict[str, int]) -> tuple[str, str]:
    """The sentence of the notice, and what waits by kind."""
    pending = counts["pending"]
    waiting = "1 proposal waits" if pending == 1 else f"{pending:,} proposals wait"
    kinds = (f"{counts[kind]:,} {_NAMED[kind][counts[kind] != 1]}" for kind in KINDS if counts[kind])
    return f"{waiting} for a decision in {model.name}", ", ".join(kinds)
