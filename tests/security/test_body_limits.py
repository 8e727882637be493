"""Request bodies are held in bounded memory, and large ones accepted from authorized senders only."""

import asyncio
import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.db import connections
from django.http import HttpResponse, JsonResponse
from django.test import Client
from pytest_django import Settings

from tests.people import People, client_of, make_people
from tests.waiting import MESSAGE_WITHIN_S
from threatmodel.architecture.models import ThreatModel
from threatmodel.config import body_limits
from threatmodel.config.body_limits import SMALL_BYTES, BodyGate, HeldBytes
from threatmodel.config.early_authorization import early_refusal

pytestmark = pytest.mark.no_database

LARGE = SMALL_BYTES + 1
LIMIT = 4 * LARGE


async def until(holds: Callable[[], bool]) -> None:
    """Let the other tasks go on until the condition holds."""
    deadline = time.monotonic() + MESSAGE_WITHIN_S
    while not holds():
        assert time.monotonic() < deadline, "it never came so far"
        await asyncio.sleep(0)


class Caller:
    """One request whose body the test sends part by part."""

    def __init__(self, *, length: int | None = None, path: str = "/", address: str = "10.0.0.1") -> None:
        size = [] if length is None else [(b"content-length", str(length).encode())]
        self.headers = size or [(b"transfer-encoding", b"chunked")]
        self.scope = {"type": "http", "method": "POST", "path": path, "client": (address, 1)}
        self.parts: asyncio.Queue[Any] = asyncio.Queue()
        self.sent: list[Any] = []

    def send_body(self, *sizes: int, ends: bool = True) -> "Caller":
        for place, size in enumerate(sizes):
            more = not ends or place < len(sizes) - 1
            self.parts.put_nowait({"type": "http.request", "body": b"x" * size, "more_body": more})
        return self

    def go_away(self) -> "Caller":
        self.parts.put_nowait({"type": "http.disconnect"})
        return self

    @property
    def status(self) -> int:
        return int(self.sent[0]["status"]) if self.sent else 0

    @property
    def detail(self) -> str:
        return str(json.loads(self.sent[1]["body"])["detail"])

    async def ask(self, gate: BodyGate) -> "Caller":
        async def send(message: Any) -> None:
            self.sent.append(message)

        await gate({**self.scope, "headers": self.headers}, self.parts.get, send)
        return self


class Gate:
    """The gate before an application that reads what it is given."""

    def __init__(self, *, most: int = 100 * LARGE, refused: bool = False) -> None:
        self.held = HeldBytes(most=most)
        self.arrived: list[int] = []
        self.asked = 0
        self.works = asyncio.Event()
        self.works.set()
        self._refused = refused
        self.gate = BodyGate(self._application, limit_bytes=LIMIT, held=self.held, refusal=self._refusal)

    async def _refusal(self, _scope: Any) -> HttpResponse | None:
        self.asked += 1
        return JsonResponse({"detail": "Sign in."}, status=401) if self._refused else None

    async def _application(self, _scope: Any, receive: Any, send: Any) -> None:
        size, more = 0, True
        while more:
            message = await receive()
            size, more = size + len(message.get("body", b"")), message.get("more_body", False)
        self.arrived.append(size)
        await self.works.wait()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})


@pytest.mark.parametrize("chunked", [True, False], ids=["chunked", "with a length"])
@pytest.mark.parametrize(("size", "status"), [(LIMIT, 200), (LIMIT + 1, 413)])
async def test_a_body_over_the_limit_never_reaches_django(*, chunked: bool, size: int, status: int) -> None:
    door = Gate()
    caller = Caller(length=None if chunked else size).send_body(60, size - 60)

    await caller.ask(door.gate)

    assert caller.status == status
    assert door.arrived == ([size] if status == 200 else [])
    assert caller.parts.empty()  # read to its end, so that the browser sees the answer


async def test_small_bodies_are_taken_from_everybody() -> None:
    door = Gate(refused=True)

    assert (await Caller(length=200).send_body(200).ask(door.gate)).status == 200
    assert (await Caller().send_body(200).ask(door.gate)).status == 200
    assert door.asked == 0


