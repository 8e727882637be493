"""`manage.py mails`: which mails wait, and which could not be sent."""

from typing import Any

from django.core.management.base import BaseCommand

from threatmodel.jobs.selectors import mails_unsent


class Command(BaseCommand):
    """List the mails that were not sent, without their content."""

    help = "List mails that wait or could not be sent: time, recipient, attempts and last error."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write one line for each."""
        for mail in mails_unsent():
            fault = f"  {mail.fault}" if mail.fault else ""
            since = f"{mail.created_at:%Y-%m-%d %H:%M}"
            self.stdout.write(f"{since}  {mail.state}  {mail.recipient}  attempts: {mail.attempts}{fault}")
