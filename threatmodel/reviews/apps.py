"""Registers the app of review sessions and its receiver of approvals."""

from importlib import import_module

from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    """Review sessions of a model, their minutes, and when the next one is due."""

    name = "threatmodel.reviews"
    label = "reviews"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Load what registers itself."""
        import_module(f"{self.name}.receivers")