@pytest.mark.parametrize("chunked", [True, False], ids=["chunked", "with a length"])
async def test_nothing_is_kept_of_a_large_body_that_the_view_would_refuse(*, chunked: bool) -> None:
    door = Gate(refused=True)
    caller = Caller(length=None if chunked else 3 * LARGE).send_body(LARGE, LARGE, LARGE)

    await caller.ask(door.gate)

    assert (caller.status, caller.detail) == (401, "Sign in.")
    assert (door.arrived, door.asked, door.held.total) == ([], 1, 0)
    assert caller.parts.empty()


async def test_bodies_that_never_end_hold_little_and_are_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """40 connections that each send 24 MB and never the end held 1.1 GB."""
    monkeypatch.setattr(body_limits, "_IDLE_S", 0.2)
    door = Gate(refused=True)
    callers = [
        Caller(length=LIMIT, address=f"10.0.0.{n}").send_body(*[LARGE] * 3, ends=False) for n in range(40)
    ]
    most = 0

    async def watch() -> None:
        nonlocal most
        while True:
            most = max(most, door.held.total)
            await asyncio.sleep(0)

    watching = asyncio.create_task(watch())
    await asyncio.gather(*(caller.ask(door.gate) for caller in callers))
    watching.cancel()

    assert {caller.status for caller in callers} == {401}
    assert most <= 40 * SMALL_BYTES


