"""Redis is killed while tasks run: the worker survives, and continues when Redis is back."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from celery import Celery
from redis import Redis as Client

from tests.services import deployment, process
from tests.services.deployment import ROOT
from threatmodel.jobs.tasks import run_job

pytestmark = [pytest.mark.services, pytest.mark.slow]

ROUNDS = 3


class OwnRedis:
    """A Redis on a port of its own that a test may kill and start again."""

    def __init__(self, folder: Path) -> None:
        self.port = process.free_port()
        self._folder = folder
        self._server: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it; returns when it answers."""
        log = self._folder / "redis.log"
        program = process.find_program("redis-server")
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", ""]
        self._server = process.start([program, *options], log=log, folder=self._folder)
        process.wait_until(
            lambda: process.accepts_connections(self.port), what="Redis", process=self._server, log=log
        )

    def is_asked(self) -> bool:
        """Whether the worker has taken messages since it was started."""
        with Client(port=self.port) as client:
            taken = client.info("commandstats").get("cmdstat_brpop", {"calls": 0})
        return bool(taken["calls"] > 20)

    def kill(self) -> None:
        """End it as a power cut would."""
        if self._server is not None:
            self._server.kill()
            self._server.wait()


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[OwnRedis]:
    """Return a Redis that runs."""
    own = OwnRedis(tmp_path)
    own.start()
    yield own
    own.kill()


def send_messages(address: str) -> None:
    """Some that wait, so that the worker always has some when Redis goes; no job has such an id."""
    with Celery(broker=address) as sender:
        for number in range(400):
            sender.send_task(run_job.name, (str(uuid4()),), countdown=number % 3)


def test_the_worker_outlives_a_redis_that_is_killed_with_tasks_in_flight(
    tmp_path: Path, database_url: str, redis: OwnRedis
) -> None:
    redis_url = f"redis://127.0.0.1:{redis.port}/0"
    with deployment.team_prepared(tmp_path, database_url=database_url, redis_url=redis_url) as made:
        address = Path(made.environment["REDIS_URL_FILE"]).read_text()  # its own database of this Redis
        log = tmp_path / "worker.log"
        command = deployment.compose_command("worker")
        worker = process.start(command, log=log, environment=made.environment, folder=ROOT)
        try:
            for _ in range(ROUNDS):
                send_messages(address)
                process.wait_until(redis.is_asked, what="work", process=worker, log=log)
                redis.kill()
                redis.start()
            send_messages(address)
            process.wait_until(redis.is_asked, what="work after the last", process=worker, log=log)
        finally:
            process.stop(worker)

    assert "Unrecoverable" not in log.read_text()
