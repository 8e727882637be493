"""Django's entry to the app. It has no tables of its own."""

from django.apps import AppConfig


class ExportsAndDeletionsConfig(AppConfig):
    name = "threatmodel.exports_and_deletions"
    label = "exports_and_deletions"
