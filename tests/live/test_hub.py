"""The order in which a hub sends results and changes, and how long the writes of one team hold up others."""

import asyncio
import threading
import time
import uuid
from collections.abc import Callable, MutableMapping
from types import SimpleNamespace
from typing import Any

import orjson
import pytest

from tests.waiting import MESSAGE_WITHIN_S
from threatmodel.accounts.choices import Role
from threatmodel.accounts.models import User
from threatmodel.architecture.collaboration import hub as hub_module
from threatmodel.architecture.collaboration.connection import Connection
from threatmodel.architecture.collaboration.hub import Hub
from threatmodel.architecture.collaboration.hub_queries import Admission
from threatmodel.architecture.collaboration.team_database_limit import TeamThrottle, TeamThrottles, Write
from threatmodel.architecture.operations.apply import Applied
from threatmodel.architecture.operations.batch import Batch
from threatmodel.pubsub.messages import Message

pytestmark = pytest.mark.no_database


class Model:
    """A hub with one connection; the test sends what its subscription would receive."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.may_commit = threading.Event()
        self.is_writing = asyncio.Event()
        self.frames: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._loop = asyncio.get_running_loop()
        monkeypatch.setattr(hub_module, "Subscription", self._subscription)
        monkeypatch.setattr(hub_module, "apply_edits", self._apply)
        self.hub = Hub(uuid.uuid4(), TeamThrottles())
        self.connection = Connection(User(id=uuid.uuid4(), email="ada@example.com"), "editor")
        self._sending = asyncio.create_task(self.connection.send_queued(self._send))
        self.hub.admit(self.connection, Admission(uuid.uuid4(), Role.EDITOR, 0, []))

    def receive(self, seq: int, *, by_another_process: bool, length: int = 0) -> None:
        """Receive a change."""
        frame = orjson.dumps({"type": "changed", "seq": seq, "ops": ["x" * length]}).decode()
        self._listener(Message("changed", frame, seq, is_remote=by_another_process))

    def receive_other(self) -> None:
        """Receive a message that is about no change."""
        self._listener(Message.encode({"type": "analyzed", "seq": 1}))

    async def next(self) -> dict[str, Any]:
        """Return the next frame that the client gets."""
        return await asyncio.wait_for(self.frames.get(), MESSAGE_WITHIN_S)

    async def close(self) -> None:
        """Close the hub and the connection."""
        self.may_commit.set()
        self._sending.cancel()
        await self.hub.close()

    def _subscription(self, _group: str, listener: Callable[[Message], None]) -> "_NoSubscription":
        self._listener = listener
        return _NoSubscription()

    def _apply(self, **_asked: Any) -> list[Applied]:
        self._loop.call_soon_threadsafe(self.is_writing.set)
        self.may_commit.wait(MESSAGE_WITHIN_S)
        return [Applied(seq=2, changed=True)]

    async def _send(self, message: MutableMapping[str, Any]) -> None:
        frame = orjson.loads(message["text"])
        if frame["type"] != "welcome":
            self.frames.put_nowait(frame)


class _NoSubscription:
    async def close(self) -> None:
        """Nothing was subscribed to."""


async def test_changes_of_other_processes_do_not_wait_for_a_write_and_own_ones_follow_their_result(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    model = Model(monkeypatch)
    await model.hub.submit(model.connection, Batch("b", ()))
    await asyncio.wait_for(model.is_writing.wait(), MESSAGE_WITHIN_S)

    model.receive(2, by_another_process=False)
    model.receive(1, by_another_process=True)
    while_writing = await model.next()
    model.may_commit.set()

    assert (while_writing["type"], while_writing["seq"]) == ("changed", 1)
    assert [(frame["type"], frame["seq"]) for frame in (await model.next(), await model.next())] == [
        ("ack", 2),
        ("changed", 2),
    ]
    await model.close()


async def test_changes_that_arrive_together_share_a_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    model = Model(monkeypatch)

    for seq in (1, 3, 2):
        model.receive(seq, by_another_process=True)
    frame = await model.next()

    assert frame["after"] == 0
    assert [change["seq"] for change in frame["changes"]] == [1, 2, 3]
    await model.close()


async def test_a_lost_change_is_read_from_the_log_while_edits_are_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    model = Model(monkeypatch)
    log = [{"type": "changed", "seq": seq, "batch": "another"} for seq in (1, 2)]
    monkeypatch.setattr(hub_module, "changes_after", lambda **_asked: log)
    monkeypatch.setattr(hub_module, "latest_seqs", lambda **_asked: {model.hub.model_id: 2})
    await model.hub.submit(model.connection, Batch("b", ()))
    await asyncio.wait_for(model.is_writing.wait(), MESSAGE_WITHIN_S)

    model.receive(2, by_another_process=True)
    frame = await model.next()

    assert not model.may_commit.is_set()
    assert [change["seq"] for change in frame["changes"]] == [1, 2]
    await model.close()


async def test_changes_that_no_client_has_room_for_are_read_with_the_model(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Sent, they would disconnect everybody: one person can paste so much."""
    model = Model(monkeypatch)

    for seq in range(1, 41):
        model.receive(seq, by_another_process=True, length=60_000)
    resync = await model.next()
    model.receive(41, by_another_process=True)

    assert (resync["type"], resync["seq"]) == ("resync", 40)
    assert (await model.next())["seq"] == 41
    assert model.connection.close_code is None
    await model.close()


async def test_other_messages_do_not_overtake_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    model = Model(monkeypatch)

    model.receive(1, by_another_process=True)
    model.receive_other()

    assert [(await model.next())["type"], (await model.next())["type"]] == ["changed", "analyzed"]
    await model.close()


async def test_a_team_pauses_for_what_a_write_computed_not_for_what_it_waited(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    throttle, pauses = _throttle_at_rest(monkeypatch), list[float]()

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)

    async with throttle.writing():
        await asyncio.sleep(0.03)  # as for a lock
    monkeypatch.setattr(asyncio, "sleep", sleep)
    async with throttle.writing() as write:
        write.processor_s = 3600
    assert pauses == []

    async with throttle.writing():
        pass

    assert pauses == [0.5]


def _throttle_at_rest(monkeypatch: pytest.MonkeyPatch) -> TeamThrottle:
    """A throttle whose clock stands still: on a busy machine a pause may be over before it is looked at."""
    throttle = TeamThrottle()
    monkeypatch.setattr(throttle, "_loop", SimpleNamespace(time=lambda: 0.0))
    return throttle


def test_the_processor_time_of_a_wait_is_not_that_of_a_computation() -> None:
    waiting, computing = Write(), Write()

    waiting.measured(threading.Event().wait, 0.05)
    total = computing.measured(sum, range(1_000_000))

    assert total == 499_999_500_000
    assert waiting.processor_s < computing.processor_s


async def test_a_write_that_fails_counts_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    throttle, pauses = _throttle_at_rest(monkeypatch), list[float]()

    def compute_and_fail() -> None:
        while time.thread_time() < until:
            pass
        raise ConnectionError

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)

    monkeypatch.setattr(asyncio, "sleep", sleep)
    until = time.thread_time() + 0.2
    with pytest.raises(ConnectionError):
        async with throttle.writing() as write:
            write.measured(compute_and_fail)

    async with throttle.writing():
        pass

    assert len(pauses) == 1
