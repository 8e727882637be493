"""A person who floods the server is slowed down; memory is bounded and other teams are not affected."""

import asyncio
import uuid
from collections.abc import Callable, MutableMapping
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed

from tests.architecture.test_operations import element
from tests.live.websocket_client import connected_client
from tests.people import People
from tests.pubsub.test_delivery import open_websocket
from tests.waiting import MESSAGE_WITHIN_S
from threatmodel.accounts.models import User
from threatmodel.architecture.collaboration import rate_limits
from threatmodel.architecture.collaboration.connection import DRAINED_BYTES, MAX_QUEUED_BYTES, Connection
from threatmodel.architecture.collaboration.consumer import CLOSE_ABUSE, CLOSE_TOO_MANY
from threatmodel.architecture.collaboration.hub import weight_of
from threatmodel.architecture.collaboration.rate_limits import TokenBucket, UserRateLimits
from threatmodel.architecture.collaboration.team_database_limit import TeamThrottles
from threatmodel.architecture.models import ThreatModel
from threatmodel.architecture.operations.apply import Undo


class Clock:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def bucket(clock: Callable[[], float]) -> TokenBucket:
    return TokenBucket(rate=10, size=50, clock=clock)


def test_taking_available_tokens_does_not_wait() -> None:
    one = bucket(Clock())

    assert [one.take(25), one.take(25)] == [0, 0]


def test_taking_more_waits_until_the_bucket_has_filled() -> None:
    clock = Clock()
    one = bucket(clock)

    one.take(50)
    waits = [one.take(20), one.take(10)]
    clock.now = 5

    assert waits == [2, 3]
    assert one.level == 20
    assert not one.is_full


def test_a_bucket_never_holds_more_than_its_size() -> None:
    clock = Clock()
    one = bucket(clock)
    clock.now = 1_000

    assert one.level == 50
    assert [one.try_take(50), one.try_take(1)] == [True, False]


def test_all_connections_of_a_person_share_one_limit_also_after_reconnecting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rate_limits, "_SINCE_PER_S", 0.0)  # nothing is filled up, however long it takes
    limits, person = UserRateLimits(), uuid.uuid4()
    first, second = limits.acquire(person), limits.acquire(person)
    other = limits.acquire(uuid.uuid4())
    assert first is not None
    assert first is second
    assert first is not other

    while first.take_since():
        pass
    limits.release(first)
    limits.release(first)

    again = limits.acquire(person)
    assert again is first
    assert not again.take_since()


def test_the_connections_of_a_person_are_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate_limits, "MAX_CONNECTIONS", 2)
    limits, person = UserRateLimits(), uuid.uuid4()
    first, second, third = (limits.acquire(person) for _ in range(3))

    assert (first is not None, second is not None, third) == (True, True, None)
    assert limits.acquire(uuid.uuid4()) is not None


def connection() -> Connection:
    return Connection(User(id=uuid.uuid4(), email="ada@example.com"), "editor")


def test_the_queue_of_a_connection_is_bounded_in_bytes() -> None:
    one = connection()
    frame = "x" * (MAX_QUEUED_BYTES // 4)
    for _ in range(5):
        one.enqueue(frame)

    assert one.close_code == 4408


async def test_missed_changes_are_not_sent_to_a_client_that_does_not_read() -> None:
    one, read = connection(), asyncio.Event()
    one.enqueue("x" * DRAINED_BYTES)
    one.enqueue("x")

    async def send(_message: MutableMapping[str, Any]) -> None:
        await read.wait()

    sending = asyncio.create_task(one.send_queued(send))
    waiting = asyncio.create_task(one.wait_until_drained())
    await asyncio.sleep(0)
    assert not waiting.done()

    read.set()

    await asyncio.wait_for(waiting, MESSAGE_WITHIN_S)
    sending.cancel()


async def test_closing_ends_the_wait_for_the_queue() -> None:
    one = connection()
    one.enqueue("x" * (DRAINED_BYTES + 1))
    waiting = asyncio.create_task(one.wait_until_drained())
    await asyncio.sleep(0)

    one.close(4404)

    await asyncio.wait_for(waiting, MESSAGE_WITHIN_S)


async def test_the_models_of_one_team_share_a_throttle() -> None:
    """However many models one team floods, one thread is left for the others."""
    throttles, team = TeamThrottles(), uuid.uuid4()

    throttle = throttles.throttle_of(team)

    assert throttles.throttle_of(team) is throttle
    assert throttles.throttle_of(uuid.uuid4()) is not throttle


@pytest.mark.django_db(transaction=True)
def test_repeated_requests_for_changes_are_refused_and_then_disconnected(
    port: int, people: People, model: ThreatModel
) -> None:
    with connected_client(port, people.bob, model) as bob:
        bob.do(element("web"))
        for _ in range(300):
            bob.send_frame(type="since", seq=0)
        code = bob.closed()

    answered = [message for message in bob.received if message["type"] == "changes"]
    refused = [message for message in bob.received if message["type"] == "refused"]
    assert code == CLOSE_ABUSE
    assert 0 < len(answered) < 40
    assert {message["code"] for message in refused} == {"too-often"}
    assert "too many requests" in refused[0]["problems"][0]


@pytest.mark.django_db(transaction=True)
def test_one_connection_too_many_is_closed_with_its_own_code(
    port: int, people: People, model: ThreatModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rate_limits, "MAX_CONNECTIONS", 1)
    with connected_client(port, people.bob, model) as bob:
        with open_websocket(port, people.bob, model.pk) as late, pytest.raises(ConnectionClosed):
            late.recv(timeout=MESSAGE_WITHIN_S)
        assert late.close_code == CLOSE_TOO_MANY
        with connected_client(port, people.alice, model):
            assert bob.do(element("web"))["type"] == "ack"


@pytest.mark.django_db(transaction=True)
def test_a_flood_of_batches_is_all_written_and_paced(
    port: int, people: People, model: ThreatModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []

    async def note(_self: rate_limits.UserRateLimit, seconds: float) -> None:
        waits.append(seconds)

    monkeypatch.setattr(rate_limits, "_OPS_BURST", 100)
    monkeypatch.setattr(rate_limits.UserRateLimit, "_wait", note)
    with connected_client(port, people.bob, model) as bob:
        batches = [bob.send(*(element(f"e{n}-{k}") for k in range(50))) for n in range(4)]
        answers = {bob.answer(batch)["type"] for batch in batches}

    assert answers == {"ack"}
    assert any(seconds > 0 for seconds in waits)
    assert weight_of(Undo("a", "b")) > 1
