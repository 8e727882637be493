"""What the database knows of its tables to choose indexes by."""

from typing import Final

from django.db import connection

_MOST_ENTRIES: Final = 1_000  # of each index: of a model with 100,000 threats that takes 0.03 s


def statistics_refresh() -> None:
    """Let SQLite look at its indexes; PostgreSQL does that by itself.

    Without, filters of long lists take five times as long, as SQLite does not know which index is worth it.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA analysis_limit={_MOST_ENTRIES}")
            cursor.execute("ANALYZE")
