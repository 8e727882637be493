"""Whatever two processes write and a broker loses, every connection gets each change once and in order."""

import asyncio
import random
import time
import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.waiting import MESSAGE_WITHIN_S
from threatmodel.accounts.choices import Role
from threatmodel.accounts.models import User
from threatmodel.architecture.collaboration import hub as hub_module
from threatmodel.architecture.collaboration import team_database_limit
from threatmodel.architecture.collaboration.connection import Connection
from threatmodel.architecture.collaboration.hub import CLOSE_FAILED, Hub
from threatmodel.architecture.collaboration.hub_queries import Admission
from threatmodel.architecture.collaboration.team_database_limit import TeamThrottles
from threatmodel.architecture.operations.apply import Applied, EditRequest
from threatmodel.architecture.operations.batch import Batch
from threatmodel.pubsub.messages import Message

pytestmark = pytest.mark.no_database
Json = dict[str, Any]

_PROCESSES = 2
_CLIENTS = 3  # of each process
_MODEL, _TEAM = uuid.uuid4(), uuid.uuid4()


class Socket(Connection):
    """A connection that keeps what it is sent."""

    def __init__(self) -> None:
        super().__init__(User(id=uuid.uuid4(), email="ada@example.com"), "editor")
        self.submitted: list[str] = []
        self.acked: list[str] = []
        self.newest = 0  # the newest change that it knows of
        self.said: list[Json] = []

    def enqueue(self, frame: str, *, droppable: bool = False) -> None:
        if self.close_code is not None:
            return
        message = orjson.loads(frame)
        self.said += message["changes"] if message["type"] == "changes" else [message]
        self.newest = max(self.newest, self.said[-1].get("seq", 0) if message["type"] != "ack" else 0)
        if message["type"] == "ack":
            self.acked.append(message["id"])

    def check(self) -> None:
        welcome, *said = self.said
        assert welcome["type"] == "welcome"
        assert {message["type"] for message in said} <= {"ack", "changed"}
        assert self.acked == self.submitted[: len(self.acked)], "results come in the order of edits"
        seqs = [message["seq"] for message in said if message["type"] == "changed"]
        assert not seqs or seqs[0] <= welcome["seq"] + 1, "the first change after the welcome is missing"
        assert seqs == list(range(seqs[0], seqs[0] + len(seqs)) if seqs else ()), "each comes once, in order"
        results = {message["id"]: at for at, message in enumerate(said) if message["type"] == "ack"}
        for at, message in enumerate(said):
            if message["type"] == "changed" and message["first"] == self.id:
                assert results[message["batch"]] < at, "an own change comes after its result"


class Client:
    """A person: reconnects after a failure, and sends again what has no result."""

    def __init__(self, name: str, hub: Hub, world: "World") -> None:
        self._name, self._hub, self._world = name, hub, world
        self._made = 0
        self.pending: list[str] = []
        self.sockets: list[Socket] = []
        self.connect()

    @property
    def socket(self) -> Socket:
        return self.sockets[-1]

    def connect(self) -> None:
        self.sockets.append(Socket())
        self._hub.admit(self.socket, Admission(_TEAM, Role.EDITOR, len(self._world.log), []))

    async def edit(self) -> None:
        """Make an edit; each third changes nothing."""
        self._made += 1
        self.pending.append(f"{self._name}.{self._made}.{'same' if self._made % 3 == 0 else 'new'}")
        await self._send(self.pending[-1])

    async def reconnect(self) -> None:
        """Connect again, where the server has closed the socket."""
        acked = set(self.socket.acked)
        self.pending = [batch for batch in self.pending if batch not in acked]
        if self.socket.close_code is None:
            return
        assert self.socket.close_code == CLOSE_FAILED
        self._hub.remove(self.socket)
        self.connect()
        for batch in list(self.pending):
            await self._send(batch)

    async def _send(self, batch: str) -> None:
        if self.socket.close_code is None:
            self.socket.submitted.append(batch)
            self._world.first.setdefault(batch, self.socket.id)
            await self._hub.submit(self.socket, Batch(batch, ()))


