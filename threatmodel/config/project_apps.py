"""The apps of Bulkhead, each above those that it imports."""

from typing import Final

PROJECT_APPS: Final = (
    "threatmodel.config",
    "threatmodel.jobs",
    "threatmodel.audit",
    "threatmodel.accounts",
    "threatmodel.architecture",
    "threatmodel.api_tokens",
    "threatmodel.notifications",
    "threatmodel.history",
    "threatmodel.comments",
    "threatmodel.library",
    "threatmodel.threats",
    "threatmodel.attack_paths",
    "threatmodel.bulkhead_yaml",
    "threatmodel.pasta",
    "threatmodel.linddun_go",
    "threatmodel.proposals",
    "threatmodel.reviews",
    "threatmodel.incident_response",
    "threatmodel.assessments",
    "threatmodel.imports",
    "threatmodel.webhooks",
    "threatmodel.trackers",
    "threatmodel.dashboards",
    "threatmodel.reports",
    "threatmodel.administration",
    "threatmodel.exports_and_deletions",
)
