"""Registers the webhooks app and its receiver."""

from importlib import import_module

from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    """Webhooks of teams and their deliveries."""

    name = "threatmodel.webhooks"
    label = "webhooks"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Load what registers itself."""
        import_module(f"{self.name}.receivers")
