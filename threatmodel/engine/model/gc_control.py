"""Pauses the garbage collector while a batch is built: it finds no cycles and doubles the time.

Beside the start of the commands, this is the only module of the engine that uses `gc`.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_kept: Final[list[object]] = []


@contextmanager
def gc_paused() -> Iterator[None]:
    """Pause the collector until the batch is done; inside another batch, until that is done."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@contextmanager
def gc_frozen() -> Iterator[None]:
    """Build long-lived objects, and exclude them from later collections.

    A full collection of a model of 10,000 elements would take 0.4 s, in the middle of some edit. What has no
    references left still goes at once; what is garbage already is collected before, lest it stay for good.
    """
    gc.collect()
    with gc_paused():
        yield
        gc.freeze()  # before the pause ends, which looks at all that is new


def look_for_new_garbage() -> None:
    """Collect what becomes garbage from now on, in a process that has loaded most of its modules."""
    gc.freeze()
    gc.enable()


def freeze_heap() -> None:
    """Exclude all present objects from later collections, for a process that has just started and stays.

    The first full collection of a server would otherwise stop all of its threads for up to 0.3 s.
    """
    gc.unfreeze()  # what became garbage at the start would stay for good
    gc.collect()
    gc.freeze()
    gc.enable()  # commands start without it


def keep_until_exit(value: object) -> None:
    """Keep a value that is used no more until the process ends, or until this is called again.

    A large one goes with its process at no cost; to free its objects one by one takes 0.1 s.
    """
    _kept[:] = [value]
