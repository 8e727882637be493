"""Registers the threats app, its job handlers, its receivers and its figures for the library."""

from importlib import import_module

from django.apps import AppConfig

from threatmodel.library.usage import usage_register


class ThreatsConfig(AppConfig):
    """Analyses, threats, decisions, mitigations, questions and coverage."""

    name = "threatmodel.threats"
    label = "threats"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Load what registers itself."""
        for module in ("receivers", "analysis.tasks", "triage.tasks"):
            import_module(f"{self.name}.{module}")
        selectors = import_module(f"{self.name}.mitigations.selectors.library_usage")
        usage_register(selectors.ThreatsLibraryUsage())
        places = import_module(f"{self.name}.triage.selectors.comment_places")
        register = import_module("threatmodel.comments.selectors").place_finder_register
        register("threat", places.threats_at_places)
        register("mitigation", places.mitigations_at_places)
