"""Registers the app, its job handler and its receivers."""

from importlib import import_module

from django.apps import AppConfig


class AttackPathsConfig(AppConfig):
    """Attack paths, attackers and crown jewels."""

    name = "threatmodel.attack_paths"
    label = "attack_paths"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Load what registers itself."""
        for module in ("receivers", "tasks"):
            import_module(f"{self.name}.{module}")
