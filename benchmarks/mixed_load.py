"""What readers and editors feel while a team works together and imports, and whether memory stays flat.

Run with `python -m benchmarks.mixed_load [SECONDS]`. Prints figures beside their bounds; a miss exits with 1.
Web, worker and beat run on PostgreSQL, which waits for the disk at each commit, and Redis. 50 people read one
page after the other, 20 move elements, and every 20 seconds a small system is imported. Readers and editors
have processes of their own, which take their share of the same cores.
"""

import argparse
import asyncio
import os
import random
import statistics
import sys
import threading
import time
import uuid
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from typing import Any, Final

import orjson
from websockets.asyncio.client import connect

from benchmarks.team import Member, team_server
from tests.services import deployment
from tests.services.process import NotStarted
from tests.services.process_tree import pss_mb
from tests.services.sessions import SignedIn, signed_in

_SECONDS: Final = 600.0
_READERS: Final = 50
_EDITORS: Final = 20
_ELEMENTS: Final = 200
_READ_EVERY_S: Final = 5.0  # of one reader
_EDIT_EVERY_S: Final = 1.0  # of one editor
_IMPORT_EVERY_S: Final = 20.0
_WARM_UP: Final = 0.2  # share of the time after which memory is taken as the measure
_SYSTEM: Final = (deployment.ROOT / "fixtures" / "demo" / "media-compose" / "docker-compose.yml").read_bytes()
_PAGES: Final = (
    "threats/?page_size=50",
    "threats/?severity=high&page_size=50",
    "mitigations/",
    "questions/cards/",
    "coverage/",
    "architecture/",
    "changes/",
)

_READ_P95_MS: Final = 200.0
_ACK_P95_MS: Final = 150.0
_GROWTH: Final = 1.15  # of the memory after the warm-up

# Seconds since the start, what was asked for, and milliseconds until its answer.
Timed = tuple[float, str, float]

missed: list[str] = []


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("seconds", type=float, nargs="?", default=_SECONDS)
    seconds = parser.parse_args().seconds
    try:
        with team_server() as server:
            _measure(server, seconds)
    except NotStarted as fault:
        print(f"left out: {str(fault).splitlines()[0]}")
    sys.exit(1 if missed else 0)


def _measure(server: deployment.Server, seconds: float) -> None:
    people = signed_in(server, people=_READERS + _EDITORS, models=4, elements=_ELEMENTS)
    importer = Member(server.url, people, _READERS)
    importer.import_into(people.models[1], _SYSTEM)
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, {seconds:g} s")
    memory: dict[str, list[float]] = {name: [] for name in server.processes}
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        reading = pool.submit(_read_all, server.url, people, seconds)
        editing = pool.submit(_edit_all, server.url, people, seconds)
        importing = threading.Thread(
            target=_import_on, args=(importer, people.models[1], seconds), daemon=True
        )
        importing.start()
        _watch(server, memory, (reading, editing))
        importing.join()
        reads, acks = reading.result(), editing.result()
    _show_times("reads", reads, _READ_P95_MS)
    _show_times("edits to their answer", acks, _ACK_P95_MS)
    for name, sizes in memory.items():
        begin = statistics.median(sizes[int(len(sizes) * _WARM_UP) :][:5])
        end = statistics.median(sizes[-5:])
        print(f"    memory of {name}: {begin:.0f} MB after the warm-up, {end:.0f} MB at the end")
        _show(f"growth of {name}", end / begin, _GROWTH, "")


def _watch(
    server: deployment.Server, memory: dict[str, list[float]], doing: tuple[Future[list[Timed]], ...]
) -> None:
    while not all(one.done() for one in doing):
        for name, process in server.processes.items():
            memory[name].append(pss_mb(process.pid))
        time.sleep(2)


# --- readers ---------------------------------------------------------------------------------------


def _read_all(url: str, people: SignedIn, seconds: float) -> list[Timed]:
    """Return each answer; for a process of its own."""
    until = time.perf_counter() + seconds
    with ThreadPoolExecutor(_READERS) as pool:
        reading = [
            pool.submit(_read, Member(url, people, number), people, until - seconds, until)
            for number in range(_READERS)
        ]
        return [took for one in reading for took in one.result()]


