"""How long a small write waits for the disk while something else is measured: no commit is faster."""

import os
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_EVERY_S: Final = 0.01
_BLOCK: Final = bytes(8192)  # a page of PostgreSQL's log


class DiskWait:
    """What writes due at a steady rate have waited, those due within a long wait included, in ms."""

    def __init__(self) -> None:
        self._waits_ms: list[float] = []

    def add(self, took_s: float) -> None:
        """Note a write, and those that would have been due while it waited."""
        while took_s > 0:
            self._waits_ms.append(took_s * 1000)
            took_s -= _EVERY_S

    def quantile_ms(self, percent: int) -> float:
        """Return the percentile (1 to 99); 0 with fewer than two writes."""
        if len(self._waits_ms) < 2:
            return 0.0
        return statistics.quantiles(self._waits_ms, n=100)[percent - 1]


@contextmanager
def disk_wait() -> Iterator[DiskWait]:
    """Write beside what is measured, 100 times a second, and wait for the disk each time."""
    seen, ended = DiskWait(), threading.Event()

    def write() -> None:
        with tempfile.TemporaryFile(buffering=0) as file:
            while not ended.wait(_EVERY_S):
                begin = time.perf_counter()
                file.seek(0)
                file.write(_BLOCK)
                os.fdatasync(file.fileno())
                seen.add(time.perf_counter() - begin)

    thread = threading.Thread(target=write, daemon=True)
    thread.start()
    try:
        yield seen
    finally:
        ended.set()
        thread.join()
