"""Runs database work of the event loop on a few threads.

Each thread keeps its connection while it is in use: opening one costs as much as an edit, and on SQLite
closing the last one copies the whole write-ahead log into the database.
"""

import asyncio
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Final, TypeVar

from django.db import connections

_THREADS: Final = 3  # one more than the models of one team take (team_database_limit.py)
_MAX_IDLE_S: Final = 10.0  # an idle connection may have been closed by the server

T = TypeVar("T")
_pool: Final = ThreadPoolExecutor(max_workers=_THREADS, thread_name_prefix="live-database")
_local: Final = threading.local()


async def run_in_db_thread(function: Callable[..., T], *args: object, **kwargs: object) -> T:
    """Return what the function returns, run on one of the threads."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_pool, partial(_with_connection, partial(function, *args, **kwargs)))


async def close_connections() -> None:
    """Close the connections of all threads, when none is needed any more."""
    loop = asyncio.get_running_loop()
    barrier = threading.Barrier(_THREADS)  # so that each thread does it
    closing = (loop.run_in_executor(_pool, _close, barrier) for _ in range(_THREADS))
    await asyncio.gather(*closing, return_exceptions=True)


def _with_connection(work: Callable[[], T]) -> T:
    if time.monotonic() - getattr(_local, "used_at", 0.0) > _MAX_IDLE_S:
        connections.close_all()
    try:
        return work()
    except BaseException:
        connections.close_all()
        raise
    finally:
        _local.used_at = time.monotonic()


def _close(barrier: threading.Barrier) -> None:
    connections.close_all()
    barrier.wait(timeout=5)
