"""Which process answers a read of a large model, and what becomes of one that could not be answered."""

from multiprocessing import Pipe
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import InterfaceError, OperationalError
from django.test import RequestFactory
from rest_framework.exceptions import ValidationError

from threatmodel.api import subprocess_requests, subprocess_worker
from threatmodel.api.kept_results import kept_results
from threatmodel.api.subprocess_pool import ChildProcess, ProcessEnded, ProcessPool
from threatmodel.api.subprocess_requests import TookTooLong, respond_in_subprocess
from threatmodel.api.subprocess_worker import DATABASE_AWAY, TOO_MUCH_MEMORY, Call

pytestmark = pytest.mark.no_database

CALL = Call({}, b"", None)


class FakeProcess:
    """A child process that sends what is scripted, one after the other; an exception is raised instead."""

    made: list["FakeProcess"] = []
    script: list[Any] = []

    def __init__(self, _memory_bytes: int) -> None:
        self.ended = self.has_left = False
        FakeProcess.made.append(self)

    @property
    def is_waiting(self) -> bool:
        return not self.has_left

    def call(self, _call: Call, *, timeout_s: float) -> Any:
        assert timeout_s > 0
        result = FakeProcess.script.pop(0)
        if isinstance(result, Exception):
            raise result
        return result

    def content(self) -> bytes:
        return b"{}"

    def end(self) -> None:
        self.ended = True


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[FakeProcess]:
    """The processes that are started, in their order."""
    monkeypatch.setattr(subprocess_requests, "ChildProcess", FakeProcess)
    monkeypatch.setattr(subprocess_requests, "_pool", ProcessPool())
    FakeProcess.made, FakeProcess.script = [], []
    return FakeProcess.made


def ask(subject: str, *results: Any) -> Any:
    FakeProcess.script = [*results]
    http = RequestFactory().get("/api/models/")
    request: Any = SimpleNamespace(
        _request=http, META=http.META, scheme="http", user=SimpleNamespace(pk=1), path=http.path
    )
    return respond_in_subprocess(request, subject=subject)


ANSWER = (200, {"X-From": "child"})


def test_the_process_answers_the_next_request_about_the_same_model(made: list[FakeProcess]) -> None:
    first, second = ask("shop", ANSWER), ask("shop", ANSWER)

    assert first["X-From"] == second["X-From"] == "child"
    assert len(made) == 1
    assert not made[0].ended


def test_a_request_about_another_model_gets_a_process_of_its_own(made: list[FakeProcess]) -> None:
    ask("shop", ANSWER)

    ask("bank", ANSWER)

    assert [process.ended for process in made] == [True, False]


@pytest.mark.parametrize("fault", [ProcessEnded(), TOO_MUCH_MEMORY])
def test_a_process_that_kept_too_much_is_replaced(made: list[FakeProcess], fault: Any) -> None:
    ask("shop", ANSWER)

    response = ask("shop", fault, ANSWER)

    assert response.status_code == 200
    assert [process.ended for process in made] == [True, False]


def test_a_process_that_has_left_meanwhile_is_not_asked(made: list[FakeProcess]) -> None:
    ask("shop", ANSWER)
    made[0].has_left = True

    ask("shop", ANSWER)

    assert [process.ended for process in made] == [True, False]


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (ProcessEnded(), TookTooLong),
        (TimeoutError(), TookTooLong),
        (TOO_MUCH_MEMORY, ValidationError),
        (DATABASE_AWAY, OperationalError),
    ],
)
def test_a_new_process_that_cannot_answer_is_ended(
    made: list[FakeProcess], fault: Any, expected: type[Exception]
) -> None:
    with pytest.raises(expected):
        ask("shop", fault)

    assert [process.ended for process in made] == [True]


@pytest.mark.parametrize("fault", [OperationalError, InterfaceError])
def test_an_unreachable_database_is_reported_as_elsewhere(
    monkeypatch: pytest.MonkeyPatch, fault: type[Exception]
) -> None:
    def away(*_request: Any) -> None:
        raise fault("the connection failed")

    monkeypatch.setattr(subprocess_worker, "_response", away)
    ours, theirs = Pipe()
    with ours, theirs:
        subprocess_worker.respond(theirs, CALL)

        assert ours.recv() == DATABASE_AWAY


def test_a_process_answers_until_the_other_end_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess_worker, "_response", lambda *_call: (200, {}, b"found"))
    monkeypatch.setattr(
        subprocess_worker, "connection", SimpleNamespace(settings_dict={"OPTIONS": {"pool": True}})
    )
    monkeypatch.setattr(kept_results, "switch_on", lambda: None)
    monkeypatch.setattr("resource.setrlimit", lambda *_limit: None)
    ignored: list[Any] = []
    handlers = SimpleNamespace(SIGINT="SIGINT", SIG_IGN="ignore", signal=lambda *one: ignored.append(one))
    monkeypatch.setattr(subprocess_worker, "signal", handlers)
    monkeypatch.setattr("os.nice", lambda _steps: None)
    ours, theirs = Pipe()
    with theirs:
        ours.send(CALL)
        ours.send(CALL)
        answered: list[bytes] = []
        respond = subprocess_worker.respond

        def received(link: Any, call: Call) -> None:
            respond(link, call)
            assert ours.recv() == (200, {})
            answered.append(ours.recv_bytes())
            if len(answered) == 2:
                ours.close()

        monkeypatch.setattr(subprocess_worker, "respond", received)
        subprocess_worker.serve(theirs, 1 << 40)

    assert answered == [b"found", b"found"]
    assert ignored == [("SIGINT", "ignore")]  # the server ends it


class FakeHandle:
    """The parent's handle of a child process, with what was done to it."""

    def __init__(self, *, alive: bool, ends: bool = True) -> None:
        self.done: list[str] = []
        self._alive, self._ends = alive, ends

    def is_alive(self) -> bool:
        return self._alive

    def kill(self) -> None:
        self.done.append("kill")

    def join(self, _timeout: float) -> None:
        self._alive = not self._ends

    def close(self) -> None:
        self.done.append("close")
        if self._alive:
            raise ValueError("Cannot close a process while it is still running.")


@pytest.mark.parametrize(
    ("handle", "done"),
    [
        (FakeHandle(alive=True), ["kill", "close"]),
        (FakeHandle(alive=False), ["close"]),  # its number may be that of another process by now
        (FakeHandle(alive=True, ends=False), ["kill", "close"]),  # which is no fault of the next request
    ],
)
def test_only_a_process_that_is_there_is_killed(handle: FakeHandle, done: list[str]) -> None:
    ours, theirs = Pipe()
    process: Any = object.__new__(ChildProcess)
    process._link, process._process = ours, handle

    with theirs:
        process.end()

    assert handle.done == done
    assert ours.closed
