"""How long an edit takes from one browser to the others, and whether all arrive.

Run with `python -m benchmarks.live`. Prints figures beside their bounds; a miss exits with 1. The server is
the one that people run: one process on SQLite, then (where they are installed) web, worker and beat on
PostgreSQL and Redis: first with commits that wait for no disk, then as deployed, where each commit waits.
What the disk alone makes small writes wait is measured beside the latter and allowed on top of the bounds.
All browsers are in this process, which takes its share of the same cores. An edit moves one of 200 elements.
Measured once the first analyses are done; mixed_load has edits beside analyses and imports.
"""

import asyncio
import contextlib
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import orjson
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from benchmarks.disk_wait import DiskWait, disk_wait
from benchmarks.team import team_server
from tests.services import deployment
from tests.services.process import NotStarted
from tests.services.process_tree import cpu_seconds
from tests.services.sessions import SignedIn, signed_in, wait_for_jobs

_WARM_UP_S: Final = 3.0
_SECONDS: Final = 12.0
_LAST_S: Final = 10.0  # in which the last edits have to arrive
_LOOK_EVERY_S: Final = 0.05
# browsers on each model, models, edits a second of each browser, most ms (p50, p99; None: only all delivered)
_LOADS: Final = (
    (2, 1, 10.0, (30.0, 60.0)),
    (20, 1, 10.0, (30.0, 60.0)),
    (10, 20, 1.0, None),
)
_ELEMENTS: Final = 200
_PEOPLE: Final = 20

missed: list[str] = []


@dataclass(slots=True)
class Figures:
    """What the browsers saw."""

    sent: int = 0
    acked: int = 0
    unchanged: int = 0  # edits that set what was set already: answered, and sent to nobody
    others: int = 0  # browsers that an edit is sent to
    peers_ms: list[float] = field(default_factory=list)
    acks_ms: list[float] = field(default_factory=list)
    closed: int = 0

    @property
    def due(self) -> int:
        """How many deliveries to others there are to be."""
        return (self.sent - self.unchanged) * self.others


