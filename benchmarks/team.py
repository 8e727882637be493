"""The processes of a team for one benchmark: web, worker and beat on PostgreSQL and Redis of their own."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.services import deployment
from tests.services.postgres import postgres
from tests.services.redis import redis


@contextmanager
def team_server() -> Iterator[deployment.Server]:
    """Start them, with a PostgreSQL that waits for the disk at each commit. Raises NotStarted."""
    with (
        tempfile.TemporaryDirectory() as folder,
        postgres(durable=True) as database,
        redis() as broker,
        deployment.team(Path(folder), database_url=database, redis_url=broker) as server,
    ):
        yield server
