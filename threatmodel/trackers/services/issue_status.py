"""What is kept of an issue, and how its status compares with the one here."""

from typing import Any

from threatmodel.threats.choices import AT_RISK, DONE, FIXED
from threatmodel.trackers.choices import CLOSED_CATEGORIES
from threatmodel.trackers.models import REMOTE_TITLE_LENGTH, URL_LENGTH, IssueLink
from threatmodel.trackers.providers.provider_protocol import Issue


def issue_fields(issue: Issue) -> dict[str, Any]:
    """Return the columns of a link that follow the issue; addresses that are none are left out."""
    is_address = issue.url.startswith(("https://", "http://")) and len(issue.url) <= URL_LENGTH
    return {
        "remote_id": issue.id[:40],
        "key": issue.key[:60],
        "url": issue.url if is_address else "",
        "title": issue.title[:REMOTE_TITLE_LENGTH],
        "remote_status": issue.status[:80],
        "remote_category": issue.category,
        "remote_updated_at": issue.updated_at,
    }


def local_status(link: IssueLink) -> str:
    """Return the status here of what the issue is about."""
    if link.mitigation is not None:
        return link.mitigation.status
    return link.threat.status if link.threat is not None else ""


def is_closed_here(link: IssueLink, status: str) -> bool:
    """Whether nothing is left to be done here with this status."""
    if link.mitigation_id is not None:
        return status in (*DONE, "rejected")
    return status not in AT_RISK


def is_done_here(link: IssueLink, status: str) -> bool:
    """Whether the work is done here, so that the issue may be closed as completed."""
    return status in (DONE if link.mitigation_id is not None else FIXED)


def is_closed_there(category: str) -> bool:
    """Whether the issue is closed."""
    return category in CLOSED_CATEGORIES