@pytest.mark.parametrize("size", [0, 10], ids=["nothing comes", "it stops in the middle"])
async def test_a_body_that_stops_is_answered_408(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(body_limits, "_IDLE_S", 0.05)
    door = Gate()
    caller = Caller(length=200).send_body(*[size] if size else [], ends=False)

    await caller.ask(door.gate)

    assert caller.status == 408
    assert "slowly" in caller.detail
    assert (b"connection", b"close") in caller.sent[0]["headers"]
    assert (door.arrived, door.held.total) == ([], 0)


async def test_a_body_that_trickles_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(body_limits, "_IDLE_S", 0.05)
    door = Gate()
    caller = Caller(length=100_000)

    async def trickle() -> None:
        while not caller.sent:
            caller.send_body(1, ends=False)
            await asyncio.sleep(0.005)

    await asyncio.gather(caller.ask(door.gate), trickle())

    assert caller.status == 408


async def test_all_bodies_together_are_bounded() -> None:
    door = Gate(most=6 * LARGE)
    door.works.clear()
    first = [
        asyncio.create_task(Caller(length=3 * LARGE, address=a).send_body(3 * LARGE).ask(door.gate))
        for a in "ab"
    ]
    await until(lambda: len(door.arrived) == 2)

    late = await Caller(length=LARGE, address="c").send_body(LARGE).ask(door.gate)
    door.works.set()
    done = [await task for task in first]

    assert (late.status, [caller.status for caller in done]) == (503, [200, 200])
    assert any(name == b"retry-after" for name, _value in late.sent[0]["headers"])
    assert door.held.total == 0
    assert (await Caller(length=LARGE, address="c").send_body(LARGE).ask(door.gate)).status == 200


async def test_one_address_cannot_take_all_of_it() -> None:
    door = Gate(most=6 * LARGE)
    door.works.clear()
    first = asyncio.create_task(Caller(length=3 * LARGE).send_body(3 * LARGE).ask(door.gate))
    await until(lambda: len(door.arrived) == 1)

    again = await Caller(length=LARGE).send_body(LARGE).ask(door.gate)
    door.works.set()
    other = await Caller(length=LARGE, address="b").send_body(LARGE).ask(door.gate)
    await first

    assert (again.status, other.status) == (429, 200)


@pytest.mark.parametrize("in_lines", [True, False], ids=["a line each", "one line"])
async def test_behind_a_proxy_the_address_is_what_the_proxy_saw(
    *, in_lines: bool, settings: Settings
) -> None:
    """What a client writes itself into X-Forwarded-For stands before that, and counts for nothing."""
    settings.PROXIES = 1
    door = Gate(most=4 * LARGE)
    door.works.clear()

    def behind_proxy(seen: str, *, claims: str) -> Caller:
        caller = Caller(address="10.0.0.1").send_body(LARGE)
        parts = [claims, seen] if in_lines else [f"{claims}, {seen}"]
        caller.headers = [*caller.headers, *((b"x-forwarded-for", part.encode()) for part in parts)]
        return caller

    asking = [
        asyncio.create_task(behind_proxy("198.51.100.7", claims=f"192.0.2.{number}").ask(door.gate))
        for number in range(2)
    ]
    await until(lambda: len(door.arrived) == 2)
    third = await behind_proxy("198.51.100.7", claims="192.0.2.9").ask(door.gate)
    other = asyncio.create_task(behind_proxy("198.51.100.8", claims="192.0.2.9").ask(door.gate))
    await until(lambda: len(door.arrived) == 3)
    door.works.set()

    assert third.status == 429
    assert [(await one).status for one in (*asking, other)] == [200, 200, 200]


async def test_members_get_through_while_anonymous_senders_fill_their_share() -> None:
    door = Gate(most=16 * SMALL_BYTES)
    strangers = [
        asyncio.create_task(
            Caller(length=SMALL_BYTES, address=f"s{n}").send_body(SMALL_BYTES - 1, ends=False).ask(door.gate)
        )
        for n in range(2)
    ]
    await until(lambda: door.held.unknown == 2 * (SMALL_BYTES - 1))

    member = await Caller(length=100).send_body(100).ask(door.gate)
    for stranger in strangers:
        stranger.cancel()
    await asyncio.gather(*strangers, return_exceptions=True)

    assert (member.status, door.asked) == (200, 1)
    assert (door.held.total, door.held.unknown, dict(door.held.by_address)) == (0, 0, {})


async def test_who_goes_away_in_the_middle_leaves_nothing_behind() -> None:
    door = Gate()

    caller = await Caller(length=200).send_body(100, ends=False).go_away().ask(door.gate)

    assert (caller.sent, door.arrived, door.held.total) == ([], [], 0)


@pytest.fixture
def people(transactional_db: None) -> People:
    """Everybody, seen by the threads that ask for permission."""
    return make_people()


@pytest.mark.parametrize(
    ("who", "status"), [(None, 403), ("charlie", 404), ("vera", 403), ("bob", None)], ids=str
)
async def test_the_view_is_asked_before_the_body_is_read(
    who: str | None, status: int | None, people: People
) -> None:
    def prepare() -> tuple[str, Client]:
        try:
            model = ThreatModel.objects.create(team=people.team, name="Shop", created_by=people.bob)
            return f"/api/models/{model.pk}/imports/", client_of(getattr(people, who) if who else None)
        finally:
            connections.close_all()  # of the thread in which this runs

    path, client = await sync_to_async(prepare)()
    token = "a" * 32
    cookies = "; ".join(
        [*(f"{name}={morsel.value}" for name, morsel in client.cookies.items()), f"csrftoken={token}"]
    )
    headers = [
        (b"host", b"localhost"),
        (b"cookie", cookies.encode()),
        (b"x-csrftoken", token.encode()),
        (b"content-type", b"multipart/form-data; boundary=x"),
        (b"content-length", b"20000000"),
    ]
    scope = {
        "type": "http",
        "method": "POST",
        "path": path,
        "headers": headers,
        "query_string": b"",
        "scheme": "http",
    }

    answer = await early_refusal(scope)

    assert (answer.status_code if answer else None) == status


@pytest.mark.parametrize(
    ("path", "status"), [("/_allauth/browser/v1/auth/login", 413), ("/api/nothing/", 413), ("/", 413)]
)
async def test_other_addresses_take_small_bodies_only(path: str, status: int, people: People) -> None:
    scope = {
        "type": "http", "method": "POST", "path": path, "query_string": b"", "scheme": "http",
        "headers": [(b"host", b"localhost")],
    }  # fmt: skip

    answer = await early_refusal(scope)

    assert answer is not None
    assert answer.status_code == status


async def test_what_is_thrown_away_leaves_the_loop_to_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many refused bodies come in at full speed, they are read one part after the other."""
    at_once, most = 0, 0
    sleep = asyncio.sleep

    async def watched(seconds: float) -> None:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        await sleep(seconds)
        at_once -= 1

    monkeypatch.setattr(asyncio, "sleep", watched)
    door = Gate(refused=True)
    callers = [Caller(length=3 * LARGE).send_body(LARGE, LARGE, LARGE) for _ in range(5)]

    await asyncio.gather(*(caller.ask(door.gate) for caller in callers))

    assert {caller.status for caller in callers} == {401}
    assert most == 1
