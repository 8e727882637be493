"""Entries of Celery's beat schedule."""

from typing import Any, Final


def repeated(task: str, *, every_s: float) -> dict[str, Any]:
    """Return the entry of a task; a message that waits until the next one expires."""
    return {"task": task, "schedule": every_s, "options": {"expires": every_s}}


# What is repeated at a fixed interval that no setting changes.
FIXED_INTERVALS: Final = {
    "outdated-paths": repeated("threatmodel.attack_paths.tasks.outdated_paths_find", every_s=30),
    "statistics": repeated("threatmodel.jobs.tasks.database_statistics_refresh", every_s=600),
    "snapshots": repeated("threatmodel.history.tasks.snapshots_keep", every_s=60),
    "old-rows": repeated("threatmodel.history.tasks.old_rows_delete", every_s=3600),
    "old-tokens": repeated("threatmodel.api_tokens.tasks.old_tokens_and_results_remove", every_s=3600),
    "notices": repeated("threatmodel.notifications.tasks.notices_send", every_s=20),
    "old-notices": repeated("threatmodel.notifications.tasks.old_notices_remove", every_s=3600),
    "deliveries": repeated("threatmodel.webhooks.tasks.lost_deliveries_dispatch", every_s=10),
    "old-deliveries": repeated("threatmodel.webhooks.tasks.old_deliveries_remove", every_s=3600),
    "old-proposals": repeated("threatmodel.proposals.tasks.old_proposals_remove", every_s=3600),
    "trackers": repeated("threatmodel.trackers.tasks.due_trackers_dispatch", every_s=10),
    "teams-purge": repeated("threatmodel.exports_and_deletions.tasks.teams_purge", every_s=300),
    # Restore tests get too old at midnight; of the models that this is about, a few begin in each round.
    "outdated-facts": repeated("threatmodel.threats.analysis.tasks.outdated_facts_analyze", every_s=300),
    "reminders": repeated("threatmodel.threats.triage.tasks.reminders_write", every_s=600),
    # Their last day ends at midnight: threats are open again within ten minutes of that.
    "acceptances": repeated("threatmodel.threats.acceptances.tasks.acceptances_end", every_s=600),
    # The day of a review ends at midnight; what is overdue is recorded once.
    "stale-reviews": repeated("threatmodel.reviews.tasks.stale_reviews_mark", every_s=3_600),
    "overdue-assessments": repeated("threatmodel.assessments.tasks.overdue_assessments_find", every_s=3_600),
    "expired-reports": repeated("threatmodel.reports.tasks.expired_reports_delete", every_s=3_600),
    # Each run takes what has no row of today yet, or an old one.
    "posture": repeated("threatmodel.dashboards.tasks.posture_keep", every_s=600),
}
