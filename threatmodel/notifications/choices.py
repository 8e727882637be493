"""Kinds of notices, and how a person gets to know of one."""

from typing import Final

# Each kind with what people call it in settings and mails.
KINDS: Final = {
    "assigned": "Assigned to you",
    "mentioned": "Mentions",
    "asked": "Questions to you",
    "acceptance-to-decide": "Risk acceptance to decide",
    "acceptance-decided": "Risk acceptance decided",
    "acceptance-expiring": "Risk acceptance expiring",
    "acceptance-changed": "Accepted risk that changed",
    "due": "Due soon",
    "overdue": "Overdue",
    "assessment-overdue": "Assessment overdue",
    "new-critical": "New critical threats",
    "sign-off": "Review sign-off",
    "version": "Approved versions",
    "library-update": "Rule library updates",
    "issue-tracker": "Issue trackers",
    "proposals": "Proposals of agents",
}
COMMENT_KINDS: Final = ("mentioned", "asked")
MAIL_MODES: Final = ("at-once", "digest", "off")
# What wants an answer or has a date is mailed at once, the rest once a day.
DEFAULT_MODES: Final = {
    kind: "digest"
    if kind in ("due", "new-critical", "version", "acceptance-decided", "library-update")
    else "at-once"
    for kind in KINDS
}
