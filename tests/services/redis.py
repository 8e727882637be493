"""A private Redis server on a free loopback port that keeps nothing on disk."""

import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.services import process


@contextmanager
def redis() -> Iterator[str]:
    """Run Redis with a password of its own and yield its address as a REDIS_URL."""
    folder = Path(tempfile.mkdtemp(prefix="bulkhead-redis-"))
    account = process.unprivileged_account("redis", "nobody")
    try:
        port, password = process.free_port(), secrets.token_hex(16)
        configuration = _configure(folder, port, password)
        for path in (folder, configuration):
            os.chown(path, account.uid, account.gid)
        log = folder / "redis.log"
        server = process.start(
            [process.find_program("redis-server"), str(configuration)],
            log=log,
            account=account,
            folder=folder,
        )
        try:
            process.wait_until(
                lambda: process.accepts_connections(port), what="Redis", process=server, log=log
            )
            yield f"redis://default:{password}@127.0.0.1:{port}/0"
        finally:
            process.stop(server)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _configure(folder: Path, port: int, password: str) -> Path:
    # In a file, so that the password shows in no process list.
    path = folder / "redis.conf"
    settings = {"bind": "127.0.0.1", "port": port, "requirepass": password, "dir": folder}
    settings |= {"save": '""', "appendonly": "no", "databases": 500}
    path.write_text("".join(f"{name} {value}\n" for name, value in settings.items()))
    return path
