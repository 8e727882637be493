"""Servers are killed while people edit, and Redis too: what was acknowledged is there once, and all agree."""

import asyncio
import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from tests.jobs.test_redis_restart import start_redis
from tests.live.client import Client, Drawing
from tests.live.editor import BEGINNING, assert_sound, random_ops
from tests.services import deployment, process
from tests.services.deployment import ROOT, Server
from tests.services.sessions import SignedIn, signed_in

KILLS = 20
_ACKS_BETWEEN = 12  # edits that are acknowledged between two kills
_PENDING_MOST = 10
_WITHIN_S = 60.0

_ROWS = """
import json
from threatmodel.architecture.models import Change, Element, Flow, Relation, ThreatModel
elements = Element.objects.values("uid", "kind", "name", "parent__uid", "facts", "x", "y", "width", "height")
flows = Flow.objects.values("uid", "source__uid", "destination__uid", "name", "facts")
relations = Relation.objects.values_list("type", "source__uid", "target__uid")
log = Change.objects.order_by("seq").values_list("seq", "batch_id")
print(json.dumps([ThreatModel.objects.get().seq, list(elements), list(flows), list(relations), list(log)]))
"""


class Servers:
    """Processes that serve one deployment, each in a place of its own, whatever port it has."""

    def __init__(self, made: Server, nursery: subprocess.Popen[str], places: int) -> None:
        self.made = made
        self._nursery = nursery
        self._running: list[tuple[int, int]] = [self._born() for _ in range(places)]  # port, process

    def url(self, place: int) -> str:
        return f"http://127.0.0.1:{self._running[place % len(self._running)][0]}"

    def kill(self, place: int) -> None:
        """Kill a server at once and start another in its place."""
        place %= len(self._running)
        os.kill(self._running[place][1], signal.SIGKILL)
        self._running[place] = self._born()

    def stop(self) -> None:
        for _, child in self._running:
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)

    def _born(self) -> tuple[int, int]:
        port = process.free_port()
        assert self._nursery.stdin is not None
        assert self._nursery.stdout is not None
        self._nursery.stdin.write(f"{port}\n")
        self._nursery.stdin.flush()
        return port, int(self._nursery.stdout.readline())


