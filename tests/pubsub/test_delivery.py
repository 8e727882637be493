"""The real web server, worker thread and WebSocket in one process, as `manage.py serve` runs them.

The browser is the synchronous WebSocket client, the database a file: three event loops and several threads
meet here, as they do in the embedded mode.
"""

import contextlib
import json
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import uvicorn
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from tests.people import People, make_people
from tests.services.process import free_port
from tests.waiting import MESSAGE_WITHIN_S, wait_until
from threatmodel.accounts.models import Membership, User
from threatmodel.accounts.services import membership_remove
from threatmodel.architecture.models import ThreatModel
from threatmodel.config.celery import app as celery_app
from threatmodel.config.embedded_worker import EmbeddedWorker
from threatmodel.config.management.commands.serve import server_config
from threatmodel.jobs import handler_registry
from threatmodel.jobs.choices import JobKind, JobState
from threatmodel.jobs.handler_registry import HandlerResult, Progress
from threatmodel.jobs.models import Job
from threatmodel.jobs.services import job_create
from threatmodel.jobs.tasks import lost_jobs_dispatch, run_job
from threatmodel.pubsub.publisher import broadcast

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]


@pytest.fixture
def people(transactional_db: None) -> People:
    return make_people()


@pytest.fixture
def model(people: People) -> ThreatModel:
    return ThreatModel.objects.create(team=people.team, name="Shop")


@pytest.fixture
def port(transactional_db: None) -> Iterator[int]:
    """The port of a running web server."""
    number = free_port()
    server = uvicorn.Server(server_config("127.0.0.1", number))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    wait_until(lambda: server.started, what="the web server")
    yield number
    server.should_exit = True
    thread.join(MESSAGE_WITHIN_S)
    assert not thread.is_alive()


@pytest.fixture
def worker(transactional_db: None) -> Iterator[None]:
    """The worker thread of the embedded mode, on the broker that the environment names."""
    with EmbeddedWorker(celery_app):
        yield


@contextlib.contextmanager
def open_websocket(
    port: int, user: User | None, model_id: Any, *, origin: str | None = ""
) -> Iterator[ClientConnection]:
    """Open the WebSocket of a model with the session of the user; an empty origin is the page's own."""
    client = Client()
    if user is not None:
        client.force_login(user)
    cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
    with connect(
        f"ws://127.0.0.1:{port}/ws/models/{model_id}/",
        origin=f"http://127.0.0.1:{port}" if origin == "" else origin,  # type: ignore[arg-type]
        additional_headers={"Cookie": cookies} if cookies else {},
        proxy=None,
    ) as socket:
        yield socket


def close_code(socket: ClientConnection, *, within_s: float = MESSAGE_WITHIN_S) -> int | None:
    """Return the code with which the server closes the socket, reading what comes before."""
    with contextlib.suppress(ConnectionClosed):
        while True:
            socket.recv(timeout=within_s)
    return socket.close_code


def messages_until(
    socket: ClientConnection, wanted: Callable[[dict[str, Any]], bool], *, within_s: float = MESSAGE_WITHIN_S
) -> list[dict[str, Any]]:
    """Return what arrives, up to the wanted message."""
    seen: list[dict[str, Any]] = []
    while not seen or not wanted(seen[-1]):
        seen.append(json.loads(socket.recv(timeout=within_s)))
    return seen


def is_ready(socket: ClientConnection, model: ThreatModel) -> None:
    """Return when the socket listens: a message of ours has come through."""

    def hears() -> bool:
        broadcast(model_id=model.pk, message={"type": "hello"})
        with contextlib.suppress(TimeoutError):
            messages_until(socket, lambda message: message["type"] == "hello", within_s=0.2)
            return True
        return False

    wait_until(hears, what="the socket to listen", within_s=MESSAGE_WITHIN_S)


def waiting_job(people: People, model: ThreatModel) -> Job:
    return job_create(team=people.team, kind="import", user=people.bob, model=model)


def test_a_new_connection_gets_the_unfinished_jobs(port: int, people: People, model: ThreatModel) -> None:
    job = waiting_job(people, model)

    with open_websocket(port, people.vera, model.pk) as socket:
        *_, message = messages_until(socket, lambda message: message["type"] == "job")

    assert (message["job"]["id"], message["job"]["state"]) == (str(job.pk), "queued")


def test_a_new_connection_is_told_to_read_again_what_a_job_may_have_changed_while_its_page_was_loading(
    port: int, people: People, model: ThreatModel
) -> None:
    ended = timezone.now() - timedelta(hours=1)
    job = Job.objects.create(team=people.team, model=model, kind=JobKind.ANALYZE, state=JobState.SUCCEEDED)
    for finished_at, told in ((ended, False), (timezone.now(), True)):
        Job.objects.filter(pk=job.pk).update(finished_at=finished_at)
        with open_websocket(port, people.bob, model.pk) as socket:
            seen = messages_until(socket, lambda message: message["type"] in ("analyzed", "head"))
        assert (seen[-1]["type"] == "analyzed") is told


def test_connections_of_non_members_and_to_missing_models_are_closed(
    port: int, people: People, model: ThreatModel
) -> None:
    with open_websocket(port, people.charlie, model.pk) as socket:
        assert close_code(socket) == 4404
    with open_websocket(port, people.alice, people.team.pk) as socket:
        assert close_code(socket) == 4404
    with open_websocket(port, None, model.pk) as socket:
        assert close_code(socket) == 4403


