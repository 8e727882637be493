"""Issue trackers in exports of teams: where they are and what is linked; never a token."""

from collections.abc import Iterator
from typing import Any

from threatmodel.accounts.models import Team
from threatmodel.api.streaming import rows_in_parts
from threatmodel.architecture.models import ThreatModel
from threatmodel.trackers.models import IssueLink, StatusProposal, Tracker


def trackers(team: Team) -> Iterator[dict[str, Any]]:
    """The trackers of a team."""
    place = ("name", "kind", "base_url", "project", "account", "labels", "issue_type", "close_status")
    rules = ("title_template", "body_template", "mapping", "comments", "sync", "close_issues", "created_at")
    return rows_in_parts(Tracker.objects.filter(team=team), *place, *rules)


def issues_of(model: ThreatModel) -> Iterator[tuple[str, Iterator[dict[str, Any]]]]:
    """The issues of a model, and what was decided about what they proposed."""
    thing = ("id", "tracker__name", "threat__number", "mitigation__number", "origin", "state")
    issue = ("key", "url", "title", "remote_status", "remote_category", "created_by__email", "created_at")
    yield "issue_links", rows_in_parts(IssueLink.objects.filter(model=model), *thing, *issue)
    proposals = StatusProposal.objects.filter(link__model=model)
    what = ("link_id", "mitigation__number", "from_status", "to_status", "remote_status", "state")
    yield "status_proposals", rows_in_parts(proposals, *what, "decided_by__email", "decided_at")
