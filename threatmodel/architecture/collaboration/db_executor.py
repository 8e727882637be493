"""Runs what asks the database on a few threads beside the event loop.

Each thread keeps its connection while it is in use: to open one costs as much as an edit, and on SQLite the
last one that is closed copies the whole log of writes into the database.
"""

import asyncio
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Final, TypeVar

from django.db import connections

_THREADS: Final = 3  # one more than the models of one team take (hub.py: Turns)
_KEPT_S: Final = 10.0  # unused for longer, a connection may have been closed by the other side

T = TypeVar("T")
_pool: Final = ThreadPoolExecutor(max_workers=_THREADS, thread_name_prefix="live-database")
_mine: Final = threading.local()


async def in_database(function: Callable[..., T], *args: object, **kwargs: object) -> T:
    """Return what the function returns, run on one of the threads."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_pool, partial(_connected, partial(function, *args, **kwargs)))


async def let_go() -> None:
    """Close the connections of all threads, when nobody needs them any more."""
    loop = asyncio.get_running_loop()
    together = threading.Barrier(_THREADS)  # so that each thread does it
    closing = (loop.run_in_executor(_pool, _close, together) for _ in range(_THREADS))
    await asyncio.gather(*closing, return_exceptions=True)


def _connected(work: Callable[[], T]) -> T:
    if time.monotonic() - getattr(_mine, "used_at", 0.0) > _KEPT_S:
        connections.close_all()
    try:
        return work()
    except BaseException:
        connections.close_all()
        raise
    finally:
        _mine.used_at = time.monotonic()


def _close(together: threading.Barrier) -> None:
    connections.close_all()
    together.wait(timeout=5)
