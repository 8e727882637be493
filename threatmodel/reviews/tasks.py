"""Background tasks of reviews."""

from celery import shared_task

from threatmodel.reviews.services.sign_off import overdue_reviews_note


@shared_task
def stale_reviews_mark() -> int:
    """Record which models have an overdue review. Two at once do no harm."""
    return overdue_reviews_note()
