"""`manage.py create_account`: an account where people cannot sign up by themselves, such as the first one."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from threatmodel.accounts.services import AddressTaken, account_create


class Command(BaseCommand):
    help = "Make an account with a team of its own, and print a link to set its password, once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="the address the person signs in with")
        parser.add_argument("--name", default="", help="how team mates see the person")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the account, then print what `reset_password` prints."""
        try:
            user = account_create(email=options["email"].strip(), name=options["name"].strip())
        except AddressTaken as fault:
            raise CommandError(str(fault)) from None
        call_command("reset_password", user.email, stdout=self.stdout, stderr=self.stderr)
