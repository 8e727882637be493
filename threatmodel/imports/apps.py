"""Registers the imports app and its job handlers."""

from importlib import import_module

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    """Uploads, previews and imports of files."""

    name = "threatmodel.imports"
    label = "imports"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Load what registers itself."""
        import_module(f"{self.name}.tasks")
        import_module(f"{self.name}.receivers")
