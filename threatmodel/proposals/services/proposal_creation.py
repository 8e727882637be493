"""Writes what agents propose, and takes it back."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from threatmodel.accounts.models import User
from threatmodel.api_tokens.models import ApiToken
from threatmodel.architecture.api.services.architecture_edits import model_lock
from threatmodel.architecture.models import ThreatModel
from threatmodel.audit.actions import Action
from threatmodel.audit.services import Subject, event_record
from threatmodel.history.services.events import event_write
from threatmodel.proposals.choices import PENDING, PENDING_MOST, WITHDRAWN
from threatmodel.proposals.models import Proposal
from threatmodel.proposals.services.notices import proposals_notify, proposals_recount
from threatmodel.proposals.services.payload_checks import InvalidProposal, content_of, text_problem
from threatmodel.pubsub.publisher import broadcast


class TooManyProposals(ValueError):
    """The model has as many pending proposals as people can read."""


class AlreadyDecided(Exception):
    """The proposal is no longer pending; it holds the row as it is."""

    def __init__(self, proposal: Proposal) -> None:
        super().__init__(str(proposal.pk))
        self.proposal = proposal


class NotTheProposer(Exception):
    """Another person, or another token, made the proposal."""


@dataclass(frozen=True, slots=True)
class Proposer:
    """Who proposes: a person through a token, and the agent as it calls itself."""

    user: User
    token: ApiToken | None
    agent: str


@transaction.atomic
def proposal_create(
    *, model: ThreatModel, proposer: Proposer, kind: str, values: Mapping[str, Any], reason: str
) -> tuple[Proposal, bool]:
    """Write a pending proposal; return it, and whether it is new. The same one is pending once.

    Raises InvalidProposal, ObjectDoesNotExist for an unknown question, TooManyProposals.
    """
    if problem := text_problem(reason):
        raise InvalidProposal({"reason": [problem]})
    model_lock(model)
    content = content_of(model=model, kind=kind, values=values)
    pending = Proposal.objects.filter(model=model, state=PENDING)
    same = pending.filter(kind=kind, payload_hash=content.hash).first()
    if same is not None:
        return same, False
    if pending.count() >= PENDING_MOST:
        raise TooManyProposals(
            f"{PENDING_MOST} proposals of this model wait for a person. Propose more once some are decided."
        )
    token = proposer.token
    proposal = Proposal.objects.create(
        model=model,
        kind=kind,
        payload=content.payload,
        payload_hash=content.hash,
        title=content.title,
        subject_uid=content.subject_uid,
        other_uid=content.other_uid,
        reason=reason,
        agent=proposer.agent,
        token=token,
        token_name=token.name if token else "",
        proposed_by=proposer.user,
    )
    proposal_record(proposal, Action.PROPOSAL_CREATED, actor=proposer.user, what="proposed")
    proposals_notify(proposal)
    return proposal, True


@transaction.atomic
def proposal_withdraw(
    *, model: ThreatModel, actor: User, token: ApiToken | None, proposal_id: uuid.UUID
) -> Proposal:
    """Take a proposal back: its token may, and in a browser the owner of the token.

    Raises Proposal.DoesNotExist, NotTheProposer, AlreadyDecided.
    """
    proposal = proposal_locked(model, proposal_id)
    is_own = proposal.token_id == token.pk if token else proposal.proposed_by_id == actor.pk
    if not is_own:
        raise NotTheProposer(
            "Only the agent that made this proposal can withdraw it, or its person. Reject it instead."
        )
    if proposal.state != PENDING:
        raise AlreadyDecided(proposal)
    proposal_close(proposal, state=WITHDRAWN, actor=actor)
    proposal_record(proposal, Action.PROPOSAL_WITHDRAWN, actor=actor, what="withdrew")
    return proposal


def proposal_locked(model: ThreatModel, proposal_id: uuid.UUID) -> Proposal:
    """Return the proposal, locked with its model: one decision is made at a time."""
    model_lock(model)
    return Proposal.objects.select_for_update().get(model=model, pk=proposal_id)


def proposal_close(proposal: Proposal, *, state: str, actor: User, **values: Any) -> None:
    """Write that the proposal is decided."""
    proposal.state, proposal.decided_by, proposal.decided_at = state, actor, timezone.now()
    for name, value in values.items():
        setattr(proposal, name, value)
    proposal.save(update_fields=["state", "decided_by", "decided_at", *values])
    proposals_recount(proposal)


def proposal_record(proposal: Proposal, action: Action, *, actor: User, what: str) -> None:
    """Tell pages, the history and the audit log; call it last in a transaction."""
    announce = partial(broadcast, model_id=proposal.model_id, message={"type": "proposal"})
    transaction.on_commit(announce)
    content = {
        "kind": proposal.kind,
        "proposal": str(proposal.pk),
        "title": proposal.title,
        "agent": proposal.agent,
        "token": proposal.token_name,
        "state": proposal.state,
    }
    event_write(
        model_id=proposal.model_id,
        actor=actor,
        subject_type="proposal",
        what=f"{what} {_NAMED[proposal.kind]}",
        after=content,
    )
    event_record(
        action=action,
        subject=Subject("proposal", proposal.pk, proposal.title),
        team_id=proposal.model.team_id,
        actor=actor,
        after={**content, "model": str(proposal.model_id)},
    )


_NAMED = {"answer": "an answer", "mitigation": "a mitigation", "flow": "a flow"}
