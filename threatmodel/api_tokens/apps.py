"""Registers the app of API tokens and its receivers."""

from importlib import import_module

from django.apps import AppConfig


class ApiTokensConfig(AppConfig):
    """Tokens of people for programs, and the results of their requests."""

    name = "threatmodel.api_tokens"
    label = "api_tokens"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Load what registers itself."""
        import_module(f"{self.name}.receivers")
