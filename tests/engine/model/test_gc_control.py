"""The collector looks at long-lived objects at most once."""

import gc
from collections.abc import Iterator

import pytest

from threatmodel.engine.model.gc_control import freeze_heap, gc_frozen, look_for_new_garbage


@pytest.fixture
def phases() -> Iterator[list[str]]:
    """The phases of collections that the test causes."""
    seen: list[str] = []

    def note(phase: str, _info: dict[str, int]) -> None:
        seen.append(phase)

    gc.callbacks.append(note)
    yield seen
    gc.callbacks.remove(note)
    gc.unfreeze()


def test_what_is_frozen_is_not_looked_at_when_it_is_built(phases: list[str]) -> None:
    with gc_frozen():
        built = [[n] for n in range(100_000)]

    assert phases == ["start", "stop"]  # of what was there before
    assert gc.get_freeze_count() > len(built)


@pytest.mark.usefixtures("phases")
def test_a_process_that_stays_collects_again() -> None:
    gc.disable()

    freeze_heap()

    assert gc.isenabled()


@pytest.mark.usefixtures("phases")
def test_what_was_loaded_is_not_looked_at_once_a_process_collects() -> None:
    gc.disable()
    loaded = [[n] for n in range(1_000)]

    look_for_new_garbage()

    assert gc.isenabled()
    assert gc.get_freeze_count() > len(loaded)
