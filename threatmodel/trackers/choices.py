"""The words of trackers, links and proposals."""

from typing import Final

KINDS: Final = ("github", "gitlab", "jira-cloud", "jira-data-center")
JIRA: Final = KINDS[2:]
TRACKER_STATES: Final = ("ok", "failing")  # failing: nothing is sent until an owner has seen to it
# What the status of an issue means, whatever the tracker calls it. not_planned: closed without being done.
CATEGORIES: Final = ("todo", "in_progress", "done", "not_planned")
CLOSED_CATEGORIES: Final = ("done", "not_planned")
# What each may propose for a mitigation; nothing there verifies it.
PROPOSABLE: Final = {
    "todo": ("", "proposed", "planned"),
    "in_progress": ("", "planned", "in-progress"),
    "done": ("", "implemented"),
    "not_planned": ("", "rejected"),
}
DEFAULT_MAPPING: Final = {"todo": "", "in_progress": "in-progress", "done": "implemented", "not_planned": ""}
LINK_STATES: Final = ("queued", "creating", "linked", "failed", "gone")
UNSENT: Final = LINK_STATES[:2]
ORIGINS: Final = ("created", "existing")
PROPOSAL_STATES: Final = ("waiting", "accepted", "kept", "superseded")
DECISIONS: Final = ("accept", "keep")
SIDES: Final = ("here", "there")  # whose status is kept in a conflict
CHECKS: Final = ("address", "credentials", "project", "create")