def main() -> None:
    modes = (
        ("embedded", _embedded(), False),
        ("team, without waiting for the disk", team_server(durable=False), False),
        ("team", team_server(), True),
    )
    for mode, starting, durable in modes:
        try:
            with starting as server:
                print(f"{mode}: {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
                for browsers, models, rate, most in _LOADS:
                    with disk_wait() if durable else nullcontext() as disk:
                        _measure(server, browsers, models, rate, most, disk)
        except NotStarted as fault:
            print(f"left out: {str(fault).splitlines()[0]}")
    sys.exit(1 if missed else 0)


@contextmanager
def _embedded() -> Iterator[deployment.Server]:
    with tempfile.TemporaryDirectory() as folder, deployment.embedded(Path(folder)) as server:
        yield server


def _measure(
    server: deployment.Server,
    browsers: int,
    models: int,
    rate: float,
    most: tuple[float, float] | None,
    disk: DiskWait | None,
) -> None:
    people = signed_in(server, people=_PEOPLE, models=models, elements=_ELEMENTS)
    wait_for_jobs(server)
    process = server.processes.get("web") or server.processes["serve"]
    begin, worked = time.perf_counter(), cpu_seconds(process.pid)
    seen = asyncio.run(_sit(server.url, people, browsers, rate))
    share = (cpu_seconds(process.pid) - worked) / (time.perf_counter() - begin)
    print(f"{browsers * models} browsers on {models} models, {rate:g} edits a second each: {seen.sent} edits")
    show("edits without an answer", seen.sent - seen.acked, 0, "")
    show("deliveries missing", seen.due - len(seen.peers_ms), 0, "")
    show("sockets closed by the server", seen.closed, 0, "")
    if len(seen.peers_ms) < 2:
        return
    peers, acks = statistics.quantiles(seen.peers_ms, n=100), statistics.quantiles(seen.acks_ms, n=100)
    waits = [disk.quantile_ms(percent) if disk else 0.0 for percent in (50, 99)]
    if disk:
        print(f"    the disk alone: median {waits[0]:.1f} ms, p99 {waits[1]:.1f} ms")
    if most is not None:
        show("edit to other browsers, median", peers[49], most[0] + waits[0], "ms")
        show("edit to other browsers, p99", peers[98], most[1] + waits[1], "ms")
    else:
        print(f"    edit to other browsers: median {peers[49]:.1f} ms, p99 {peers[98]:.1f} ms")
    print(f"    edit to its answer: median {acks[49]:.1f} ms, p99 {acks[98]:.1f} ms")
    print(f"    {len(seen.peers_ms)} deliveries; the server used {share:.2f} of a core")


async def _sit(url: str, people: SignedIn, browsers: int, rate: float) -> Figures:
    """Let browsers edit for a while and return what they saw."""
    figures = Figures()
    sent_at: dict[str, float] = {}
    async with asyncio.TaskGroup() as opening:
        tasks = [
            opening.create_task(_open(url, people.header(number), model))
            for model in people.models
            for number in range(browsers)
        ]
    sockets = [task.result() for task in tasks]
    hearing = [asyncio.create_task(_hear(socket, figures, sent_at)) for socket in sockets]
    begin = time.perf_counter() + _WARM_UP_S
    await asyncio.gather(*(_edit(socket, rate, begin, figures, sent_at) for socket in sockets))
    figures.others = browsers - 1
    for _ in range(int(_LAST_S / _LOOK_EVERY_S)):
        if len(figures.peers_ms) >= figures.due:
            break
        await asyncio.sleep(_LOOK_EVERY_S)
    figures.closed = sum(task.done() for task in hearing)
    for task in hearing:
        task.cancel()
    await asyncio.gather(*(socket.close() for socket in sockets), return_exceptions=True)
    return figures


async def _open(url: str, header: dict[str, str], model: str) -> ClientConnection:
    return await connect(
        f"{url.replace('http', 'ws', 1)}/ws/models/{model}/",
        origin=url,  # type: ignore[arg-type]
        additional_headers=header,
        compression=None,
        max_queue=None,
        open_timeout=60,
        proxy=None,
    )


async def _edit(
    socket: ClientConnection, rate: float, begin: float, figures: Figures, sent_at: dict[str, float]
) -> None:
    """Send edits at a steady rate; those of the warm-up do not count."""
    chance = random.Random()  # the next load of this process makes other edits: repeated ones change nothing
    due = time.perf_counter() + chance.random() / rate
    while due < begin + _SECONDS:
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        batch = f"{chance.getrandbits(64):016x}"
        place = {"x": chance.randrange(10_000), "y": chance.randrange(10_000)}
        uid = f"e{chance.randrange(_ELEMENTS)}"
        ops = [{"op": "set", "on": "element", "uid": uid, "props": place}]
        if due >= begin:
            figures.sent += 1
            sent_at[batch] = time.perf_counter()
        with contextlib.suppress(ConnectionClosed):  # counted by who listens
            await socket.send(orjson.dumps({"type": "batch", "id": batch, "ops": ops}).decode())
        due += 1 / rate


async def _hear(socket: ClientConnection, figures: Figures, sent_at: dict[str, float]) -> None:
    own: set[str] = set()
    while True:
        try:
            text = await socket.recv()
        except ConnectionClosed:
            return
        now = time.perf_counter()
        message: dict[str, Any] = orjson.loads(text)
        if message["type"] == "ack":
            own.add(message["id"])
            if message["id"] in sent_at:
                figures.acked += 1
                figures.unchanged += not message["changed"]
                figures.acks_ms.append((now - sent_at[message["id"]]) * 1000)
        changes = message["changes"] if message["type"] == "changes" else [message]
        for change in changes:
            if change["type"] == "changed" and change["batch"] in sent_at and change["batch"] not in own:
                figures.peers_ms.append((now - sent_at[change["batch"]]) * 1000)


def show(what: str, measured: float, bound: float, unit: str) -> None:
    """Print one figure beside its bound and remember a miss."""
    verdict = "ok" if measured <= bound else "MISSED"
    print(f"  {what}: {measured:.3g} {unit} (bound {bound:g}) {verdict}")
    if measured > bound:
        missed.append(what)


if __name__ == "__main__":
    main()
