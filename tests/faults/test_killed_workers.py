"""A worker of the deployment is killed while it waits for the answer of a tracker, webhook or mail server.

All processes are real; the worker gets SIGKILL while the other side has done what it was asked for and has
not said so. Nothing is done twice there, and nothing is left undone that can be done again.
"""

import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.faults.outgoing_work import ISSUES
from tests.services import deployment, process
from tests.services.deployment import ROOT, Server
from tests.services.http_fake import HttpFake, http_server
from tests.services.smtp_fake import SmtpFake, smtp_server
from tests.trackers.fakes.github import GitHubFake
from tests.trackers.fakes.server import Answer, Request, serving

pytestmark = [pytest.mark.services, pytest.mark.slow]

LINKED = "SELECT count(*) FROM trackers_issuelink WHERE state = 'linked'"
LINKS = "SELECT key, synced_status FROM trackers_issuelink ORDER BY key"
DELIVERED = "SELECT count(*) FROM webhooks_delivery WHERE state = 'delivered'"
MAILS = "SELECT state, fault FROM jobs_mail"  # `manage.py mails` lists what has failed


@dataclass
class SlowGitHub(GitHubFake):
    """Does what it is asked for, and answers some of it only once it is released."""

    is_held: Callable[[Request], bool] = lambda _request: False
    held: threading.Event = field(default_factory=threading.Event)
    released: threading.Event = field(default_factory=threading.Event)

    def answer(self, request: Request) -> Answer:
        done = super().answer(request)
        if self.is_held(request):
            self.held.set()
            self.released.wait(60)
        return done

    def hold(self, is_held: Callable[[Request], bool]) -> None:
        self.held, self.released, self.is_held = threading.Event(), threading.Event(), is_held

    def release(self) -> None:
        self.is_held = lambda _request: False
        self.released.set()


@contextmanager
def worker_of(made: Server) -> Iterator[subprocess.Popen[bytes]]:
    """Run a worker, with beat inside, until the block ends, and kill it."""
    command = [*deployment.compose_command("worker"), "--beat", f"--schedule={made.folder / 'schedule'}"]
    log = made.folder / "worker.log"
    child = process.start(command, log=log, environment=made.environment, folder=ROOT)
    try:
        yield child
    finally:
        process.kill_with_children(child)


def run(made: Server, call: str) -> None:
    made.manage("shell", "--no-imports", "-c", f"from tests.faults.outgoing_work import *; {call}")


def rows(made: Server, query: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(Path(made.environment["DATABASE_URL_FILE"]).read_text()) as connection:
        return connection.execute(query).fetchall()


@dataclass(frozen=True, slots=True)
class Outside:
    """An installation, and what it sends to."""

    made: Server
    github: SlowGitHub
    receiver: HttpFake
    smtp: SmtpFake

    def wait(self, happened: Callable[[], bool], worker: subprocess.Popen[bytes]) -> None:
        log = self.made.folder / "worker.log"
        process.wait_until(happened, what="the work", process=worker, log=log, within_s=240)

    def release(self) -> None:
        """Let everybody answer again, to whom it may concern."""
        self.github.release()
        self.receiver.silent.clear()
        self.smtp.silent_after_data.clear()


@pytest.fixture
def outside(tmp_path: Path, database_url: str, redis_url: str) -> Iterator[Outside]:
    github = SlowGitHub()
    with (
        serving(github),
        http_server() as receiver,
        smtp_server() as smtp,
        deployment.team_prepared(tmp_path, database_url=database_url, redis_url=redis_url) as prepared,
    ):
        mail = {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(smtp.port), "EMAIL_TLS": "0"}
        workers = {"BULKHEAD_JOB_WORKERS": "4"}  # of which two wait for the network
        made = Server("", tmp_path, {**prepared.environment, **mail, **workers})
        yield Outside(made, github, receiver, smtp)


def test_a_worker_killed_while_others_have_its_requests_repeats_and_loses_nothing(outside: Outside) -> None:
    made, github, receiver, smtp = outside.made, outside.github, outside.receiver, outside.smtp

    # While it creates issues in bulk and delivers an event.
    github.hold(lambda one: one.method == "POST" and len(github.issues) == 2)
    receiver.silent.set()
    run(made, f"queue_issues_and_deliveries({github.url!r}, {receiver.url!r})")
    with worker_of(made) as worker:
        outside.wait(lambda: github.held.is_set() and bool(receiver.received), worker)
    outside.release()

    run(made, "continue_later()")
    with worker_of(made) as worker:
        outside.wait(lambda: rows(made, LINKED) == [(ISSUES,)] and rows(made, DELIVERED) == [(2,)], worker)

        # While it closes an issue and mails a digest.
        github.hold(lambda one: one.method == "PATCH")
        smtp.silent_after_data.set()
        run(made, "do_one_and_digest()")
        outside.wait(lambda: github.held.is_set() and bool(smtp.received), worker)
    outside.release()

    run(made, "continue_later()")
    with worker_of(made) as worker:
        outside.wait(lambda: bool(github.comments), worker)
        outside.wait(lambda: rows(made, MAILS) == [("failed", "Interrupted")], worker)
        outside.wait(lambda: rows(made, LINKS)[0] == ("#1", "implemented"), worker)
        links = rows(made, LINKS)

    assert len(github.issues) == ISSUES
    assert len({one["body"] for one in github.issues}) == ISSUES  # each with the marker of its own link
    assert links == [("#1", "implemented"), ("#2", "planned"), ("#3", "planned")]
    assert [one["state"] for one in github.issues] == ["closed", "open", "open"]
    assert len(github.comments) == 1
    assert len({one.headers["webhook-id"] for one in receiver.received}) == 2
    assert len(smtp.received) == 1
