"""What a process remembers of its database being away."""

import threading
from unittest import mock

import pytest
from psycopg_pool import ConnectionPool, PoolTimeout

from tests.services.process import free_port
from tests.waiting import wait_until
from threatmodel.config.postgresql import outage as outages
from threatmodel.config.postgresql.outage import Outage, Unreachable

pytestmark = pytest.mark.no_database


class Clock:
    """A clock that a test moves."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 100.0
        monkeypatch.setattr(outages, "time", mock.Mock(monotonic=lambda: self.now))


def refuses(outage: Outage) -> bool:
    try:
        outage.refuse()
    except Unreachable:
        return True
    return False


def pool_to_nowhere(outage: Outage) -> ConnectionPool:
    return ConnectionPool(
        f"host=127.0.0.1 port={free_port()} dbname=none",
        min_size=1, max_size=3, timeout=60, reconnect_timeout=0, reconnect_failed=outage.begin, open=False,
    )  # fmt: skip


def test_one_caller_finds_out_after_the_pause_while_the_others_are_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock, outage = Clock(monkeypatch), Outage()
    assert not refuses(outage)

    outage.begin(pool_to_nowhere(outage))

    assert refuses(outage)
    clock.now += 1.1
    assert [refuses(outage) for _ in range(3)] == [False, True, True]
    outage.end()
    assert not refuses(outage)


def test_a_caller_that_never_comes_back_does_not_keep_the_others_out(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, outage = Clock(monkeypatch), Outage()
    outage.begin(pool_to_nowhere(outage))
    clock.now += 1.1
    assert not refuses(outage)

    clock.now += 7

    assert not refuses(outage)


def test_waiting_requests_fail_as_soon_as_a_connection_fails() -> None:
    outage = Outage()
    faults: list[BaseException] = []

    def ask() -> None:
        try:
            pool.getconn()
        except (Unreachable, PoolTimeout) as fault:
            faults.append(fault)

    with pool_to_nowhere(outage) as pool:
        asking = [threading.Thread(target=ask) for _ in range(5)]
        for thread in asking:
            thread.start()
        wait_until(lambda: len(faults) == 5, what="everybody being told")

    assert {type(fault) for fault in faults} == {Unreachable}
    assert refuses(outage)
