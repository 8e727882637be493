"""The queue of one connection is bounded, and so are its unanswered batches."""

import asyncio
import uuid
from collections.abc import MutableMapping
from typing import Any

import pytest

from threatmodel.accounts.models import User
from threatmodel.architecture.collaboration.connection import (
    MAX_QUEUED,
    MAX_QUEUED_FOR_DROPPABLE,
    MAX_UNANSWERED,
    Connection,
)

pytestmark = pytest.mark.no_database

Sent = list[MutableMapping[str, Any]]


def connection() -> Connection:
    return Connection(User(id=uuid.uuid4(), email="ada@example.com"), "editor")


async def received(connection: Connection) -> Sent:
    """What a client that reads receives until the socket is closed, or the queue is empty."""
    sent: Sent = []

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    sending = asyncio.create_task(connection.send_queued(send))
    await asyncio.sleep(0)
    if connection.close_code is None:
        sending.cancel()
    await asyncio.gather(sending, return_exceptions=True)
    return sent


async def test_queued_frames_are_sent_in_order() -> None:
    one = connection()
    for number in range(MAX_QUEUED):
        one.enqueue(str(number))

    assert [message["text"] for message in await received(one)] == [str(n) for n in range(MAX_QUEUED)]
    assert one.close_code is None


async def test_a_client_that_is_too_slow_is_disconnected() -> None:
    one = connection()
    for number in range(MAX_QUEUED + 1):
        one.enqueue(str(number))
    one.enqueue("late")

    assert await received(one) == [{"type": "websocket.close", "code": 4408}]


async def test_cursors_are_dropped_for_a_slow_client() -> None:
    one = connection()
    for number in range(MAX_QUEUED_FOR_DROPPABLE):
        one.enqueue(str(number))
    one.enqueue("a cursor", droppable=True)
    one.enqueue("a change")

    texts = [message["text"] for message in await received(one)]
    assert texts == [*(str(n) for n in range(MAX_QUEUED_FOR_DROPPABLE)), "a change"]


async def test_a_client_with_many_unanswered_batches_waits() -> None:
    one = connection()
    for _ in range(MAX_UNANSWERED):
        await one.count_batch()
    waiting = asyncio.create_task(one.count_batch())
    await asyncio.sleep(0)
    assert not waiting.done()

    one.answer_batch({"type": "ack"})

    await asyncio.wait_for(waiting, 5)


async def test_closing_ends_the_wait() -> None:
    one = connection()
    for _ in range(MAX_UNANSWERED):
        await one.count_batch()
    waiting = asyncio.create_task(one.count_batch())
    await asyncio.sleep(0)

    one.close(4404)

    await asyncio.wait_for(waiting, 5)
