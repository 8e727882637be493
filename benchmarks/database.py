"""A database for one benchmark: SQLite in a temporary folder, or a scratch one where DATABASE_URL points."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

import django
from django.conf import settings
from django.db import connection


@contextmanager
def scratch_database() -> Iterator[str]:
    """Set Django up on an empty, migrated database, give its vendor, and throw it away at the end."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["BULKHEAD_VAR"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "threatmodel.config.settings"
        os.environ.setdefault("BULKHEAD_LOG_LEVEL", "ERROR")
        django.setup()
        settings.DATABASES["default"].setdefault("TEST", {})
        if connection.vendor == "sqlite":
            connection.settings_dict["TEST"]["NAME"] = f"{folder}/bench.sqlite3"  # on disk, as in production
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            yield connection.vendor
        finally:
            connection.creation.destroy_test_db(f"{folder}/unused", verbosity=0)
