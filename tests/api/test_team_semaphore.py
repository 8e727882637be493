"""Slots for expensive work: few at once, one for each team, in order of arrival."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from tests.waiting import wait_until
from threatmodel.api.file_lock_slots import NoSlot, SharedSlots
from threatmodel.api.team_semaphore import TeamSemaphore

pytestmark = pytest.mark.no_database

ONE, TWO, THREE = uuid4(), uuid4(), uuid4()


class _Work:
    """Threads that each hold a slot until they are released."""

    def __init__(self, semaphore: TeamSemaphore) -> None:
        self._semaphore = semaphore
        self.with_slot: list[str] = []
        self.refused: list[str] = []
        self._released: dict[str, threading.Event] = {}
        self._threads: list[threading.Thread] = []

    def begin(self, name: str, team: UUID, *, wait_s: float = 20) -> None:
        self._released[name] = threading.Event()
        thread = threading.Thread(target=self._run, args=(name, team, wait_s))
        self._threads.append(thread)
        thread.start()

    def _run(self, name: str, team: UUID, wait_s: float) -> None:
        try:
            with self._semaphore.slot(team, wait_s=wait_s):
                self.with_slot.append(name)
                self._released[name].wait(20)
        except NoSlot:
            self.refused.append(name)

    def release(self, name: str) -> None:
        self._released[name].set()

    def queue_length_is(self, number: int) -> None:
        wait_until(lambda: len(self._semaphore._queue) == number, what=f"a queue of {number}")

    def have_slots(self, *names: str) -> None:
        wait_until(lambda: self.with_slot == [*names], what=f"the slots of {names}")


@contextmanager
def _work(most: int) -> Iterator[_Work]:
    work = _Work(TeamSemaphore(most))
    try:
        yield work
    finally:
        for name in work._released:
            work.release(name)
        for thread in work._threads:
            thread.join(20)


def test_a_team_has_one_slot_and_others_do_not_wait_for_it() -> None:
    with _work(most=2) as work:
        work.begin("a", ONE)
        work.have_slots("a")
        work.begin("second of the same team", ONE)
        work.queue_length_is(1)

        work.begin("b", TWO)
        work.have_slots("a", "b")

        work.release("a")
        work.have_slots("a", "b", "second of the same team")


def test_the_number_of_slots_is_limited() -> None:
    with _work(most=2) as work:
        work.begin("a", ONE)
        work.begin("b", TWO)
        wait_until(lambda: len(work.with_slot) == 2, what="the slots of both")
        work.begin("c", THREE)
        work.queue_length_is(1)

        work.release("b")
        wait_until(lambda: work.with_slot[2:] == ["c"], what="the slots of the third")


def test_a_request_that_waits_too_long_is_refused() -> None:
    with _work(most=1) as work:
        work.begin("a", ONE)
        work.have_slots("a")
        work.begin("b", TWO, wait_s=0.01)
        wait_until(lambda: work.refused == ["b"], what="the refusal")
        work.queue_length_is(0)


def test_a_team_with_a_long_queue_is_refused_at_once_and_others_are_not() -> None:
    with _work(most=2) as work:
        work.begin("a", ONE)
        work.have_slots("a")
        for number in range(10):
            work.begin(f"waits {number}", ONE)
        work.queue_length_is(10)

        work.begin("one too many", ONE)
        wait_until(lambda: work.refused == ["one too many"], what="the refusal")
        work.begin("b", TWO)
        work.have_slots("a", "b")
        for number in range(10):
            work.release(f"waits {number}")


def test_an_exception_releases_the_slot() -> None:
    semaphore = TeamSemaphore(1)
    with pytest.raises(ZeroDivisionError), semaphore.slot(ONE):
        raise ZeroDivisionError
    with semaphore.slot(ONE, wait_s=0):
        pass


def test_processes_share_slots_of_a_team_and_of_all(tmp_path: Path) -> None:
    here, there = (TeamSemaphore(2, shared=SharedSlots(tmp_path, 2)) for _process in range(2))

    with here.slot(ONE, wait_s=0):
        with pytest.raises(NoSlot), there.slot(ONE, wait_s=0.1):
            pass
        with there.slot(TWO, wait_s=0), pytest.raises(NoSlot), here.slot(THREE, wait_s=0.1):
            pass
    with there.slot(ONE, wait_s=0), here.slot(THREE, wait_s=0):
        pass
