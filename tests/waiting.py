"""Waits for a condition, never for a time."""

import time
from collections.abc import Callable
from typing import Final

# What never comes fails by them; a machine that is busy with other tests has to come in time.
MESSAGE_WITHIN_S: Final = 60.0
JOB_WITHIN_S: Final = 600.0


def wait_until(condition: Callable[[], object], *, what: str, within_s: float = JOB_WITHIN_S) -> None:
    """Return as soon as the condition holds; fail when it still does not after `within_s`."""
    deadline, pause_s = time.monotonic() + within_s, 0.02
    while not condition():
        assert time.monotonic() < deadline, f"{what} did not happen within {within_s:.0f} s"
        time.sleep(pause_s)
        # Who waits for a server or a browser and asks on and on keeps it from what is awaited.
        pause_s = min(1.5 * pause_s, 0.2)
