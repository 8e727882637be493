"""Django's entry to the assembly: its commands."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "threatmodel.config"
    label = "config"
