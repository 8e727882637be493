"""`manage.py backup FILE`: everything worth keeping in one file, taken while people go on working."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError

from threatmodel.config.backups.dump import backup_write


class Command(BaseCommand):
    """Write a backup that only its owner may read."""

    help = "Write a consistent snapshot of the database to FILE. `restore` reads it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file to write."""
        parser.add_argument("file", type=Path, help="a file that does not exist yet")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write it and say what it holds."""
        try:
            summary = backup_write(path=options["file"])
        except OSError as fault:
            raise CommandError(f"The backup was not written: {fault}") from fault
        self.stdout.write(f"Backed up {summary.rows} rows, fingerprint {summary.fingerprint}")
