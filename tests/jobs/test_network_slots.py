"""Hosts that answer slowly hold one worker for a team, and never all workers."""

from collections.abc import Iterator
from unittest import mock
from uuid import uuid4

import pytest
from django.core.cache import cache
from pytest_django import Settings

from threatmodel.jobs import network_slots
from threatmodel.jobs.network_slots import NetworkWork, network_slot, network_work_continue

pytestmark = pytest.mark.no_database
ONE, TWO, THREE = uuid4(), uuid4(), uuid4()


@pytest.fixture(autouse=True)
def slots(settings: Settings) -> Iterator[None]:
    """Two of four workers may wait for the network."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    settings.JOB_WORKERS = 4
    cache.clear()
    yield
    cache.clear()


def test_a_team_holds_one_slot_and_another_team_gets_the_next() -> None:
    with network_slot([ONE]) as first, network_slot([ONE]) as again, network_slot([ONE, TWO]) as other:
        assert (first, again, other) == (ONE, None, TWO)

    with network_slot([ONE]) as later:
        assert later == ONE


def test_some_workers_never_wait_for_the_network(settings: Settings) -> None:
    with network_slot([ONE]), network_slot([TWO]), network_slot([THREE]) as third:
        assert third is None

    settings.JOB_WORKERS = 2
    with network_slot([ONE]) as one, network_slot([TWO]) as two:
        assert (one, two) == (ONE, None)


def test_without_work_no_slot_is_taken(settings: Settings) -> None:
    settings.JOB_WORKERS = 3
    with network_slot([]) as none, network_slot([ONE]) as one:
        assert (none, one) == (None, ONE)


def test_a_team_that_held_the_slot_for_long_leaves_the_next_one_to_others(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.JOB_WORKERS = 3
    with monkeypatch.context() as patch:
        patch.setattr(network_slots, "time", mock.Mock(monotonic=mock.Mock(side_effect=[0.0, 30.0])))
        with network_slot([ONE]) as slow:
            assert slow == ONE

    with network_slot([ONE]) as resting, network_slot([ONE, TWO]) as other:
        assert (resting, other) == (None, TWO)


def test_a_slot_that_ran_out_is_not_taken_from_who_has_it_now() -> None:
    with network_slot([ONE]):
        cache.clear()  # its time is over
        cache.set(f"network-slot-of-team:{ONE}", "another", 60)

    assert cache.get(f"network-slot-of-team:{ONE}") == "another"


def test_when_a_piece_has_ended_all_kinds_that_are_due_get_a_message(monkeypatch: pytest.MonkeyPatch) -> None:
    due, idle = mock.Mock(), mock.Mock()
    kinds = [NetworkWork(due, lambda: True), NetworkWork(idle, lambda: False)]
    monkeypatch.setattr(network_slots, "_kinds", kinds)

    network_work_continue()

    due.apply_async.assert_called_once_with(expires=network_slots.EXPIRES_S)
    idle.apply_async.assert_not_called()
