"""What one team feels while another does its worst within its limits, and strangers theirs.

Run with `python -m benchmarks.two_teams`. Prints figures beside their bounds; a miss exits with 1. Web,
worker and beat run on PostgreSQL, which waits for the disk at each commit, and Redis. Team A imports without
end, compares states of a large model, floods sockets and does not read others; strangers send bodies that
never end. Team B moves elements and imports a small system, from a process of its own, so that its figures
are those of the server. Team A and the strangers are in this process, which takes its share of the same cores
but gives way to the others: on another machine it would take nothing.
"""

import asyncio
import contextlib
import os
import socket as sockets
import statistics
import sys
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import get_context
from typing import Any, Final
from urllib.parse import urlsplit

import orjson
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from benchmarks.team import Member, team_server
from tests.services import deployment
from tests.services.process import NotStarted
from tests.services.process_tree import peak_mb
from tests.services.sessions import SignedIn, signed_in

_ALONE_S: Final = 10.0
_TOGETHER_S: Final = 30.0
_EDITS_A_SECOND: Final = 5.0
_LARGE: Final = 5_000  # elements of the model that team A has
_SERVICES: Final = 400  # of each import of team A
_STRANGERS: Final = 40
_NICENESS: Final = 19  # more than that of workers
_BODY_BYTES: Final = 24 * 1024 * 1024
_TOKEN: Final = "a" * 32
_SHOP: Final = (deployment.ROOT / "fixtures" / "demo" / "media-compose" / "docker-compose.yml").read_bytes()

_ACK_P95_MS: Final = 100.0
_IMPORT_S: Final = 3.0
_WEB_MB: Final = 3072.0  # as docker-compose.yml allows

missed: list[str] = []


@dataclass(slots=True)
class Felt:
    """What team B saw."""

    acks_ms: list[float] = field(default_factory=list)
    imports_s: list[float] = field(default_factory=list)


def main() -> None:
    try:
        with team_server() as server:
            _measure(server)
    except NotStarted as fault:
        print(f"left out: {str(fault).splitlines()[0]}")
    sys.exit(1 if missed else 0)


def _measure(server: deployment.Server) -> None:
    large = signed_in(server, people=4, models=1, elements=_LARGE)
    others = signed_in(server, people=1, models=4, elements=1)
    small = signed_in(server, people=1, models=2, elements=20)
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    answers: Counter[str] = Counter()
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as team_b:
        _report("team B alone", team_b.submit(_feel, server.url, small, _ALONE_S).result(), bounds=False)
        os.nice(_NICENESS)
        with ExitStack() as worst:
            for doing in _worst(server.url, large, others, answers):
                worst.enter_context(doing)
            felt = team_b.submit(_feel, server.url, small, _TOGETHER_S).result()
    _report("team B beside team A and strangers", felt, bounds=True)
    _show("memory of the web processes at their peak", peak_mb(server.processes["web"].pid), _WEB_MB, "MB")
    print(f"    team A was answered {dict(sorted(answers.items()))}")


# --- team B --------------------------------------------------------------------------------------


def _feel(url: str, people: SignedIn, seconds: float) -> Felt:
    felt = Felt()
    until = time.perf_counter() + seconds
    importing = threading.Thread(target=_import_on, args=(Member(url, people), people.models[1], until, felt))
    importing.start()
    asyncio.run(_edit_on(url, people, until, felt))
    importing.join()
    return felt


def _import_on(member: Member, model: str, until: float, felt: Felt) -> None:
    while time.perf_counter() < until:
        begin = time.perf_counter()
        member.import_into(model, _SHOP)
        felt.imports_s.append(time.perf_counter() - begin)
        time.sleep(1)


async def _edit_on(url: str, people: SignedIn, until: float, felt: Felt) -> None:
    async with _socket(url, people, 0, people.models[0]) as socket:
        while (begin := time.perf_counter()) < until:
            batch = uuid.uuid4().hex
            await socket.send(_batch(batch, 1))
            while orjson.loads(await socket.recv()).get("id") != batch:
                pass
            felt.acks_ms.append((time.perf_counter() - begin) * 1000)
            await asyncio.sleep(max(0.0, begin + 1 / _EDITS_A_SECOND - time.perf_counter()))


# --- team A, and strangers -----------------------------------------------------------------------


def _worst(
    url: str, large: SignedIn, others: SignedIn, answers: Counter[str]
) -> Iterator[contextlib.AbstractContextManager[None]]:
    """Yield everything that goes on at the same time, each to be entered."""
    manifest = "services:\n" + "".join(f"  s{n}:\n    image: nginx\n" for n in range(_SERVICES))
    before, after = f"/api/models/{large.models[0]}/comparison/?before=0&after=now", "comparison/threats/"
    for model in others.models:
        member = Member(url, others)
        path = f"/api/models/{model}/imports/"
        yield _again_and_again(partial(member.upload, path, manifest.encode()), "import", answers)
    for number in range(4):
        member = Member(url, large, number)
        path = before if number % 2 else before.replace("comparison/", after)
        yield _again_and_again(partial(member.get, path), "comparison", answers)
    yield _on_a_loop(lambda: _flood(url, large, answers))
    yield _on_a_loop(lambda: _ask_and_never_read(url, large))
    yield _strangers(url)


