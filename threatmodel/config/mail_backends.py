"""How mails are sent; without a mail server nothing is, and no content is logged."""

from collections.abc import Sequence

import structlog
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

log = structlog.get_logger("bulkhead.mail")


def mail_backend(host: str, *, debug: bool) -> str:
    """Return the backend for a mail server, or where there is none."""
    if host:
        return "django.core.mail.backends.smtp.EmailBackend"
    # Links to new passwords must not be in a log; on a developer's console they may.
    return "django.core.mail.backends.console.EmailBackend" if debug else f"{__name__}.NoMail"


class NoMail(BaseEmailBackend):
    """Drops every message: its body may hold a link that signs in, its address is a person's."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Log the subjects, which say what people wait for in vain; return that none was sent."""
        for message in email_messages:
            log.warning("mail_not_sent", subject=message.subject, remedy="set EMAIL_HOST")
        return 0
