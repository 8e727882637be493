"""Hands out connections that work, or says at once that the database is away."""

from typing import Any

import psycopg
from django.db.backends.postgresql import base
from psycopg_pool import ConnectionPool

from threatmodel.config.postgresql.outage import outage


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection of the pool of this process.

    The pool's own check gives a request one broken connection after the other, a second apart: after a
    restart of the server that is all of them. Here the first broken one means that all are.
    """

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Return a connection that the server answers on."""
        outage.refuse()
        connection = super().get_new_connection(conn_params)
        if self.pool is not None and not _answers(connection):
            self.pool.putconn(connection)
            self.pool.drain()
            connection = super().get_new_connection(conn_params)
        outage.end()
        return connection

    def _configure_connection(self, connection: Any) -> bool:
        """Plan as for solid-state disks and what is in memory.

        At the default of 4 counts of a large model read the whole table rather than an index. Poolers such as
        PgBouncer refuse this as a parameter of the start.
        """
        super()._configure_connection(connection)  # type: ignore[misc]  # missing from the types of Django
        with connection.cursor() as cursor:
            cursor.execute("SET random_page_cost = 1.1")
        return True


def _answers(connection: Any) -> bool:
    try:
        ConnectionPool.check_connection(connection)
    except psycopg.Error:
        return False
    return True
