"""Background tasks of acceptances."""

from celery import shared_task

from threatmodel.threats.acceptances.services.expiry import acceptances_expire


@shared_task
def acceptances_end() -> dict[str, int]:
    """End acceptances after their last day and warn before it. Two at once do no harm."""
    return acceptances_expire()
