"""Django's entry to the app. It has no tables of its own."""

from django.apps import AppConfig


class LifecycleConfig(AppConfig):
    name = "threatmodel.lifecycle"
    label = "lifecycle"