def _read(member: Member, people: SignedIn, start: float, until: float) -> list[Timed]:
    took: list[Timed] = []
    chance = random.Random(id(member))
    time.sleep(chance.random() * _READ_EVERY_S)
    while (begin := time.perf_counter()) < until:
        model, page = chance.choice(people.models), chance.choice(_PAGES)
        status, _answer = member.get(f"/api/models/{model}/{page}")
        if status != 200:
            raise RuntimeError(f"a page was answered with {status}")
        imported = "imported into" if model == people.models[1] else "drawn"
        took.append((begin - start, f"{page}, {imported}", (time.perf_counter() - begin) * 1000))
        time.sleep(_READ_EVERY_S * (0.5 + chance.random()))
    return took


# --- editors ---------------------------------------------------------------------------------------


def _edit_all(url: str, people: SignedIn, seconds: float) -> list[Timed]:
    """Return each answer; for a process of its own."""
    return asyncio.run(_edit_together(url, people, time.perf_counter(), seconds))


async def _edit_together(url: str, people: SignedIn, start: float, seconds: float) -> list[Timed]:
    took: list[Timed] = []
    editing = (_edit(url, people, number, (start, start + seconds), took) for number in range(_EDITORS))
    await asyncio.gather(*editing)
    return took


async def _edit(
    url: str, people: SignedIn, number: int, period: tuple[float, float], took: list[Timed]
) -> None:
    start, until = period
    chance = random.Random(number)
    model = people.models[number % len(people.models)]
    async with connect(
        f"{url.replace('http', 'ws', 1)}/ws/models/{model}/",
        origin=url,  # type: ignore[arg-type]
        additional_headers=people.header(_READERS + number),
        compression=None,
        max_queue=None,
        open_timeout=60,
        proxy=None,
    ) as socket:
        await asyncio.sleep(chance.random() * _EDIT_EVERY_S)
        while (begin := time.perf_counter()) < until:
            batch = uuid.uuid4().hex
            place = {"x": chance.randrange(10_000), "y": chance.randrange(10_000)}
            ops = [{"op": "set", "on": "element", "uid": f"e{chance.randrange(_ELEMENTS)}", "props": place}]
            await socket.send(orjson.dumps({"type": "batch", "id": batch, "ops": ops}).decode())
            while not _answers(orjson.loads(await socket.recv()), batch):
                pass
            which = "imported into" if model == people.models[1] else "drawn"
            took.append((begin - start, which, (time.perf_counter() - begin) * 1000))
            await _hear_until(socket, begin + _EDIT_EVERY_S * (0.5 + chance.random()))


def _answers(message: dict[str, Any], batch: str) -> bool:
    return bool(message["type"] == "ack" and message["id"] == batch)


async def _hear_until(socket: Any, until: float) -> None:
    try:
        async with asyncio.timeout_at(asyncio.get_running_loop().time() + until - time.perf_counter()):
            while True:
                await socket.recv()
    except TimeoutError:
        return


# --- imports ---------------------------------------------------------------------------------------


def _import_on(member: Member, model: str, seconds: float) -> None:
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        member.import_into(model, _SYSTEM)
        time.sleep(_IMPORT_EVERY_S)


def _show_times(what: str, took: list[Timed], bound: float) -> None:
    cut = statistics.quantiles((one[2] for one in took), n=100)
    print(f"    {len(took)} {what}: median {cut[49]:.1f} ms, p99 {cut[98]:.1f} ms")
    minutes: dict[int, list[float]] = {}
    kinds: dict[str, list[float]] = {}
    for at, kind, ms in took:
        minutes.setdefault(int(at // 60), []).append(ms)
        kinds.setdefault(kind, []).append(ms)
    print("    p95 by minute: " + ", ".join(f"{_p95(minutes[at]):.0f}" for at in sorted(minutes)))
    for kind in sorted(kinds):
        print(f"      {kind}: median {statistics.median(kinds[kind]):.0f} ms, p95 {_p95(kinds[kind]):.0f} ms")
    _show(f"{what}, p95", cut[94], bound, "ms")


def _p95(took: list[float]) -> float:
    return statistics.quantiles([*took, *took], n=20)[18]


def _show(what: str, measured: float, bound: float, unit: str) -> None:
    verdict = "ok" if measured <= bound else "MISSED"
    print(f"  {what}: {measured:.3g} {unit} (bound {bound:g}) {verdict}")
    if measured > bound:
        missed.append(what)


if __name__ == "__main__":
    main()
