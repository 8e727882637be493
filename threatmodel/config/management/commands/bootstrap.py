"""`manage.py bootstrap`: from nothing to a database with its tables and, where asked for, the demo."""

from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, call_command, get_commands


class Command(BaseCommand):
    """Bring the database up to date; load the demo once when BULKHEAD_DEMO=1."""

    help = "Create or update the tables and, with BULKHEAD_DEMO=1, load the demo team and its models once."

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate, then call `load_demo`, which does nothing when the demo is there."""
        call_command("migrate", interactive=False, verbosity=options["verbosity"])
        if settings.DEMO and "load_demo" in get_commands():
            call_command("load_demo", verbosity=options["verbosity"])
