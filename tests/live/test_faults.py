"""Servers and Redis are killed during edits: acknowledged edits are stored once, and clients agree."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.jobs.test_redis_restart import start_redis
from tests.live.reconnecting_clients import (
    ACKS_BETWEEN,
    ReconnectingClient,
    Servers,
    acks,
    assert_nothing_lost,
    edit_through,
    servers,
    until,
)
from tests.services import deployment, process
from tests.services.deployment import Server
from tests.services.sessions import SignedIn, signed_in

KILLS = 4  # each of two servers twice; `python -m benchmarks.faults` goes on for longer


def edited_through(made: Server, *, places: int, trouble: Callable[[Servers, int], Any], times: int) -> None:
    people = signed_in(made, people=4)
    with servers(made, places) as running:
        browsers = [ReconnectingClient(running, people, number) for number in range(4)]
        asyncio.run(edit_through(browsers, lambda time_: trouble(running, time_), times))
    assert acks(browsers) >= times * ACKS_BETWEEN
    assert_nothing_lost(made, browsers)


@pytest.mark.services
def test_two_servers_of_a_team_are_killed_in_turn(tmp_path: Path, database_url: str, redis_url: str) -> None:
    with deployment.team_prepared(tmp_path, database_url=database_url, redis_url=redis_url) as made:
        edited_through(made, places=2, trouble=lambda running, time_: running.kill(time_), times=KILLS)


@pytest.mark.no_database
def test_the_embedded_server_is_killed(tmp_path: Path) -> None:
    made = deployment.embedded_prepared(tmp_path)

    edited_through(made, places=1, trouble=lambda running, time_: running.kill(0), times=KILLS)


@pytest.mark.services
def test_redis_is_killed_and_comes_back_empty(tmp_path: Path, database_url: str) -> None:
    port = process.free_port()
    redis = [start_redis(port, tmp_path)]

    def trouble(_running: Servers, time_: int) -> None:
        if time_ % 2 == 0:
            redis[-1].kill()
            redis[-1].wait()
        else:
            redis.append(start_redis(port, tmp_path))

    url = f"redis://127.0.0.1:{port}/0"
    try:
        with deployment.team_prepared(tmp_path, database_url=database_url, redis_url=url) as made:
            edited_through(made, places=2, trouble=trouble, times=4)
    finally:
        process.stop(redis[-1])


@pytest.mark.services
def test_people_at_two_servers_see_each_other(tmp_path: Path, database_url: str, redis_url: str) -> None:
    with deployment.team_prepared(tmp_path, database_url=database_url, redis_url=redis_url) as made:
        people = signed_in(made, people=3)
        with servers(made, 2) as running:
            asyncio.run(_meet(running, people))


async def _meet(running: Servers, people: SignedIn) -> None:
    """One at the first server, one at the second; both know of the third, whichever came first."""
    browsers = [ReconnectingClient(running, people, number) for number in range(3)]
    first, second, third = browsers
    connected_tasks = [
        asyncio.create_task(first.stay_connected()),
        asyncio.create_task(second.stay_connected()),
    ]
    await until(lambda: first.sees(second) and second.sees(first), "those who were there to meet")
    connected_tasks.append(asyncio.create_task(third.stay_connected()))
    await until(lambda: all(browser.sees(third) for browser in (first, second)), "the newcomer to be seen")
    await until(lambda: third.sees(first) and third.sees(second), "the newcomer to see both")
    second.say({"type": "presence", "cursor": [3, 4]})
    await until(lambda: first.cursor_of(second) == third.cursor_of(second) == [3, 4], "the cursor to be seen")
    connected_tasks[1].cancel()
    await until(lambda: not first.sees(second) and not third.sees(second), "who has left to vanish")
    for task in connected_tasks:
        task.cancel()
    await asyncio.gather(*connected_tasks, return_exceptions=True)
