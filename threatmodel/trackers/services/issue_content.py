"""What an issue says of its threat or mitigation."""

from typing import Final

from django.conf import settings

from threatmodel.threats.mitigations.models import Mitigation
from threatmodel.threats.threats.models import Threat
from threatmodel.threats.threats.selectors.threat_rows import threat_detail
from threatmodel.trackers.models import IssueLink
from threatmodel.trackers.providers.provider_protocol import NewIssue, marker_line
from threatmodel.trackers.services.issue_templates import Code, Values, body_of, title_of

_THREATS_MOST: Final = 100


def new_issue(link: IssueLink) -> NewIssue:
    """Return the issue of a link as the templates of its tracker say, in a fixed number of queries."""
    tracker, marker = link.tracker, str(link.pk)
    values = _of_threat(link) if link.threat_id else _of_mitigation(link)
    body = body_of(tracker.body_template, values, kind=tracker.kind, last_line=marker_line(marker))
    return NewIssue(title=title_of(tracker.title_template, values), body=body, marker=marker)


def issue_text(link: IssueLink) -> tuple[str, str]:
    """Return title and text as people write them: without the line by which the issue is found again."""
    issue = new_issue(link)
    return issue.title, issue.body.removesuffix(marker_line(issue.marker)).rstrip()


def status_label(status: str) -> str:
    """Return a status as people read it."""
    return status.replace("-", " ").capitalize()


def page_of(link: IssueLink) -> str:
    """Return the path of the page of what the issue is about."""
    if link.threat is not None:
        return f"/m/{link.model_id}/threats/{link.threat.number}"
    number = link.mitigation.number if link.mitigation else 0
    return f"/m/{link.model_id}/mitigations?open={number}"


def page_url(link: IssueLink) -> str:
    """Return the address of that page."""
    return f"{settings.PUBLIC_URL}{page_of(link)}"


def _of_threat(link: IssueLink) -> Values:
    threat: Threat = link.threat  # type: ignore[assignment]  # the caller has looked
    shown = threat_detail(model=link.model, number=threat.number) or {}
    work = [f"M{one['number']} {one['title']}" for one in shown.get("mitigations", ())]
    return {
        "number": f"T{threat.number}",
        "title": threat.title,
        "model": link.model.name,
        "severity": threat.severity.capitalize(),
        "status": status_label(threat.status),
        "link": page_url(link),
        "element": threat.subject_name,
        "description": str(shown.get("why") or ""),
        "fix": [Code(one["format"].capitalize(), one["text"]) for one in shown.get("fix", ())],
        "threats": work,
        "due": threat.due.isoformat() if threat.due else "",
    }


def _of_mitigation(link: IssueLink) -> Values:
    mitigation: Mitigation = link.mitigation  # type: ignore[assignment]  # the caller has looked
    treated = list(mitigation.threats.order_by("-score", "number")[: _THREATS_MOST + 1])
    listed = [f"T{one.number} {one.title} ({one.severity})" for one in treated[:_THREATS_MOST]]
    if len(treated) > _THREATS_MOST:
        listed.append("…")
    names = sorted({one.subject_name for one in treated[:_THREATS_MOST]})
    return {
        "number": f"M{mitigation.number}",
        "title": mitigation.title,
        "model": link.model.name,
        "severity": treated[0].severity.capitalize() if treated else "",
        "status": status_label(mitigation.status),
        "link": page_url(link),
        "element": ", ".join(names[:10]) + (", …" if len(names) > 10 else ""),
        "description": mitigation.description,
        "fix": (),
        "threats": listed,
        "due": mitigation.due.isoformat() if mitigation.due else "",
    }