@contextlib.contextmanager
def servers(made: Server, places: int) -> Iterator[Servers]:
    with (made.folder / "servers.log").open("ab") as log:
        nursery = subprocess.Popen(
            [sys.executable, "-m", "tests.live.nursery"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True,
            cwd=ROOT, env=dict(made.environment), preexec_fn=process._die_with_parent,
        )  # fmt: skip
    try:
        running = Servers(made, nursery, places)
        try:
            yield running
        finally:
            running.stop()
    finally:
        nursery.kill()
        nursery.wait()


class Browser:
    """A client with a socket, which comes back whenever it is cut off, to whichever server is there."""

    def __init__(self, running: Servers, people: SignedIn, number: int) -> None:
        self.client = Client()
        self.edits = True
        self._running = running
        self._header = people.header(number)
        self._model = people.models[0]
        self._place = number
        self._socket: ClientConnection | None = None  # while the server has greeted us on it
        self._chance = random.Random(number)
        self._peers: dict[str, Any] = {}
        self.connection = ""

    async def sit(self) -> None:
        """Be connected, for good."""
        while True:
            with contextlib.suppress(WebSocketException, OSError, TimeoutError, EOFError):
                await self._visit(self._running.url(self._place))
            self._socket = None
            self._place += 1
            await asyncio.sleep(0.05)

    async def _visit(self, url: str) -> None:
        address = f"{url.replace('http', 'ws', 1)}/ws/models/{self._model}/"
        async with connect(
            address, origin=url, additional_headers=self._header, proxy=None,  # type: ignore[arg-type]
            open_timeout=10, compression=None,
        ) as socket:  # fmt: skip
            async for text in socket:
                message = json.loads(text)
                self._note(message)
                for frame in self.client.hear(message):
                    await socket.send(json.dumps(frame))
                if message["type"] == "welcome":
                    self._socket = socket

    def _note(self, message: dict[str, Any]) -> None:
        """Remember who else is there."""
        if message["type"] == "welcome":
            self.connection = message["connection"]
            self._peers.clear()
        if message["type"] == "left":
            self._peers.pop(message["connection"], None)
        for peer in [*message.get("peers", ()), *filter(None, [message.get("peer")])]:
            self._peers[peer["connection"]] = peer

    def sees(self, other: "Browser") -> bool:
        return bool(other.connection) and other.connection in self._peers

    def cursor_of(self, other: "Browser") -> Any:
        return self._peers[other.connection]["cursor"]

    async def edit(self) -> None:
        """Edit at random, while it lasts."""
        while self.edits:
            await asyncio.sleep(self._chance.uniform(0.01, 0.05))
            if len(self.client.pending) < _PENDING_MOST:
                self.say(self._another())

    def begin(self) -> None:
        self.say(self.client.edit(*BEGINNING))

    def _another(self) -> dict[str, Any]:
        done = [id_ for id_, ack in list(self.client.acked.items())[-5:] if ack["changed"]]
        if done and self._chance.random() < 0.1:
            return self.client.undo(self._chance.choice(done))
        return self.client.edit(*random_ops(self._chance, self.client.drawing))

    def say(self, frame: dict[str, Any]) -> None:
        if self._socket is not None:
            self._sending = asyncio.ensure_future(self._send(self._socket, json.dumps(frame)))

    async def _send(self, socket: ClientConnection, text: str) -> None:
        with contextlib.suppress(WebSocketException, OSError):
            await socket.send(text)


async def _until(holds: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + _WITHIN_S
    while not holds():
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        await asyncio.sleep(0.02)


def acks(browsers: list[Browser]) -> int:
    return sum(len(browser.client.acked) for browser in browsers)


def _are_acked(browsers: list[Browser], most: int) -> bool:
    return acks(browsers) >= most


async def edit_through(browsers: list[Browser], trouble: Callable[[int], Any], times: int) -> None:
    """Let all edit while trouble is made again and again; return when everybody has heard of everything."""
    sitting = [asyncio.create_task(browser.sit()) for browser in browsers]
    browsers[0].begin()
    await _until(lambda: all(browser._socket for browser in browsers), "everybody to be connected")
    editing = [asyncio.create_task(browser.edit()) for browser in browsers]
    for time_ in range(times):
        await _until(partial(_are_acked, browsers, acks(browsers) + _ACKS_BETWEEN), "edits")
        await asyncio.to_thread(trouble, time_)
    for browser in browsers:
        browser.edits = False
    await asyncio.gather(*editing)
    await _until(lambda: not any(browser.client.pending for browser in browsers), "the last answers")
    last = max(ack["seq"] for browser in browsers for ack in browser.client.acked.values())
    await _until(lambda: all(browser.client.seq >= last for browser in browsers), "the last news")
    for task in sitting:
        task.cancel()
    await asyncio.gather(*sitting, return_exceptions=True)


def assert_nothing_lost(made: Server, browsers: list[Browser]) -> None:
    """Every acknowledged edit is in the log once, the log has no gap, all agree with the rows."""
    seq, elements, flows, relations, log = json.loads(
        made.manage("shell", "--no-imports", "-c", _ROWS).splitlines()[-1]
    )
    assert [number for number, _ in log] == list(range(1, seq + 1))
    at = {batch: number for number, batch in log}
    assert len(at) == len(log)
    for browser in browsers:
        for batch, ack in browser.client.acked.items():
            assert not ack["changed"] or at[batch] == ack["seq"]
        assert not browser.client.refused.keys() & at.keys()
    drawing = Drawing(
        {row.pop("uid"): _element(row) for row in elements},
        {row.pop("uid"): _flow(row) for row in flows},
        {tuple(link) for link in relations},
    )
    assert_sound(drawing)
    for browser in browsers:
        assert differences(browser.client.drawing, drawing) == {}


def differences(one: Drawing, other: Drawing) -> dict[str, Any]:
    """Return what differs, by uid."""
    pairs = [(one.elements, other.elements), (one.flows, other.flows)]
    found = {
        uid: (mine.get(uid), theirs.get(uid))
        for mine, theirs in pairs
        for uid in mine.keys() | theirs.keys()
        if mine.get(uid) != theirs.get(uid)
    }
    return found | {str(key): () for key in one.relations ^ other.relations}


def _element(row: dict[str, Any]) -> dict[str, Any]:
    facts = {name: fact["value"] for name, fact in row["facts"].items()}
    kept = {key: row[key] for key in ("kind", "name", "x", "y", "width", "height")}
    return {**kept, "parent": row["parent__uid"], "facts": facts}


def _flow(row: dict[str, Any]) -> dict[str, Any]:
    facts = {name: fact["value"] for name, fact in row["facts"].items()}
    ends = {"source": row["source__uid"], "destination": row["destination__uid"]}
    return {**ends, "name": row["name"], "facts": facts}


def edited_through(made: Server, *, places: int, trouble: Callable[[Servers, int], Any], times: int) -> None:
    people = signed_in(made, people=4)
    with servers(made, places) as running:
        browsers = [Browser(running, people, number) for number in range(4)]
        asyncio.run(edit_through(browsers, lambda time_: trouble(running, time_), times))
    assert acks(browsers) >= times * _ACKS_BETWEEN
    assert_nothing_lost(made, browsers)


@pytest.mark.services
def test_two_servers_of_a_team_are_killed_in_turn(tmp_path: Path, database_url: str, redis_url: str) -> None:
    with deployment.team_prepared(tmp_path, database_url=database_url, redis_url=redis_url) as made:
        edited_through(made, places=2, trouble=lambda running, time_: running.kill(time_), times=KILLS)


def test_the_embedded_server_is_killed(tmp_path: Path) -> None:
    made = deployment.embedded_prepared(tmp_path)

    edited_through(made, places=1, trouble=lambda running, time_: running.kill(0), times=KILLS)


@pytest.mark.services
def test_redis_is_killed_and_comes_back_empty(tmp_path: Path, database_url: str) -> None:
    port = process.free_port()
    redis = [start_redis(port, tmp_path)]

    def trouble(_running: Servers, time_: int) -> None:
        if time_ % 2 == 0:
            redis[-1].kill()
            redis[-1].wait()
        else:
            redis.append(start_redis(port, tmp_path))

    url = f"redis://127.0.0.1:{port}/0"
    try:
        with deployment.team_prepared(tmp_path, database_url=database_url, redis_url=url) as made:
            edited_through(made, places=2, trouble=trouble, times=4)
    finally:
        process.stop(redis[-1])


@pytest.mark.services
def test_people_at_two_servers_see_each_other(tmp_path: Path, database_url: str, redis_url: str) -> None:
    with deployment.team_prepared(tmp_path, database_url=database_url, redis_url=redis_url) as made:
        people = signed_in(made, people=3)
        with servers(made, 2) as running:
            asyncio.run(_meet(running, people))


async def _meet(running: Servers, people: SignedIn) -> None:
    """One at the first server, one at the second; both know of the third, whichever came first."""
    browsers = [Browser(running, people, number) for number in range(3)]
    first, second, third = browsers
    sitting = [asyncio.create_task(first.sit()), asyncio.create_task(second.sit())]
    await _until(lambda: first.sees(second) and second.sees(first), "those who were there to meet")
    sitting.append(asyncio.create_task(third.sit()))
    await _until(lambda: all(browser.sees(third) for browser in (first, second)), "the newcomer to be seen")
    await _until(lambda: third.sees(first) and third.sees(second), "the newcomer to see both")
    second.say({"type": "presence", "cursor": [3, 4]})
    await _until(
        lambda: first.cursor_of(second) == third.cursor_of(second) == [3, 4], "the cursor to be seen"
    )
    sitting[1].cancel()
    await _until(lambda: not first.sees(second) and not third.sees(second), "who has left to vanish")
    for task in sitting:
        task.cancel()
    await asyncio.gather(*sitting, return_exceptions=True)
