"""`manage.py analyze`, for `manage.py help` and call_command; manage.py itself takes the direct way."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from threatmodel.engine.command_line.analyze import main


class Command(BaseCommand):
    help = "Find the threats in compose files and Kubernetes manifests. Needs no database."
    requires_system_checks: list[str] = []

    def run_from_argv(self, argv: list[str]) -> None:
        """Hand the words after `analyze` to the engine, whose parser owns them."""
        sys.exit(main(argv[2:], prog="manage.py analyze"))

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("words", nargs="*")

    def handle(self, *args: Any, words: list[str], **options: Any) -> None:
        sys.exit(main(words, prog="manage.py analyze"))