class World:
    """The database, the broker, and a hub of the model in each process."""

    def __init__(self, chance: random.Random, monkeypatch: pytest.MonkeyPatch) -> None:
        self.chance = chance
        self.fails = True  # from time to time
        self.log: list[Json] = []
        self.first: dict[str, str] = {}  # the connection that sent a batch first
        self.on_the_way: list[tuple[int, Message]] = []  # to a process
        self._listeners: list[Callable[[Message], None]] = []
        monkeypatch.setattr(hub_module, "Subscription", self._subscription)
        monkeypatch.setattr(hub_module, "run_in_db_thread", self._run)
        monkeypatch.setattr(hub_module, "apply_edits", self._apply_edits)
        monkeypatch.setattr(hub_module, "changes_after", lambda *, seq, **_limits: self.log[seq:])
        monkeypatch.setattr(hub_module, "latest_seqs", lambda **_models: {_MODEL: len(self.log)})
        monkeypatch.setattr(hub_module, "_GAP_S", 1e-6)
        monkeypatch.setattr(hub_module, "_COMMIT_PAUSE_S", 0.0)
        monkeypatch.setattr(
            team_database_limit, "_LONG_WRITE_S", float("inf")
        )  # on a busy machine any may be long
        self.hubs = [Hub(_MODEL, TeamThrottles()) for _ in range(_PROCESSES)]
        self.clients = [
            Client(f"{process}.{number}", hub, self)
            for process, hub in enumerate(self.hubs)
            for number in range(_CLIENTS)
        ]

    async def pass_some_time(self, most: int = 6) -> None:
        for _ in range(self.chance.randrange(most)):
            await asyncio.sleep(0)

    def edit_over_the_api(self, process: int) -> None:
        self._send([self._change(f"{process}.api.{len(self.log)}")], process)

    def deliver(self) -> None:
        """Let any of the messages arrive: they overtake each other."""
        if self.on_the_way:
            process, message = self.on_the_way.pop(self.chance.randrange(len(self.on_the_way)))
            self._listeners[process](message)

    def poll(self) -> None:
        for hub in self.hubs:
            hub.catch_up_to(len(self.log))

    async def settle(self) -> None:
        """Let everything arrive that is not lost, then what the poll of the database finds."""
        self.fails = False
        while self.on_the_way:
            self.deliver()
        deadline = time.monotonic() + MESSAGE_WITHIN_S
        while time.monotonic() < deadline:
            for client in self.clients:
                await client.reconnect()
            await self.pass_some_time(20)
            self.poll()
            if all(not client.pending and client.socket.newest == len(self.log) for client in self.clients):
                return
        raise AssertionError("a connection misses changes or results")

    def _subscription(self, _group: str, listener: Callable[[Message], None]) -> "_NoSubscription":
        self._listeners.append(listener)
        return _NoSubscription()

    async def _run(self, function: Callable[..., Any], *args: Any, **asked: Any) -> Any:
        """As a thread: some time passes until it runs, and until its result is there."""
        await self.pass_some_time()
        result = function(*args, **asked)
        await self.pass_some_time()
        return result

    def _apply_edits(self, *, model_id: uuid.UUID, requests: list[EditRequest]) -> list[Applied]:
        assert model_id == _MODEL
        process = int(requests[0].edit.id[0])
        fate = self.chance.random() if self.fails else 1.0
        if fate < 0.1:
            raise ConnectionError("nothing was written")
        before = len(self.log)
        results = [self._apply(one.edit.id) for one in requests]
        if fate < 0.2:
            raise ConnectionError("all was written, and no message sent")
        self._send(self.log[before:], process)
        return results

    def _apply(self, batch: str) -> Applied:
        known = next((change["seq"] for change in self.log if change["batch"] == batch), None)
        if known is not None:
            return Applied(known, changed=False, repeated=True)
        if batch.endswith("same"):
            return Applied(len(self.log), changed=False)
        return Applied(self._change(batch)["seq"], changed=True)

    def _change(self, batch: str) -> Json:
        first = self.first.get(batch)
        change = {"type": "changed", "seq": len(self.log) + 1, "batch": batch, "first": first}
        self.log.append(change)
        return change

    def _send(self, changes: list[Json], process: int) -> None:
        for change in changes:
            message = Message.encode(change)
            asyncio.get_running_loop().call_soon(self._listeners[process], message)
            if self.chance.random() < 0.8 or not self.fails:  # the broker loses the others
                self.on_the_way.append((1 - process, replace(message, is_remote=True)))


class _NoSubscription:
    async def close(self) -> None:
        """Nothing was subscribed to."""


async def _play(chance: random.Random, monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(chance, monkeypatch)
    for _ in range(60):
        do = chance.randrange(12)
        if do < 5:
            await chance.choice(world.clients).edit()
        elif do < 6:
            world.edit_over_the_api(chance.randrange(_PROCESSES))
        elif do < 9:
            world.deliver()
        elif do < 10:
            world.poll()
        else:
            await chance.choice(world.clients).reconnect()
        await world.pass_some_time()
    await world.settle()
    for client in world.clients:
        for socket in client.sockets:
            socket.check()
    batches = [change["batch"] for change in world.log]
    assert len(set(batches)) == len(batches)
    assert not any(batch.endswith("same") for batch in batches)
    for hub in world.hubs:
        await hub.close()


@settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(seed=st.integers(0, 2**32))
def test_every_connection_gets_each_change_once_and_in_order(
    monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    with monkeypatch.context() as patched:
        asyncio.run(_play(random.Random(seed), patched))
