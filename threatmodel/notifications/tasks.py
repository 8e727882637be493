"""Background tasks of notices: mails, and the removal of old ones."""

from celery import shared_task

from threatmodel.jobs.tasks import send_mails
from threatmodel.notifications.services.notice_mails import digests_mail, notices_mail
from threatmodel.notifications.services.retention import notices_remove_old


@shared_task
def notices_send() -> int:
    """Write the mails and digests that are due; return how many. Two at once do no harm."""
    written = notices_mail() + digests_mail()
    if written:
        send_mails.delay()
    return written


@shared_task
def old_notices_remove() -> int:
    """Remove notices beyond their retention period; return how many."""
    return notices_remove_old()
