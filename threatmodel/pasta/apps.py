"""Registers the pasta app."""

from importlib import import_module

from django.apps import AppConfig

from threatmodel.attack_paths.objectives import objectives_register


class PastaConfig(AppConfig):
    """The seven stages of PASTA over a model."""

    name = "threatmodel.pasta"
    label = "pasta"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect the receivers, and let attack paths read the objectives."""
        import_module(f"{self.name}.receivers")
        objectives_register(import_module(f"{self.name}.selectors.harmed_objectives").objectives_of_model)
