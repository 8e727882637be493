"""One worker of a run collects the tests before the others: what pytest has rewritten, they only load.

On a new clone that takes as long as all else of a collection, and each worker would do it.
"""

import fcntl
import hashlib
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.services import process


@contextmanager
def collected_once(arguments: Sequence[str]) -> Iterator[None]:
    """Collect what the arguments name first, or once another process of the run has done so."""
    name = hashlib.sha256(" ".join(arguments).encode()).hexdigest()[:16]
    place = Path(os.environ[process.RUN_FOLDER], f"collection-{name}")
    done = place.with_suffix(".done")
    with place.open("w") as lock:
        if not done.exists():
            _take(lock.fileno())
        yield
        done.touch()


def _take(lock: int) -> None:
    """Take the lock alone, or with all the others that wait for the first."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        fcntl.flock(lock, fcntl.LOCK_SH)
