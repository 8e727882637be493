"""Clients that edit together through faults and killed servers, and what must hold afterwards."""

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
from typing import Any, ClassVar

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from tests.live.random_editor import BEGINNING, assert_sound, random_ops
from tests.live.reference_client import Drawing, ReferenceClient
from tests.services import process
from tests.services.deployment import ROOT, Server
from tests.services.sessions import SignedIn
from tests.waiting import JOB_WITHIN_S, MESSAGE_WITHIN_S

ACKS_BETWEEN = 12  # edits that are acknowledged between two kills
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

    def __init__(self, made: Server, prefork: subprocess.Popen[str], places: int) -> None:
        self.made = made
        self._prefork = prefork
        self._running: list[tuple[int, int]] = [self._start_server() for _ in range(places)]  # port, process

    def url(self, place: int) -> str:
        return f"http://127.0.0.1:{self._running[place % len(self._running)][0]}"

    def kill(self, place: int) -> None:
        """Kill a server at once and start another in its place."""
        place %= len(self._running)
        os.kill(self._running[place][1], signal.SIGKILL)
        self._running[place] = self._start_server()

    def stop(self) -> None:
        for _, child in self._running:
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)

    def _start_server(self) -> tuple[int, int]:
        port = process.free_port()
        assert self._prefork.stdin is not None
        assert self._prefork.stdout is not None
        self._prefork.stdin.write(f"{port}\n")
        self._prefork.stdin.flush()
        return port, int(self._prefork.stdout.readline())


@contextlib.contextmanager
def servers(made: Server, places: int) -> Iterator[Servers]:
    with (made.folder / "servers.log").open("ab") as log:
        prefork = subprocess.Popen(
            [sys.executable, "-m", "tests.live.prefork"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True,
            cwd=ROOT, env=dict(made.environment), preexec_fn=process._die_with_parent,
        )  # fmt: skip
    try:
        running = Servers(made, prefork, places)
        try:
            yield running
        finally:
            running.stop()
    finally:
        prefork.kill()
        prefork.wait()


class ReconnectingClient:
    """A client with a socket, which comes back whenever it is cut off, to whichever server is there."""

    rest_s: ClassVar[tuple[float, float]] = (0.01, 0.05)  # between two edits
    pending_most: ClassVar[int] = 10

    def __init__(self, running: Servers, people: SignedIn, number: int) -> None:
        self.client = ReferenceClient()
        self.edits = True
        self._running = running
        self._header = people.header(number)
        self._model = people.models[0]
        self._place = number
        self._socket: ClientConnection | None = None
        self._out: asyncio.Queue[dict[str, Any]] | None = None  # while the server has greeted us
        self._chance = random.Random(number)
        self._peers: dict[str, Any] = {}
        self.connection = ""

    async def stay_connected(self) -> None:
        """Be connected, for good."""
        while True:
            with contextlib.suppress(WebSocketException, OSError, TimeoutError, EOFError):
                await self._connect_once(self._running.url(self._place))
            self._place += 1
            await asyncio.sleep(self._pause())

    async def _connect_once(self, url: str) -> None:
        address = f"{url.replace('http', 'ws', 1)}/ws/models/{self._model}/"
        async with connect(
            address, origin=url, additional_headers=self._header, proxy=None,  # type: ignore[arg-type]
            open_timeout=MESSAGE_WITHIN_S, compression=None,
        ) as socket:  # fmt: skip
            self._socket, out = socket, asyncio.Queue[dict[str, Any]]()
            writing = asyncio.create_task(_write(socket, out))
            try:
                async for text in socket:
                    self._take(json.loads(text), out)
            finally:
                writing.cancel()
                self._out = None

    def _take(self, message: dict[str, Any], out: asyncio.Queue[dict[str, Any]]) -> None:
        """Hear a message; what was done before the greeting is said before anything that is done after it."""
        self._note(message)
        for frame in self.client.receive(message):
            out.put_nowait(frame)
        if message["type"] == "welcome":
            self._out = out

    def _pause(self) -> float:
        """Return for how long to wait before the next attempt to connect."""
        return 0.05

    @property
    def is_welcomed(self) -> bool:
        return self._out is not None

    def cut(self) -> None:
        """Break the connection, as a network does that goes away."""
        if self._socket is not None:
            self._socket.loop.call_soon_threadsafe(self._socket.transport.abort)

    def _note(self, message: dict[str, Any]) -> None:
        """Remember who else is there."""
        if message["type"] == "welcome":
            self.connection = message["connection"]
            self._peers.clear()
        if message["type"] == "left":
            self._peers.pop(message["connection"], None)
        for peer in [*message.get("peers", ()), *filter(None, [message.get("peer")])]:
            self._peers[peer["connection"]] = peer

    def sees(self, other: "ReconnectingClient") -> bool:
        return bool(other.connection) and other.connection in self._peers

    def cursor_of(self, other: "ReconnectingClient") -> Any:
        return self._peers[other.connection]["cursor"]

    async def edit(self) -> None:
        """Edit at random, while it lasts."""
        while self.edits:
            await asyncio.sleep(self._chance.uniform(*self.rest_s))
            if len(self.client.pending) < self.pending_most:
                self.say(self._another())

    def begin(self) -> None:
        self.say(self.client.edit(*BEGINNING))

    def _another(self) -> dict[str, Any]:
        done = [id_ for id_, ack in list(self.client.acked.items())[-5:] if ack["changed"]]
        if done and self._chance.random() < 0.1:
            return self.client.undo(self._chance.choice(done))
        return self.client.edit(*random_ops(self._chance, self.client.drawing))

    def say(self, frame: dict[str, Any]) -> None:
        if self._out is not None:
            self._out.put_nowait(frame)


async def _write(socket: ClientConnection, out: asyncio.Queue[dict[str, Any]]) -> None:
    with contextlib.suppress(WebSocketException, OSError):
        while True:
            await socket.send(json.dumps(await out.get()))


async def until(holds: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + JOB_WITHIN_S
    while not holds():
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        await asyncio.sleep(0.02)


def acks(browsers: list[ReconnectingClient]) -> int:
    return sum(len(browser.client.acked) for browser in browsers)


def _are_acked(browsers: list[ReconnectingClient], most: int) -> bool:
    return acks(browsers) >= most


async def edit_through(browsers: list[ReconnectingClient], trouble: Callable[[int], Any], times: int) -> None:
    """Let all edit while trouble is made again and again; return when everybody has heard of everything."""
    connected_tasks = [asyncio.create_task(browser.stay_connected()) for browser in browsers]
    browsers[0].begin()
    await until(lambda: all(browser.is_welcomed for browser in browsers), "everybody to be connected")
    editing = [asyncio.create_task(browser.edit()) for browser in browsers]
    for time_ in range(times):
        await until(partial(_are_acked, browsers, acks(browsers) + ACKS_BETWEEN), "edits")
        await asyncio.to_thread(trouble, time_)
    for browser in browsers:
        browser.edits = False
    await asyncio.gather(*editing)
    await until(lambda: not any(browser.client.pending for browser in browsers), "the last answers")
    last = max(ack["seq"] for browser in browsers for ack in browser.client.acked.values())
    await until(lambda: all(browser.client.seq >= last for browser in browsers), "the last news")
    for task in connected_tasks:
        task.cancel()
    await asyncio.gather(*connected_tasks, return_exceptions=True)


def assert_nothing_lost(made: Server, browsers: list[ReconnectingClient]) -> None:
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
