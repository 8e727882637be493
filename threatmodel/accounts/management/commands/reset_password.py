"""`manage.py reset_password`: a one-time link to a new password, for where Bulkhead sends no mail."""

import os
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from threatmodel.accounts.models import User
from threatmodel.accounts.recovery import password_reset_key


class Command(BaseCommand):
    help = "Print a link with which somebody sets a new password, once. Whoever has the link can use it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="the address the account signs in with")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the link to the terminal; nothing of it is logged or stored."""
        user = User.objects.filter(email__iexact=options["email"].strip()).first()
        if user is None:
            raise CommandError(f"No account has the address {options['email']}.")
        if not user.is_active:
            raise CommandError(f"The account {user.email} is disabled: a new password would not let it in.")
        base = settings.PUBLIC_URL or f"http://127.0.0.1:{os.environ.get('PORT', '8000')}"
        hours = settings.PASSWORD_RESET_TIMEOUT // 3600
        self.stdout.write(f"{base}/reset-password/{password_reset_key(user=user)}")
        self.stderr.write(f"For {user.email}: works once, within {hours} hours. Hand it over in private.")
