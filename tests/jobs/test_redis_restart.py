"""Redis may go and come back empty: requests are answered meanwhile, and no job is lost."""

import subprocess
from pathlib import Path

import pytest

from tests.services import deployment, process
from tests.services.deployment import ROOT
from tests.services.visitor import Visitor

SHOP = (ROOT / "fixtures" / "demo" / "media-compose" / "docker-compose.yml").read_bytes()

pytestmark = [pytest.mark.services, pytest.mark.slow]


def start_redis(port: int, folder: Path) -> subprocess.Popen[bytes]:
    log = folder / "redis.log"
    program = process.find_program("redis-server")
    server = process.start(
        [program, "--port", str(port), "--bind", "127.0.0.1", "--save", ""], log=log, folder=folder
    )
    process.wait_until(lambda: process.accepts_connections(port), what="Redis", process=server, log=log)
    return server


def test_an_import_made_while_redis_is_away_is_done_when_it_is_back(
    tmp_path: Path, database_url: str
) -> None:
    port = process.free_port()
    redis = start_redis(port, tmp_path)
    with deployment.team(
        tmp_path, database_url=database_url, redis_url=f"redis://127.0.0.1:{port}/0"
    ) as running:
        visitor = Visitor(running.url)
        visitor.sign_up("patient@example.com")
        model = visitor.model()
        process.stop(redis)

        # Redis comes back only after the answer: none waits for it.
        accepted = visitor.upload(f"/api/models/{model}/imports/", {"docker-compose.yml": SHOP})

        assert visitor.get(f"/api/jobs/{accepted['job']['id']}/")["state"] == "queued"
        Visitor(running.url).sign_up("new@example.com")  # rate limits live in Redis

        redis = start_redis(port, tmp_path)
        try:
            job = visitor.job_ended(accepted["job"]["id"])
            live = visitor.import_files(model, {"docker-compose.yml": SHOP})
        finally:
            process.stop(redis)
    assert (job["state"], live["state"]) == ("succeeded", "succeeded")
