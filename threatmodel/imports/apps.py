"""Registers the imports app and its job handlers."""

from importlib import import_module

from django.apps import AppConfig

from threatmodel.engine.model.deferred import load_deferred


class ImportsConfig(AppConfig):
    """Uploads, previews and imports of files."""

    name = "threatmodel.imports"
    label = "imports"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Load what registers itself, and what reads each format: no import waits for that."""
        import_module(f"{self.name}.tasks")
        import_module(f"{self.name}.receivers")
        load_deferred("threatmodel.engine")
