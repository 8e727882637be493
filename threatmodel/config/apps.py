"""Django's entry to the app: it has the management commands and the checks of a deployment, and no tables."""

from django.apps import AppConfig
from django.core.checks import Tags, register

from threatmodel.config.deployment_checks import deployment_warnings


class ConfigConfig(AppConfig):
    name = "threatmodel.config"
    label = "config"

    def ready(self) -> None:
        """Register what `check --deploy` looks at."""
        register(deployment_warnings, Tags.security, deploy=True)
