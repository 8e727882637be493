"""Places for what costs much: few at once, one for each team, in the order of arrival."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID, uuid4

import pytest

from tests.waiting import wait_until
from threatmodel.api.team_semaphore import NoPlace, Places

pytestmark = pytest.mark.no_database

ONE, TWO, THREE = uuid4(), uuid4(), uuid4()


class _Work:
    """Threads that each hold a place until they are told to go on."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self.entered: list[str] = []
        self.refused: list[str] = []
        self._leave: dict[str, threading.Event] = {}
        self._threads: list[threading.Thread] = []

    def begin(self, name: str, team: UUID, *, wait_s: float = 20) -> None:
        self._leave[name] = threading.Event()
        thread = threading.Thread(target=self._run, args=(name, team, wait_s))
        self._threads.append(thread)
        thread.start()

    def _run(self, name: str, team: UUID, wait_s: float) -> None:
        try:
            with self._places.place(team, wait_s=wait_s):
                self.entered.append(name)
                self._leave[name].wait(20)
        except NoPlace:
            self.refused.append(name)

    def leave(self, name: str) -> None:
        self._leave[name].set()

    def in_line(self, number: int) -> None:
        wait_until(lambda: len(self._places._line) == number, what=f"a line of {number}")

    def has_entered(self, *names: str) -> None:
        wait_until(lambda: self.entered == [*names], what=f"the entry of {names}")


@contextmanager
def _work(most: int) -> Iterator[_Work]:
    work = _Work(Places(most))
    try:
        yield work
    finally:
        for name in work._leave:
            work.leave(name)
        for thread in work._threads:
            thread.join(20)


def test_a_team_has_one_place_and_others_do_not_wait_for_it() -> None:
    with _work(most=2) as work:
        work.begin("a", ONE)
        work.has_entered("a")
        work.begin("second of the same team", ONE)
        work.in_line(1)

        work.begin("b", TWO)
        work.has_entered("a", "b")

        work.leave("a")
        work.has_entered("a", "b", "second of the same team")


def test_there_are_so_many_places_and_no_more() -> None:
    with _work(most=2) as work:
        work.begin("a", ONE)
        work.begin("b", TWO)
        wait_until(lambda: len(work.entered) == 2, what="the entry of both")
        work.begin("c", THREE)
        work.in_line(1)

        work.leave("b")
        wait_until(lambda: work.entered[2:] == ["c"], what="the entry of the third")


def test_who_waits_too_long_is_refused() -> None:
    with _work(most=1) as work:
        work.begin("a", ONE)
        work.has_entered("a")
        work.begin("b", TWO, wait_s=0.01)
        wait_until(lambda: work.refused == ["b"], what="the refusal")
        work.in_line(0)


def test_a_team_with_a_long_line_is_refused_at_once_and_others_are_not() -> None:
    with _work(most=2) as work:
        work.begin("a", ONE)
        work.has_entered("a")
        for number in range(10):
            work.begin(f"waits {number}", ONE)
        work.in_line(10)

        work.begin("one too many", ONE)
        wait_until(lambda: work.refused == ["one too many"], what="the refusal")
        work.begin("b", TWO)
        work.has_entered("a", "b")
        for number in range(10):
            work.leave(f"waits {number}")


def test_a_fault_gives_the_place_back() -> None:
    places = Places(1)
    with pytest.raises(ZeroDivisionError), places.place(ONE):
        raise ZeroDivisionError
    with places.place(ONE, wait_s=0):
        pass
