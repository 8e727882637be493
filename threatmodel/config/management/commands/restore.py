"""`manage.py restore FILE`: put a backup into this database, whichever database it was taken from."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError

from threatmodel.config.backups.restore import NotRestorable, backup_restore


class Command(BaseCommand):
    """Restore a backup as a whole, or change nothing."""

    help = "Restore FILE, written by `backup`, into this database, which must be migrated and empty."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file, and whether what is there may be removed."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--replace", action="store_true", help="first delete all data in the database")

    def handle(self, *args: Any, **options: Any) -> None:
        """Restore it and say what is there now."""
        try:
            summary = backup_restore(path=options["file"], replace=options["replace"])
        except NotRestorable as fault:
            raise CommandError(str(fault)) from fault
        self.stdout.write(f"Restored {summary.rows} rows, fingerprint {summary.fingerprint}")
