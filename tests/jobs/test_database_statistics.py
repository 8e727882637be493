"""SQLite learns what its indexes hold."""

import pytest
from django.db import connection

from threatmodel.jobs.tasks import database_statistics_refresh
from threatmodel.threats.threats.models import Threat

pytestmark = pytest.mark.both_databases


@pytest.mark.usefixtures("model")
def test_sqlite_learns_how_many_threats_there_are() -> None:
    count = Threat.with_possible.count()

    database_statistics_refresh()

    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT stat FROM sqlite_stat1 WHERE idx = 'threat_model_worst_first'")
            assert cursor.fetchone()[0].split()[0] == str(count)
