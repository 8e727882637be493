"""Django's entry to the app: it has the management commands and the checks of a deployment, and no tables."""

from django.apps import AppConfig
from django.core.checks import Tags, register

from threatmodel.config.deployment_checks import deployment_warnings
from threatmodel.engine.model.gc_control import look_for_new_garbage


class ConfigConfig(AppConfig):
    name = "threatmodel.config"
    label = "config"

    def ready(self) -> None:
        """Register what `check --deploy` looks at; the models of all apps are loaded by now."""
        register(deployment_warnings, Tags.security, deploy=True)
        look_for_new_garbage()
