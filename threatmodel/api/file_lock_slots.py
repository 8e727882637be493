"""Slots that web processes of one machine share: locked files, which the kernel frees when a process ends."""

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final
from uuid import UUID

_ASK_EVERY_S: Final = 0.05


class NoSlot(Exception):
    """No slot became free in time, or too many requests of the team wait already."""


class SharedSlots:
    """A number of slots in a folder, at most one of them for each team."""

    def __init__(self, folder: Path, size: int) -> None:
        self._folder = folder
        self._size = size

    @contextmanager
    def slot(self, team: UUID, *, until: float) -> Iterator[None]:
        """Hold a slot of the team while the block runs. Raises NoSlot if none is free by then (monotonic)."""
        with ExitStack() as held:
            while not self._take(team, held):
                if time.monotonic() >= until:
                    raise NoSlot
                time.sleep(_ASK_EVERY_S)
            yield

    def _take(self, team: UUID, held: ExitStack) -> bool:
        with ExitStack() as taking:
            if not _lock(self._folder / f"team-{team}", taking):
                return False
            if not any(_lock(self._folder / f"slot-{number}", taking) for number in range(self._size)):
                return False
            held.push(taking.pop_all())
            return True


def _lock(path: Path, held: ExitStack) -> bool:
    """Lock the file until `held` closes; False where another holder has it."""
    file = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    with contextlib.suppress(BlockingIOError):
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        held.callback(os.close, file)
        return True
    os.close(file)
    return False
