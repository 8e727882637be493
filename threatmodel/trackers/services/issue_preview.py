"""Shows what issues would say, before any is created."""

from collections.abc import Iterable
from typing import Any, Final

from threatmodel.architecture.models import ThreatModel
from threatmodel.threats.mitigations.models import Mitigation
from threatmodel.threats.threats.models import Threat
from threatmodel.trackers.models import Tracker
from threatmodel.trackers.services.issue_content import issue_text
from threatmodel.trackers.services.issue_links import issues_wanted, link_for
from threatmodel.trackers.services.issue_templates import (
    DEFAULT_TITLE,
    IN_BODY,
    IN_TITLE,
    Code,
    Values,
    body_of,
    check_template,
    default_body,
    title_of,
)

# What a template is tried with, where no threat is chosen.
_EXAMPLE: Final[Values] = {
    "number": "T7",
    "title": "worker controls the container runtime of its host",
    "model": "Example",
    "severity": "Critical",
    "status": "Open",
    "link": "https://bulkhead.example.com/m/example/threats/7",
    "element": "worker",
    "description": "Who controls the container starts others on its host, with any privilege.",
    "fix": [Code("Compose", "services:\n  worker:\n    volumes: []")],
    "threats": ["M3 Remove the runtime socket"],
    "due": "2030-01-31",
}


def issues_preview(
    *, model: ThreatModel, tracker: Tracker, things: Iterable[Threat | Mitigation]
) -> dict[str, Any]:
    """Return how many issues would be created, and what the first says. Raises InvalidLink for too many."""
    wanted = issues_wanted(tracker=tracker, things=things)
    links = [link_for(thing, tracker=tracker, model=model) for thing in wanted.new[:1]] or wanted.again[:1]
    texts = [issue_text(link) for link in links]
    return {
        "count": len(wanted.new) + len(wanted.again),
        "left_count": len(wanted.left),
        "first": {"title": texts[0][0], "body": texts[0][1]} if texts else None,
    }


def template_preview(*, kind: str, title: str, body: str) -> dict[str, str]:
    """Return how an example reads; empty templates are the default ones. Raises InvalidTemplate."""
    title, body = title.strip() or DEFAULT_TITLE, body.strip() or default_body(kind)
    check_template(title, allowed=IN_TITLE)
    check_template(body, allowed=IN_BODY)
    text = body_of(body, _EXAMPLE, kind=kind, last_line="")
    return {"title": title_of(title, _EXAMPLE), "body": text.rstrip()}
