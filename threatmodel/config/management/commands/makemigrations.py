"""makemigrations with our autodetector, which both commands of Django need."""

from django.core.management.commands import makemigrations

from threatmodel.config.migration_autodetector import Autodetector


class Command(makemigrations.Command):
    """Django's command; see migration_autodetector.py."""

    autodetector = Autodetector
