"""`manage.py load_demo`: the demo team with its models, once."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from threatmodel.config.demo.load import DemoFailed, demo_load


class Command(BaseCommand):
    help = "Load the demo team and its models; running it again changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            loaded = demo_load()
        except DemoFailed as fault:
            raise CommandError(str(fault)) from fault
        self.stdout.write("The demo is loaded." if loaded else "The demo was loaded before.")
        self.stdout.write(f"Log in as {settings.DEMO_EMAIL} with the password {settings.DEMO_PASSWORD}")
