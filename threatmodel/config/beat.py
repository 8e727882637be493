"""Entries of Celery's beat schedule."""

from typing import Any, Final


def repeated(task: str, *, every_s: float) -> dict[str, Any]:
    """Return the entry of a task; a message that waits until the next one expires."""
    return {"task": task, "schedule": every_s, "options": {"expires": every_s}}


# What is repeated at a fixed interval that no setting changes.
FIXED_INTERVALS: Final = {
    "outdated-paths": repeated("threatmodel.attack_paths.tasks.outdated_paths_find", every_s=30),
    # Their last day ends at midnight: threats are open again within ten minutes of that.
    "acceptances": repeated("threatmodel.threats.acceptances.tasks.acceptances_end", every_s=600),
    # Each run takes what has no row of today yet, or an old one.
    "posture": repeated("threatmodel.dashboards.tasks.posture_keep", every_s=600),
}
