"""What the status of an issue proposes here, and what people decide about it."""

import uuid
from typing import Final

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from threatmodel.accounts.choices import Role
from threatmodel.accounts.models import User
from threatmodel.architecture.models import NAME_LENGTH
from threatmodel.audit.actions import Action
from threatmodel.audit.services import Subject, event_record
from threatmodel.threats.choices import DONE, UNFINISHED
from threatmodel.threats.mitigations.models import Mitigation
from threatmodel.threats.mitigations.services import mitigation_create, mitigation_update
from threatmodel.trackers.models import IssueLink, StatusProposal
from threatmodel.trackers.services.notices import proposal_notify, proposals_settle

_NEW: Final = {"control": None, "description": "", "owner": None, "due": None}


class NotWaiting(Exception):
    """The proposal was decided, or nothing is left to be decided; the message says so."""


class NothingToChange(Exception):
    """No mitigation can take over the status of the issue; the message says what helps."""


def proposals_write(link: IssueLink) -> None:
    """Propose what the status of the issue means here; what it proposed before is superseded.

    Runs in the transaction that holds the lock of the link. Nothing proposes to verify.
    """
    status = _meaning(link)
    proposals_outdated_end(link)
    proposed = set(link.proposals.filter(state="waiting").values_list("mitigation_id", flat=True))
    for mitigation in _targets(link) if status else ():
        current = mitigation.status if mitigation else link.threat.status if link.threat else ""
        is_done = current in DONE and status == "implemented"
        if current == status or is_done or (mitigation.pk if mitigation else None) in proposed:
            continue
        made = StatusProposal.objects.create(
            link=link,
            mitigation=mitigation,
            from_status=current,
            to_status=status,
            remote_status=link.remote_status,
        )
        proposal_notify(made)


def proposals_outdated_end(link: IssueLink) -> None:
    """Supersede what the issue proposed before, and does not mean now."""
    _supersede(list(link.proposals.filter(state="waiting").exclude(to_status=_meaning(link))))


def proposals_obsolete_end(*, tracker_id: uuid.UUID) -> None:
    """Supersede proposals to do what has been done in the meantime."""
    waiting = StatusProposal.objects.filter(link__tracker=tracker_id, state="waiting")
    is_done = Q(to_status="implemented", mitigation__status__in=DONE)
    _supersede(list(waiting.filter(is_done | Q(to_status=F("mitigation__status")))))


@transaction.atomic
def proposal_decide(*, proposal: StatusProposal, actor: User, role: Role, decision: str) -> StatusProposal:
    """Accept a proposal, which changes the mitigation as a change by this person, or keep what is here.

    What is kept is not proposed again before the issue changes there: only such a change writes proposals.

    Raises NotWaiting, ApproverNeeded, InvalidMitigation.
    """
    related = ("link__model__team", "link__tracker", "link__threat", "mitigation")
    rows = StatusProposal.objects.select_for_update(of=("self",)).select_related(*related)
    found = rows.get(pk=proposal.pk)
    if found.state != "waiting":
        raise NotWaiting(f"This proposal no longer waits: it was {found.state}. Load the page again.")
    if decision == "accept":
        _accept(found, actor=actor, role=role)
    found.state = "accepted" if decision == "accept" else "kept"
    found.decided_by, found.decided_at = actor, timezone.now()
    found.save()
    proposals_settle([found])
    event_record(
        action=Action.STATUS_PROPOSAL_DECIDED,
        subject=Subject("status_proposal", found.pk, found.link.key),
        team_id=found.link.model.team_id,
        actor=actor,
        after={"decision": found.state, "to_status": found.to_status, "issue": found.link.url},
    )
    return found


def status_take_over(link: IssueLink, *, status: str, actor: User, role: Role) -> None:
    """Give what the issue is about this status, as a change by this person. Raises NothingToChange."""
    found = [one for one in _targets(link) if one is not None]
    if not found and link.threat is not None:
        raise NothingToChange(
            f"T{link.threat.number} has no unfinished mitigation that could take over this status. "
            "Change the threat on its page, or keep the status here."
        )
    for mitigation in found:
        _update(link, mitigation, status, actor=actor, role=role)


def _accept(proposal: StatusProposal, *, actor: User, role: Role) -> None:
    link, mitigation = proposal.link, proposal.mitigation
    if mitigation is not None:
        if mitigation.status in DONE and proposal.to_status == "implemented":
            raise NotWaiting(f"M{mitigation.number} is {mitigation.status} already.")
        _update(link, mitigation, proposal.to_status, actor=actor, role=role)
        return
    number = link.threat.number if link.threat else 0
    title = (link.title or link.key)[:NAME_LENGTH]
    values = {**_NEW, "title": title, "status": proposal.to_status, "threats": [number]}
    proposal.mitigation = mitigation_create(model=link.model, actor=actor, role=role, values=values)


def _update(link: IssueLink, mitigation: Mitigation, status: str, *, actor: User, role: Role) -> None:
    changes = {"status": status}
    mitigation_update(model=link.model, actor=actor, role=role, number=mitigation.number, changes=changes)


def _meaning(link: IssueLink) -> str:
    """The status that the tracker's settings name for what the issue is; empty for none."""
    meaning: str = link.tracker.mapping.get(link.remote_category, "")
    return meaning


def _targets(link: IssueLink) -> list[Mitigation | None]:
    """The mitigations that the issue is about; None stands for one that a threat has not got yet."""
    if link.mitigation is not None:
        return [link.mitigation]
    if link.threat is None:
        return []
    treating = list(Mitigation.objects.filter(treatments__threat=link.threat).order_by("number"))
    unfinished: list[Mitigation | None] = [one for one in treating if one.status in UNFINISHED]
    return unfinished if treating else [None]


def _supersede(proposals: list[StatusProposal]) -> None:
    if not proposals:
        return
    keys = [one.pk for one in proposals]
    StatusProposal.objects.filter(pk__in=keys, state="waiting").update(
        state="superseded", decided_at=timezone.now()
    )
    proposals_settle(proposals)
