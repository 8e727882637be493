"""Each connection to PostgreSQL is set up before it is used."""

import pytest
from django.db import connection


@pytest.mark.services
@pytest.mark.django_db
def test_a_connection_plans_as_for_solid_state_disks() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SHOW random_page_cost")
        shown = cursor.fetchone()

    assert shown == ("1.1",)
