"""The processes of the deployment do their work, and lose none when one of them dies."""

import subprocess
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import yaml

from tests.services import deployment, process
from tests.services.deployment import ROOT, Server
from tests.services.visitor import Visitor

pytestmark = pytest.mark.both_databases
SHOP = (ROOT / "fixtures" / "demo" / "media-compose" / "docker-compose.yml").read_bytes()


@pytest.fixture(scope="module")
def own_team(tmp_path_factory: pytest.TempPathFactory, database_url: str, redis_url: str) -> Iterator[Server]:
    """The processes of docker-compose.yml, for these tests alone, without the worker: they kill their own."""
    folder = tmp_path_factory.mktemp("own")
    with deployment.team(folder, database_url=database_url, redis_url=redis_url) as started:
        process.kill_with_children(started.processes["worker"])
        yield started


@contextmanager
def worker_of(team: Server) -> Iterator[subprocess.Popen[bytes]]:
    """Run a worker of the deployment."""
    log = team.folder / "worker.log"
    command = deployment.compose_command("worker")
    child = process.start(command, log=log, environment=team.environment, folder=ROOT)
    try:
        yield child
    finally:
        process.stop(child, patience_s=60)


def _visitor(server: Server) -> Visitor:
    visitor = Visitor(server.url)
    visitor.sign_up(f"person-{uuid.uuid4().hex[:8]}@bulkhead.example")
    return visitor


def test_an_import_passes_through_every_process(server: Server) -> None:
    visitor = _visitor(server)
    model = visitor.model("Media")

    job = visitor.import_files(model, {"docker-compose.yml": SHOP})

    assert job["state"] == "succeeded", job
    assert job["progress"] == 100
    threats = visitor.get(f"/api/models/{model}/threats/?severity=critical")
    assert any("proxy" in row["title"] for row in threats["results"]), threats


@pytest.mark.services
def test_a_job_outlives_the_worker_that_had_it(own_team: Server) -> None:
    """A job queued while no worker lives is done by the next one."""
    visitor = _visitor(own_team)
    model = visitor.model("Media")

    accepted = visitor.upload(f"/api/models/{model}/imports/", {"docker-compose.yml": SHOP})
    with worker_of(own_team):
        job = visitor.job_ended(accepted["job"]["id"])

    assert job["state"] == "succeeded", job


def _yes_or_no(visitor: Visitor, model: str) -> list[str]:
    asked = visitor.get(f"/api/models/{model}/questions/?page_size=200")["results"]
    questions = [row["id"] for row in asked if row["type"] == "bool"]
    assert len(questions) >= 4
    return questions


@pytest.mark.services
def test_answers_count_although_the_workers_that_kept_the_model_are_killed(own_team: Server) -> None:
    """Processes take turns, and go with what they kept; the rows are those of a full analysis."""
    visitor = _visitor(own_team)
    model = visitor.model("Media")

    def answer(question: str) -> str:
        address = f"/api/models/{model}/questions/{question}/answer/"
        return str(visitor.post(address, {"value": True})["job"]["id"])

    with worker_of(own_team) as worker:
        visitor.import_files(model, {"docker-compose.yml": SHOP})
        questions = _yes_or_no(visitor, model)
        for question in questions[:2]:
            assert visitor.job_ended(answer(question))["state"] == "succeeded"
        process.kill_with_children(worker)
    waiting = [answer(question) for question in questions[2:4]]
    with worker_of(own_team):
        ended = [visitor.job_ended(job) for job in waiting]
        visitor.wait_for_analysis(model)

    assert {job["state"] for job in ended} == {"succeeded"}
    module = "threatmodel.threats.analysis.services.apply_analysis"
    found = f"from {module} import model_analyze as a; print(a(model_id='{model}'))"
    counts = own_team.manage("shell", "--no-imports", "-c", found)
    assert "new=0, changed=0, gone=0, returned=0" in counts
    assert "questions_changed=0" in counts


@pytest.mark.services
def test_the_documented_commands_are_those_of_the_compose_file() -> None:
    document = (ROOT / "docs" / "running.md").read_text()
    words = set(document.replace("\\\n", " ").split())
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]

    for name in ("web", "worker", "beat", "migrate"):
        options = {part.partition("=")[0] for part in services[name]["command"]}
        assert options - {"--pidfile"} <= words, name
