"""Messages to other processes: those that wait together are sent together, in order."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from typing import Any

import orjson
import pytest
from pytest_django import Settings

from tests.waiting import MESSAGE_WITHIN_S
from threatmodel.pubsub import publisher, subscriber
from threatmodel.pubsub.messages import Message, model_group
from threatmodel.pubsub.publisher import broadcast, loop_register, process_name
from threatmodel.pubsub.subscriber import Subscription

pytestmark = pytest.mark.no_database


class Layer:
    """A channel layer that sends when the test says so."""

    def __init__(self) -> None:
        self.sent: asyncio.Queue[tuple[str, list[int]]] = asyncio.Queue()
        self.received: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.may_send = asyncio.Event()
        self.fails = False
        self.failed = asyncio.Event()

    async def group_send(self, group: str, content: dict[str, Any]) -> None:
        await self.may_send.wait()
        if self.fails:
            self.fails = False
            self.failed.set()
            raise ConnectionError
        numbers = [orjson.loads(frame)["number"] for _type, frame, _seq in content["messages"]]
        self.sent.put_nowait((group, numbers))

    async def new_channel(self) -> str:
        return "channel"

    async def group_add(self, group: str, channel: str) -> None: ...

    async def group_discard(self, group: str, channel: str) -> None: ...

    async def receive(self, _channel: str) -> dict[str, Any]:
        return await self.received.get()


@pytest.fixture
async def layer(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> AsyncIterator[Layer]:
    """The broker of this process, whose event loop sends."""
    one = Layer()
    settings.REDIS_URL = "redis://broker.invalid"
    monkeypatch.setattr(publisher, "get_channel_layer", lambda: one)
    monkeypatch.setattr(subscriber, "get_channel_layer", lambda: one)
    loop_register(asyncio.get_running_loop())
    yield one
    loop_register(None)


def say(model: uuid.UUID, *numbers: int, length: int = 0) -> None:
    for number in numbers:
        broadcast(model_id=model, message={"type": "said", "number": number, "text": "x" * length})


async def sent(layer: Layer, times: int) -> list[tuple[str, list[int]]]:
    return [await asyncio.wait_for(layer.sent.get(), MESSAGE_WITHIN_S) for _ in range(times)]


async def test_messages_that_wait_together_are_sent_together(layer: Layer) -> None:
    shop, bank = uuid.uuid4(), uuid.uuid4()

    say(shop, 1, 2)
    say(bank, 1)
    say(shop, 3)
    layer.may_send.set()

    assert await sent(layer, 2) == [(model_group(shop), [1, 2, 3]), (model_group(bank), [1])]


async def test_what_is_sent_together_is_bounded(layer: Layer) -> None:
    shop, bank = uuid.uuid4(), uuid.uuid4()

    say(shop, *range(150))
    say(bank, 1)
    say(shop, 150, 151, length=300 * 1024)
    layer.may_send.set()

    assert await sent(layer, 4) == [
        (model_group(shop), [*range(100)]),
        (model_group(bank), [1]),
        (model_group(shop), [*range(100, 151)]),
        (model_group(shop), [151]),
    ]


async def test_messages_after_a_fault_of_the_broker_are_sent(layer: Layer) -> None:
    shop = uuid.uuid4()
    layer.fails = True
    layer.may_send.set()

    say(shop, 1)
    await asyncio.wait_for(layer.failed.wait(), MESSAGE_WITHIN_S)
    say(shop, 2)

    assert await sent(layer, 1) == [(model_group(shop), [2])]


async def test_a_subscription_hears_each_message_of_another_process_and_none_of_its_own(layer: Layer) -> None:
    heard: asyncio.Queue[Message] = asyncio.Queue()
    subscription = Subscription("model.1", heard.put_nowait)

    own = {"from": process_name(), "messages": [["changed", "{}", 1]]}
    layer.received.put_nowait(own)
    layer.received.put_nowait({"from": "one of another version", "of": ["changed", "0", 0]})
    layer.received.put_nowait({**own, "from": "another", "messages": [["changed", "2", 2], ["left", "3", 0]]})
    messages = [await asyncio.wait_for(heard.get(), MESSAGE_WITHIN_S) for _ in range(2)]

    assert messages == [
        Message("changed", "2", 2, is_remote=True),
        Message("left", "3", 0, is_remote=True),
    ]
    await subscription.close()
