"""Django's entry to the app; registers the check of team paths and the receivers of signals."""

from importlib import import_module

from django.apps import AppConfig
from django.core.checks import register


class AccountsConfig(AppConfig):
    name = "threatmodel.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Register the check and the receivers; their modules need the models, which are loaded by now."""
        import_module("threatmodel.accounts.receivers")
        register(import_module("threatmodel.accounts.team_path_check").team_paths_declared, "team_path")
