"""Registers the pasta app."""

from importlib import import_module

from django.apps import AppConfig

from threatmodel.attack_paths.objectives_and_countermeasures import business_register


class PastaConfig(AppConfig):
    """The seven stages of PASTA over a model."""

    name = "threatmodel.pasta"
    label = "pasta"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect the receivers and the job, and let attack paths read objectives and countermeasures."""
        for module in ("receivers", "tasks"):
            import_module(f"{self.name}.{module}")
        inputs = import_module(f"{self.name}.selectors.objectives_and_countermeasures")
        business_register(inputs.objectives_of_model, inputs.plans_of_model)
