"""`manage.py bootstrap`: creates or updates the tables and, where configured, loads the demo."""

from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command, get_commands

from threatmodel.config.migration_check import foreign_migrations, replace_database_advice


class Command(BaseCommand):
    """Bring the database up to date; load the demo once when BULKHEAD_DEMO=1."""

    help = "Create or update the tables and, with BULKHEAD_DEMO=1, load the demo team and its models once."

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate, then call `load_demo`, which does nothing when the demo is there.

        A database of another version is left unchanged.
        """
        if foreign_migrations():
            raise CommandError(replace_database_advice())
        call_command("migrate", interactive=False, verbosity=options["verbosity"])
        if settings.DEMO and "load_demo" in get_commands():
            call_command("load_demo", verbosity=options["verbosity"])
