"""`manage.py serve`: the embedded process as `make run` starts it."""

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.services import deployment
from tests.services.deployment import ROOT, Server
from tests.services.visitor import Refused, Visitor
from tests.waiting import wait_until

pytestmark = pytest.mark.no_database

SHOP = (ROOT / "fixtures" / "demo" / "media-compose" / "docker-compose.yml").read_bytes()


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with deployment.embedded(tmp_path_factory.mktemp("serve")) as running:
        yield running


def test_it_says_where_it_is(embedded: Server) -> None:
    assert f"Bulkhead is running at {embedded.url}" in embedded.logs


def test_logs_are_one_json_object_per_line(embedded: Server) -> None:
    Visitor(embedded.url).get("/api/session/")

    def line() -> object:
        lines = [text for text in embedded.logs.splitlines() if '"path": "/api/session/"' in text]
        return lines and json.loads(lines[-1])

    wait_until(line, what="the line of the request")
    entry = line()
    assert isinstance(entry, dict)
    assert (entry["method"], entry["status"], entry["user"]) == ("GET", 200, None)
    assert entry["request_id"]


def test_too_much_at_once_gets_one_clear_answer(embedded: Server) -> None:
    visitor = Visitor(embedded.url)
    visitor.sign_up("big@example.com")
    model = visitor.model()

    with pytest.raises(Refused) as refusal:
        visitor.upload(f"/api/models/{model}/imports/", {"big.yaml": b"a: b\n" * 6_000_000})

    assert refusal.value.status == 413
    assert "MB" in json.loads(refusal.value.body)["detail"]
    assert visitor.get(f"/api/models/{model}/imports/")["count"] == 0


def test_readers_and_writers_at_once_never_find_the_database_locked(embedded: Server) -> None:
    visitor = Visitor(embedded.url)
    visitor.sign_up("busy@example.com")
    models = [visitor.model(f"Model {number}") for number in range(3)]
    faults: list[str] = []
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            try:
                for model in models:
                    visitor.get(f"/api/models/{model}/threats/")
                    visitor.get("/api/teams/")
            except Refused as refusal:
                faults.append(str(refusal))

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    jobs = [
        visitor.upload(f"/api/models/{model}/imports/", {"docker-compose.yml": SHOP})["job"]["id"]
        for _ in range(2)
        for model in models
    ]
    ended = [visitor.job_ended(job) for job in jobs]
    stop.set()
    for reader in readers:
        reader.join()

    assert {job["state"] for job in ended} == {"succeeded"}
    assert faults == []
    assert "locked" not in embedded.logs


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_cleanly_on_a_signal(tmp_path: Path, how: signal.Signals) -> None:
    with deployment.embedded(tmp_path) as running:
        serve = running.processes["serve"]
        serve.send_signal(how)

        # The bound is only there so that a server that never ends fails the test instead of stopping it.
        assert serve.wait(timeout=600) == 0
        assert "Traceback" not in running.logs
        assert "worker_left_running" not in running.logs


def test_a_port_in_use_is_reported(embedded: Server) -> None:
    port = embedded.url.rpartition(":")[2]

    done = subprocess.run(
        [sys.executable, "manage.py", "serve", "--port", port],
        cwd=ROOT, env=dict(embedded.environment), capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip

    assert done.returncode != 0
    assert "is the port taken?" in done.stderr
    assert "Traceback" not in done.stderr
