"""Background tasks of proposals."""

from celery import shared_task

from threatmodel.proposals.services.retention import proposals_remove_old


@shared_task
def old_proposals_remove() -> int:
    """Remove decided proposals beyond their retention period; return how many."""
    return proposals_remove_old()
