"""What waits for one browser has an end, and so has what one browser may ask for at a time."""

import asyncio
import uuid
from collections.abc import MutableMapping
from typing import Any

import pytest

from threatmodel.accounts.models import User
from threatmodel.architecture.collaboration.connection import FLEETING_MOST, OUT_MOST, UNANSWERED_MOST, Desk

pytestmark = pytest.mark.no_database

Sent = list[MutableMapping[str, Any]]


def desk() -> Desk:
    return Desk(User(id=uuid.uuid4(), email="ada@example.com"), "editor")


async def taken(desk: Desk) -> Sent:
    """What a browser that reads gets until the socket is closed, or nothing more comes."""
    sent: Sent = []

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    pump = asyncio.create_task(desk.pump(send))
    await asyncio.sleep(0)
    if desk.close_code is None:
        pump.cancel()
    await asyncio.gather(pump, return_exceptions=True)
    return sent


async def test_what_was_queued_is_sent_in_order() -> None:
    one = desk()
    for number in range(OUT_MOST):
        one.put(str(number))

    assert [message["text"] for message in await taken(one)] == [str(n) for n in range(OUT_MOST)]
    assert one.close_code is None


async def test_a_browser_that_does_not_keep_up_is_cut_off() -> None:
    one = desk()
    for number in range(OUT_MOST + 1):
        one.put(str(number))
    one.put("late")

    assert await taken(one) == [{"type": "websocket.close", "code": 4408}]


async def test_cursors_are_not_told_to_who_is_behind() -> None:
    one = desk()
    for number in range(FLEETING_MOST):
        one.put(str(number))
    one.put("a cursor", fleeting=True)
    one.put("news")

    texts = [message["text"] for message in await taken(one)]
    assert texts == [*(str(n) for n in range(FLEETING_MOST)), "news"]


async def test_a_browser_waits_while_much_of_it_is_unanswered() -> None:
    one = desk()
    for _ in range(UNANSWERED_MOST):
        await one.take_one()
    waiting = asyncio.create_task(one.take_one())
    await asyncio.sleep(0)
    assert not waiting.done()

    one.answer({"type": "ack"})

    await asyncio.wait_for(waiting, 5)


async def test_closing_lets_go_whoever_waits() -> None:
    one = desk()
    for _ in range(UNANSWERED_MOST):
        await one.take_one()
    waiting = asyncio.create_task(one.take_one())
    await asyncio.sleep(0)

    one.close(4404)

    await asyncio.wait_for(waiting, 5)