@pytest.mark.parametrize("origin", ["http://evil.example", "http://127.0.0.1:1", "null", None])
def test_another_origin_is_refused(port: int, people: People, model: ThreatModel, origin: str | None) -> None:
    with pytest.raises(InvalidStatus) as refusal, open_websocket(port, people.alice, model.pk, origin=origin):
        pass

    assert refusal.value.response.status_code == 403


def test_removing_a_member_closes_their_socket_within_two_seconds(
    port: int, people: People, model: ThreatModel
) -> None:
    with (
        open_websocket(port, people.bob, model.pk) as socket,
        open_websocket(port, people.vera, model.pk) as other,
    ):
        is_ready(socket, model)
        membership_remove(membership=Membership.objects.get(user=people.bob, team=people.team))

        assert close_code(socket) == 4404
        is_ready(other, model)


def test_signing_out_and_disabling_close_the_socket(port: int, people: People, model: ThreatModel) -> None:
    with (
        open_websocket(port, people.bob, model.pk) as socket,
        open_websocket(port, people.vera, model.pk) as other,
    ):
        is_ready(socket, model)
        User.objects.filter(pk=people.bob.pk).update(is_active=False)
        assert close_code(socket) == 4404

        Session.objects.all().delete()
        assert close_code(other) == 4403  # the browser says "signed out"


def test_another_password_closes_the_socket(port: int, people: People, model: ThreatModel) -> None:
    """Set from elsewhere: whoever found the session of a lost device must not go on listening."""
    with (
        open_websocket(port, people.bob, model.pk) as socket,
        open_websocket(port, people.vera, model.pk) as other,
    ):
        is_ready(socket, model)
        bob = User.objects.get(pk=people.bob.pk)
        bob.set_password("another long enough phrase")
        bob.save()

        assert close_code(socket) == 4403
        is_ready(other, model)


def test_unknown_frames_change_nothing(port: int, people: People, model: ThreatModel) -> None:
    with open_websocket(port, people.vera, model.pk) as socket:
        socket.send('{"type": "changed", "seq": 99}')
        socket.send(b"\x00\xff")

        is_ready(socket, model)


def test_an_oversized_frame_ends_the_socket(port: int, people: People, model: ThreatModel) -> None:
    with open_websocket(port, people.vera, model.pk) as socket:
        socket.send("x" * (1024 * 1024))

        assert close_code(socket) in {1009, 1006}


def test_messages_keep_their_order_from_many_threads(port: int, people: People, model: ThreatModel) -> None:
    def talk(name: int) -> None:
        for number in range(50):
            broadcast(model_id=model.pk, message={"type": "said", "by": name, "number": number})

    with open_websocket(port, people.vera, model.pk) as socket:
        is_ready(socket, model)
        threads = [threading.Thread(target=talk, args=(name,)) for name in range(4)]
        for thread in threads:
            thread.start()
        seen: list[dict[str, Any]] = []
        while len(seen) < 200:
            message = json.loads(socket.recv(timeout=MESSAGE_WITHIN_S))
            if message["type"] == "said":
                seen.append(message)

    for name in range(4):
        assert [message["number"] for message in seen if message["by"] == name] == list(range(50))


def test_the_worker_thread_reports_to_the_browser(
    port: int, worker: None, people: People, model: ThreatModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handler_registry, "_handlers", {"import": _counting})

    with open_websocket(port, people.vera, model.pk) as socket:
        is_ready(socket, model)
        job = waiting_job(people, model)
        run_job.delay_on_commit(str(job.pk))
        told = messages_until(socket, lambda message: message.get("job", {}).get("state") == "succeeded")

    jobs = [message["job"] for message in told if message["type"] == "job"]
    assert {job["id"] for job in jobs} == {str(job.pk)}
    assert [job["state"] for job in jobs][:2] == ["queued", "running"]
    assert [job["stage"] for job in jobs][1:4] == ["", "Reading", "Analyzing"]
    assert [job["progress"] for job in jobs] == sorted(job["progress"] for job in jobs)
    assert jobs[-1]["result"] == {"elements": 2}


def test_lost_jobs_dispatch_finds_a_job_whose_message_was_lost(
    worker: None, people: People, model: ThreatModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handler_registry, "_handlers", {"import": _counting})
    monkeypatch.setattr("threatmodel.jobs.selectors._DISPATCH_GRACE", timedelta(0))
    job = waiting_job(people, model)  # nobody sends a message

    lost_jobs_dispatch()

    wait_until(lambda: Job.objects.get(pk=job.pk).state == JobState.SUCCEEDED, what="the job")


def test_one_job_delivered_ten_times_runs_once(
    worker: None, people: People, model: ThreatModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs: list[int] = []

    def count(job: Job, _progress: Progress) -> HandlerResult:
        runs.append(job.attempts)
        return HandlerResult({})

    monkeypatch.setattr(handler_registry, "_handlers", {"import": count})
    job = waiting_job(people, model)

    for _ in range(10):
        run_job.delay(str(job.pk))
    last = waiting_job(people, model)
    run_job.delay(str(last.pk))

    wait_until(lambda: Job.objects.get(pk=last.pk).state == JobState.SUCCEEDED, what="the last job")
    assert runs == [1, 1]


def _counting(_job: Job, progress: Progress) -> HandlerResult:
    progress.report(10, "Reading")
    progress.report(60, "Analyzing")
    return HandlerResult({"elements": 2})
