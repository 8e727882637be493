"""Who floods the sockets gets slower themselves, and neither memory nor other teams pay for it."""

import asyncio
import uuid
from collections.abc import Callable, MutableMapping
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed

from tests.architecture.test_operations import element
from tests.cast import Cast
from tests.live.websocket_client import page
from tests.pubsub.test_delivery import browser
from threatmodel.accounts.models import User
from threatmodel.architecture.collaboration import rate_limits
from threatmodel.architecture.collaboration.connection import KEEPING_UP_BYTES, OUT_BYTES_MOST, Desk
from threatmodel.architecture.collaboration.consumer import CLOSE_ABUSE, CLOSE_TOO_MANY
from threatmodel.architecture.collaboration.hub import Hubs, weight_of
from threatmodel.architecture.collaboration.rate_limits import Allowances, Bucket
from threatmodel.architecture.models import ThreatModel
from threatmodel.architecture.operations.apply import Undo


class Clock:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def bucket(clock: Callable[[], float]) -> Bucket:
    return Bucket(rate=10, size=50, clock=clock)


def test_who_takes_no_more_than_is_there_does_not_wait() -> None:
    one = bucket(Clock())

    assert [one.take(25), one.take(25)] == [0, 0]


def test_who_takes_more_waits_for_as_long_as_it_takes_to_fill() -> None:
    clock = Clock()
    one = bucket(clock)

    one.take(50)
    waits = [one.take(20), one.take(10)]
    clock.now = 5

    assert waits == [2, 3]
    assert one.level == 20
    assert not one.is_full


def test_it_never_holds_more_than_its_size() -> None:
    clock = Clock()
    one = bucket(clock)
    clock.now = 1_000

    assert one.level == 50
    assert [one.take_if_there(50), one.take_if_there(1)] == [True, False]


def test_one_person_has_one_allowance_at_all_sockets_also_after_coming_back() -> None:
    everybody, person = Allowances(), uuid.uuid4()
    first, second = everybody.enter(person), everybody.enter(person)
    other = everybody.enter(uuid.uuid4())
    assert first is not None
    assert first is second
    assert first is not other

    while first.may_ask_since():
        pass
    everybody.leave(first)
    everybody.leave(first)

    again = everybody.enter(person)
    assert again is first
    assert not again.may_ask_since()


def test_one_person_has_only_so_many_sockets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate_limits, "SOCKETS_MOST", 2)
    everybody, person = Allowances(), uuid.uuid4()
    first, second, third = (everybody.enter(person) for _ in range(3))

    assert (first is not None, second is not None, third) == (True, True, None)
    assert everybody.enter(uuid.uuid4()) is not None


def desk() -> Desk:
    return Desk(User(id=uuid.uuid4(), email="ada@example.com"), "editor")


def test_what_waits_for_one_browser_is_bounded_in_bytes() -> None:
    one = desk()
    frame = "x" * (OUT_BYTES_MOST // 4)
    for _ in range(5):
        one.put(frame)

    assert one.close_code == 4408


async def test_who_does_not_read_is_not_told_again_what_it_missed() -> None:
    one, read = desk(), asyncio.Event()
    one.put("x" * KEEPING_UP_BYTES)
    one.put("x")

    async def send(_message: MutableMapping[str, Any]) -> None:
        await read.wait()

    pump = asyncio.create_task(one.pump(send))
    waiting = asyncio.create_task(one.keeps_up())
    await asyncio.sleep(0)
    assert not waiting.done()

    read.set()

    await asyncio.wait_for(waiting, 5)
    pump.cancel()


async def test_closing_lets_go_who_waits_to_be_told() -> None:
    one = desk()
    one.put("x" * (KEEPING_UP_BYTES + 1))
    waiting = asyncio.create_task(one.keeps_up())
    await asyncio.sleep(0)

    one.close(4404)

    await asyncio.wait_for(waiting, 5)


async def test_the_models_of_one_team_take_turns_at_the_database() -> None:
    """However many models one team floods, one thread is left for the others."""
    all_hubs, team = Hubs(), uuid.uuid4()

    turns = all_hubs.turns_of(team)

    assert all_hubs.turns_of(team) is turns
    assert all_hubs.turns_of(uuid.uuid4()) is not turns


@pytest.mark.django_db(transaction=True)
def test_asking_again_and_again_is_refused_and_then_cut_off(
    port: int, people: Cast, model: ThreatModel
) -> None:
    with page(port, people.bob, model) as bob:
        bob.do(element("web"))
        for _ in range(300):
            bob.say(type="since", seq=0)
        code = bob.closed()

    answered = [message for message in bob.heard if message["type"] == "changes"]
    refused = [message for message in bob.heard if message["type"] == "refused"]
    assert code == CLOSE_ABUSE
    assert 0 < len(answered) < 40
    assert {message["code"] for message in refused} == {"too-often"}
    assert "too many requests" in refused[0]["problems"][0]


@pytest.mark.django_db(transaction=True)
def test_one_socket_too_many_is_closed_with_a_code_of_its_own(
    port: int, people: Cast, model: ThreatModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rate_limits, "SOCKETS_MOST", 1)
    with page(port, people.bob, model) as bob:
        with browser(port, people.bob, model.pk) as late, pytest.raises(ConnectionClosed):
            late.recv(timeout=10)
        assert late.close_code == CLOSE_TOO_MANY
        with page(port, people.alice, model):
            assert bob.do(element("web"))["type"] == "ack"


@pytest.mark.django_db(transaction=True)
def test_a_flood_of_batches_is_all_written_and_paced(
    port: int, people: Cast, model: ThreatModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []

    async def note(_self: rate_limits.Allowance, seconds: float) -> None:
        waits.append(seconds)

    monkeypatch.setattr(rate_limits, "_OPS_AT_ONCE", 100)
    monkeypatch.setattr(rate_limits.Allowance, "_wait", note)
    with page(port, people.bob, model) as bob:
        batches = [bob.send(*(element(f"e{n}-{k}") for k in range(50))) for n in range(4)]
        answers = {bob.answer(batch)["type"] for batch in batches}

    assert answers == {"ack"}
    assert any(seconds > 0 for seconds in waits)
    assert weight_of(Undo("a", "b")) > 1