@contextmanager
def _again_and_again(ask: Callable[[], tuple[int, Any]], what: str, answers: Counter[str]) -> Iterator[None]:
    ended = threading.Event()

    def work() -> None:
        while not ended.is_set():
            status, _answer = ask()
            answers[f"{what} {status}"] += 1
            ended.wait(0.5 if status >= 400 else 0.0)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()


@contextmanager
def _on_a_loop(work: Callable[[], Coroutine[Any, Any, None]]) -> Iterator[None]:
    ended = threading.Event()

    async def until_ended() -> None:
        doing = asyncio.create_task(work())
        await asyncio.to_thread(ended.wait)
        doing.cancel()
        await asyncio.gather(doing, return_exceptions=True)

    thread = threading.Thread(target=lambda: asyncio.run(until_ended()), daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


async def _flood(url: str, people: SignedIn, answers: Counter[str]) -> None:
    """Move hundreds of elements as often as the server reads it, from four sockets."""

    async def one(number: int) -> None:
        async with _socket(url, people, number, people.models[0]) as socket:
            reading = asyncio.create_task(_read(socket))
            with contextlib.suppress(ConnectionClosed):
                while True:
                    await socket.send(_batch(uuid.uuid4().hex, 300))
                    answers["flood batches"] += 1
            answers[f"flood closed {socket.close_code}"] += 1
            await reading

    await asyncio.gather(*(one(number) for number in range(4)))


async def _read(socket: ClientConnection) -> None:
    with contextlib.suppress(ConnectionClosed):
        while True:
            await socket.recv()


async def _ask_and_never_read(url: str, people: SignedIn) -> None:
    async with contextlib.AsyncExitStack() as opened:
        for number in range(4):
            socket = await opened.enter_async_context(
                _socket(url, people, number, people.models[0], max_queue=1)
            )
            with contextlib.suppress(ConnectionClosed):
                for _ in range(300):
                    await socket.send('{"type":"since","seq":0}')
        await asyncio.Event().wait()


@contextmanager
def _strangers(url: str) -> Iterator[None]:
    """Let nobody in particular send bodies that never end."""
    place = urlsplit(url)
    head = (
        f"POST /api/teams/{uuid.uuid4()}/imports/ HTTP/1.1\r\nHost: {place.netloc}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {_BODY_BYTES + 1}\r\n\r\n"
    )
    opened = [sockets.create_connection((place.hostname, place.port)) for _ in range(_STRANGERS)]

    def send(connection: sockets.socket) -> None:
        with contextlib.suppress(OSError):
            connection.sendall(head.encode() + b"x" * _BODY_BYTES)

    for connection in opened:
        threading.Thread(target=send, args=(connection,), daemon=True).start()
    try:
        yield
    finally:
        for connection in opened:
            connection.close()


# --- what both need ------------------------------------------------------------------------------


def _socket(url: str, people: SignedIn, number: int, model: str, max_queue: int | None = None) -> connect:
    return connect(
        f"{url.replace('http', 'ws', 1)}/ws/models/{model}/",
        origin=url,  # type: ignore[arg-type]
        additional_headers=people.header(number),
        compression=None,
        max_queue=max_queue,
        open_timeout=60,
        ping_interval=None,  # a socket that the server throttles would be given up for its late answers
        close_timeout=1,
        proxy=None,
    )


def _batch(batch: str, count: int) -> str:
    place = time.perf_counter_ns() % 10_000
    ops = [
        {"op": "set", "on": "element", "uid": f"e{n}", "props": {"x": place, "y": n}} for n in range(count)
    ]
    return orjson.dumps({"type": "batch", "id": batch, "ops": ops}).decode()


def _report(title: str, felt: Felt, *, bounds: bool) -> None:
    print(f"{title}: {len(felt.acks_ms)} edits, {len(felt.imports_s)} imports")
    median = statistics.median(felt.acks_ms)
    p95, slowest = statistics.quantiles(felt.acks_ms, n=20)[-1], max(felt.imports_s)
    if bounds:
        print(f"    edit to its answer: median {median:.1f} ms")
        _show("edit to its answer, p95", p95, _ACK_P95_MS, "ms")
        _show("import, the slowest", slowest, _IMPORT_S, "s")
    else:
        print(f"    edit to its answer: median {median:.1f} ms, p95 {p95:.1f} ms")
        print(f"    import: slowest {slowest:.2f} s")


def _show(what: str, measured: float, bound: float, unit: str) -> None:
    verdict = "ok" if measured <= bound else "MISSED"
    print(f"  {what}: {measured:.3g} {unit} (bound {bound:g}) {verdict}")
    if measured > bound:
        missed.append(what)


if __name__ == "__main__":
    main()
