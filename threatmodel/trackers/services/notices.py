"""Tells people of proposals, conflicts and issues that could not be created."""

from django.utils import timezone

from threatmodel.notifications.services.notices import Content, notices_settle, notify
from threatmodel.trackers.models import IssueLink, StatusProposal
from threatmodel.trackers.services.issue_content import page_of, status_label

KIND = "issue-tracker"


def failure_notify(link: IssueLink) -> None:
    """Tell who wanted the issue that it was not created."""
    what = f"{thing_of(link)}: no issue was created in {link.tracker.name}"
    _tell(link, f"issue-failed:{link.pk}:{timezone.now().isoformat()}", what, link.fault)


def proposal_notify(proposal: StatusProposal) -> None:
    """Tell whose work it is that the issue says that it is done, and waits for a decision."""
    link = proposal.link
    status = status_label(proposal.to_status)
    what = f"{link.key} is {proposal.remote_status}: confirm {thing_of(link)} as {status}"
    _tell(link, proposal_key(proposal), what, link.title)


def conflict_notify(link: IssueLink, *, local_status: str) -> None:
    """Tell whose work it is that both sides have changed."""
    what = f"{thing_of(link)} and {link.key} have both changed"
    detail = f"Here: {status_label(local_status)}. In {link.tracker.name}: {link.remote_status}."
    _tell(link, _conflict_key(link), what, detail)


def conflict_settle(link: IssueLink) -> None:
    """Mark as read what told of the conflict, which has ended."""
    notices_settle(keys=[_conflict_key(link)])


def proposals_settle(proposals: list[StatusProposal]) -> None:
    """Mark as read what asked for decisions that are no longer needed."""
    notices_settle(keys=[proposal_key(one) for one in proposals])


def proposal_key(proposal: StatusProposal) -> str:
    """The key of its notice."""
    return f"status-proposal:{proposal.pk}"


def _conflict_key(link: IssueLink) -> str:
    since = link.conflict_since.isoformat() if link.conflict_since else ""
    return f"issue-conflict:{link.pk}:{since}"


def _tell(link: IssueLink, key: str, what: str, detail: str) -> None:
    content = Content(
        kind=KIND,
        key=key,
        team_id=link.tracker.team_id,
        model_id=link.model_id,
        subject=thing_of(link),
        what=what,
        detail=detail,
        link=page_of(link),
        facts={"issue": link.key, "url": link.url},
    )
    owner = link.mitigation.owner_id if link.mitigation else link.threat.owner_id if link.threat else None
    notify(content, to=[owner, link.created_by_id])


def thing_of(link: IssueLink) -> str:
    """Return the number of what the issue is about."""
    if link.mitigation is not None:
        return f"M{link.mitigation.number}"
    return f"T{link.threat.number}" if link.threat else ""
