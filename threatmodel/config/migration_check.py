"""Finds a database whose tables were made by other migrations than those of this version."""

from django.apps import apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader


def foreign_migrations() -> list[str]:
    """Return the recorded migrations of our apps that this version does not have."""
    loader = MigrationLoader(connection)
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("threatmodel.")}
    recorded = (key for key in loader.applied_migrations if key[0] in ours)
    return sorted(f"{app}.{name}" for app, name in recorded if (app, name) not in loader.disk_migrations)


def replace_database_advice() -> str:
    """Return what to do with a database that this version cannot migrate, in one sentence."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return (
            f"The database {name} was created by another version of Bulkhead and cannot be "
            "updated: move the file away, and a new one is created on the next start."
        )
    return (
        f"The database {name!r} was created by another version of Bulkhead and cannot be updated: "
        "create an empty database and set it in DATABASE_URL."
    )
