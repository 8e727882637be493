"""The words that rules, controls and threats share, in the order of the pages."""

from typing import Final

SEVERITIES: Final = ("critical", "high", "medium", "low", "info")
STRIDE: Final = (
    "spoofing",
    "tampering",
    "repudiation",
    "information-disclosure",
    "denial-of-service",
    "elevation-of-privilege",
)
LINDDUN: Final = (
    "linking",
    "identifying",
    "non-repudiation",
    "detecting",
    "data-disclosure",
    "unawareness",
    "non-compliance",
)
CATEGORIES: Final = STRIDE + LINDDUN
METHODS: Final = ("stride", "linddun")
TEAM_PREFIX: Final = "team-"  # begins the ids of what a team wrote; nothing that ships begins so
STATUSES: Final = ("proposed", "planned", "in-progress", "implemented", "verified", "rejected")
